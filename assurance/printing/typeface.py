"""Which characters the report's own typeface has, and what stands for those that it has not.

A character without a glyph would be an empty box, and a file that no archive takes. A typeface of the machine would
make another file on another machine. So what Arimo lacks is written with what it has.
"""

import io
import unicodedata

SPACES = frozenset("\t\n\r")
USUAL = {
    "≥": ">=",
    "≤": "<=",
    "≠": "not equal to",
    "≈": "about",
    "→": "->",
    "←": "<-",
    "⇒": "=>",
    "✓": "yes",
    "✔": "yes",
    "✗": "no",
    "✘": "no",
    "‐": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{FIGURE DASH}": "–",
    "\N{HORIZONTAL BAR}": "—",
    "●": "•",
    "■": "•",
    "▪": "•",
    "†": "*",
    "‡": "**",
}
"""How people write these on a keyboard that lacks them, too; the signs of mathematics as HTML must carry them."""
FOR_HTML = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def unpacked(packed: bytes) -> tuple[bytes, frozenset[str]]:
    """A font as WeasyPrint needs it, and its characters. WeasyPrint would unpack it for every report, a tenth of its
    time; whoever prints many does it once."""
    from fontTools.ttLib import TTFont

    font, plain = TTFont(io.BytesIO(packed), recalcTimestamp=False), io.BytesIO()
    characters = frozenset(map(chr, font.getBestCmap()))
    font.flavor = None
    font.save(plain, reorderTables=None)
    return plain.getvalue(), characters


def legible(html: str, characters: frozenset[str]) -> str:
    """The document with what the typeface lacks written otherwise: ≥ as >=, an emoji as its name in brackets."""
    if not set(html) - characters - SPACES:
        return html
    composed = unicodedata.normalize("NFC", html)
    lacking = set(composed) - characters - SPACES
    return composed.translate({ord(each): _instead(each, characters) for each in lacking})


def _instead(character: str, characters: frozenset[str]) -> str:
    if character in USUAL:
        return USUAL[character].translate(FOR_HTML)
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me"):  # without a picture of their own
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain and set(plain) <= characters:
        return plain.translate(FOR_HTML)
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"
