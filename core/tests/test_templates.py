"""What holds for every template of the portal's pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "report" not in path.stem)

FORBIDDEN = {
    "style attribute": r"<[^>]*\sstyle=",
    "handler attribute": r"<[^>]*\son[a-z]+=",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline style": r"<style",
    "escaping switched off": r"\|\s*safe\b|autoescape off",
    "another host": r"(src|href|action)=\"https?://",
}


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_pages_hold_nothing_that_the_policy_forbids(template: Path) -> None:
    text = template.read_text()
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


def test_style_sheets_and_scripts_ask_no_other_host() -> None:
    files = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    assert files
    assert [str(path) for path in files if re.search(r"https?://(?!www\.w3\.org)", path.read_text())] == []
