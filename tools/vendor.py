"""Third-party styles, scripts and fonts: fetched by the lock file, mended, and laid out as static files.

Three things of the NHS.UK frontend are mended (each would break a page here): its fonts are asked of another
host and licensed to NHS organisations; its pictures have absolute addresses; it names source maps that are not
shipped beside it.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from tools.steps import Refused, run

FONT_FACE = re.compile(r"@font-face\{[^}]*Frutiger W01[^}]*\}")
SOURCE_MAP = re.compile(r"\n?(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*")
WEIGHTS = {"400": "arimo-latin-400-normal.woff2", "600 700": "arimo-latin-700-normal.woff2"}
PRINT_ONLY = ("arimo-latin-ext-400-normal.woff2", "arimo-latin-ext-700-normal.woff2")
"""Names such as Łukasz and Siân’s Tŷ Gwyn: on a screen the reader's own typeface has them, on paper there is none."""


def mend_css(css: str) -> str:
    """The frontend's style sheet, asking nothing of another host."""
    mended, faces = FONT_FACE.subn("", css)
    if not faces:
        raise Refused("The NHS.UK frontend no longer declares its fonts as tools/vendor.py expects.")
    mended = mended.replace("Frutiger W01", "Arimo").replace("url(/assets/", "url(assets/")
    mended = SOURCE_MAP.sub("", mended)
    strangers = re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)\"']+|url\(/[^)]*", mended)
    if strangers:
        raise Refused(f"The NHS.UK frontend's style sheet still asks for {strangers[0]}.")
    return "".join(font_face(weight, name) for weight, name in WEIGHTS.items()) + mended


def font_face(weight: str, name: str) -> str:
    return (
        f"@font-face{{font-family:Arimo;font-style:normal;font-weight:{weight};font-display:fallback;"
        f'src:url(../fonts/{name}) format("woff2")}}'
    )


def mend_script(script: str) -> str:
    return SOURCE_MAP.sub("", script)


def fetch(project: Path, workshop: Path, npm: str, environment: Mapping[str, str]) -> Path:
    """Install by the lock file in a workshop folder, and give its node_modules."""
    workshop.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(project / name, workshop / name)
    run([npm, "ci", "--loglevel=error"], what="npm ci", cwd=workshop, environment=environment)
    return workshop / "node_modules"


def lay_out(modules: Path, target: Path) -> None:
    """Write nhsuk/ and fonts/ in one move, so that a page never meets half of them."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    frontend = modules / "nhsuk-frontend" / "dist" / "nhsuk"
    pictures = fresh / "nhsuk" / "assets" / "images"
    pictures.mkdir(parents=True)
    css = (frontend / "nhsuk-frontend.min.css").read_text()
    (fresh / "nhsuk" / "nhsuk-frontend.min.css").write_text(mend_css(css))
    script = (frontend / "nhsuk-frontend.min.js").read_text()
    (fresh / "nhsuk" / "nhsuk-frontend.min.js").write_text(mend_script(script))
    # The style sheet's own icons alone: the others show the NHS logo, licensed to NHS organisations.
    for picture in set(re.findall(r"/assets/images/([\w-]+\.svg)", css)):
        shutil.copy(frontend / "assets" / "images" / picture, pictures)
    fonts = fresh / "fonts"
    fonts.mkdir()
    arimo = modules / "@fontsource" / "arimo"
    for name in (*WEIGHTS.values(), *PRINT_ONLY):
        shutil.copy(arimo / "files" / name, fonts)
    shutil.copy(arimo / "LICENSE", fonts / "LICENSE-arimo.txt")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
