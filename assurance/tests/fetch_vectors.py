"""Ways in which a document can ask for something from outside, and a canary that notices when one succeeds.

`{http}` is the address of a server on this machine, `{file}` a file:// address. Run as a program in a process of its
own, it draws each and says which were refused and which reached the canary:

    python -m assurance.tests.fetch_vectors HTTP FILE (ours | theirs)
"""

import json
import sys
from typing import Any

SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>"
)
VECTORS = {
    "img": "<img alt=x src='{http}/a.png'>",
    "img srcset": "<img alt=x src='{http}/a.png' srcset='{http}/b.png 2x'>",
    "img from a file": "<img alt=x src='{file}'>",
    "img, scheme in capitals": "<img alt=x src='FILE://{path}'>",
    "img, protocol-relative": "<img alt=x src='//{host}/a.png'>",
    "img, redirected to a file": "<img alt=x src='{http}/redirect'>",
    "img, host in full-width digits": "<img alt=x src='{wide}/a.png'>",
    "img, our host as a user's name": "<img alt=x src='http://report.invalid@{host}/a.png'>",
    "img, out of our folder": "<img alt=x src='https://report.invalid/marks/../../../..{path}'>",
    "img, out of our folder, encoded": "<img alt=x src='https://report.invalid/%2e%2e/%2e%2e{path}'>",
    "img, a drawing in data:": "<img alt=x src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' "
    "xmlns:xlink='http://www.w3.org/1999/xlink'%3E%3Cimage xlink:href='{http}/a.png' width='9' height='9'/%3E"
    '%3C/svg%3E">',
    "base": "<base href='{http}/'><img alt=x src='a.png'>",
    "svg image, xlink:href": SVG
    + "<title>x</title><image xlink:href='{http}/a.png' width='9' height='9'/></svg>",
    "svg image, href": SVG + "<title>x</title><image href='{file}' width='9' height='9'/></svg>",
    "svg use": SVG + "<title>x</title><use xlink:href='{http}/a.svg#x'/></svg>",
    "svg with a style sheet": SVG
    + "<title>x</title><style>@import url({http}/a.css);</style><rect width='9'/></svg>",
    "css @import": "<style>@import url('{http}/a.css');</style>",
    "css @import from a file": "<style>@import '{file}';</style>",
    "css background": "<p style='background: url({http}/a.png)'>x",
    "css content": "<style>p::before {{ content: url({http}/a.png) }}</style><p>x",
    "css list-style-image": "<ul style='list-style-image: url({http}/a.png)'><li>x</ul>",
    "css border-image": "<p style='border: 3px solid; border-image: url({http}/a.png) 3'>x",
    "css cursor": "<p style='cursor: url({http}/a.cur), auto'>x",
    "css @font-face": "<style>@font-face {{ font-family: F; src: url({http}/a.ttf) }}</style>"
    "<p style='font-family: F'>x",
    "css @font-face from a file": "<style>@font-face {{ font-family: F; src: url({file}) }}</style>"
    "<p style='font-family: F'>x",
    "css @page": "<style>@page {{ background: url({http}/a.png) }}</style><p>x",
    "css @color-profile": "<style>@color-profile --p {{ src: url({http}/a.icc) }}</style>"
    "<p style='color: color(--p 1 0 0)'>x",
    "link to a style sheet": "<link rel=stylesheet href='{http}/a.css'>",
    "link to an attachment": "<link rel=attachment href='{file}'>",
    "a, as an attachment": "<a rel=attachment href='{file}'>x</a>",
    "object": "<object data='{http}/a.svg'></object>",
    "embed": "<embed src='{http}/a.svg'>",
    "iframe": "<iframe src='{file}'></iframe>",
    "video and audio": "<video poster='{http}/a.png' src='{http}/a.mp4'></video><audio src='{http}/a.ogg'></audio>",
    "xinclude": "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{file}' parse='text'/>",
    "entity": "<!DOCTYPE html [<!ENTITY x SYSTEM '{file}'>]><p>&x;",
    "refresh": "<meta http-equiv=refresh content='0; url={http}/'>",
    "script": "<script src='{http}/a.js'></script><script>fetch('{http}/')</script>",
}


def written(http: str, file: str) -> dict[str, str]:
    """The markup of each vector for this canary."""
    host = http.removeprefix("http://")
    wide = "http://" + host.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0127"}).replace(
        "．", "."
    )
    values = {"http": http, "host": host, "wide": wide, "file": file, "path": file.removeprefix("file://")}
    return {name: markup.format(**values) for name, markup in VECTORS.items()}


def main(http: str, file: str, whose: str) -> None:
    """Prints, as JSON, what became of each: `refused`, what was `fetched`, whether the canary was `opened`."""
    from weasyprint import urls

    from assurance.printing import drawing
    from assurance.printing.sheet import Limits, RenderingDefect, Sheet

    if whose == "theirs":
        drawing.fetcher_of = lambda assets: _theirs(urls.URLFetcher)  # type: ignore[assignment]
    opened: list[str] = []
    path, host = file.removeprefix("file://"), http.removeprefix("http://")
    sys.addaudithook(lambda event, arguments: _watch(event, arguments, path, opened))
    outcome: dict[str, dict[str, Any]] = {}
    for name, markup in written(http, file).items():
        opened.clear()
        outcome[name] = {"refused": False, "fetched": []}
        html = markup if markup.startswith("<!DOCTYPE") else f"<html lang=en><title>{host}</title>{markup}"
        try:
            made = drawing.draw(
                Sheet(html, b"x" * 16, {}), limits=Limits(), on_step=lambda step, percent: None
            )
            outcome[name].update(fetched=made.fetched)
        except (RenderingDefect, urls.URLFetchingError):
            outcome[name].update(refused=True)
        outcome[name].update(opened=list(opened))
    print(json.dumps(outcome))


def _theirs(fetcher: Any) -> Any:
    made = fetcher(timeout=2)
    made.assets, made.fetched = {}, []
    return made


def _watch(event: str, arguments: tuple[Any, ...], path: str, opened: list[str]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo") or (event == "open" and arguments[0] == path):
        opened.append(event)


if __name__ == "__main__":
    main(*sys.argv[1:])
