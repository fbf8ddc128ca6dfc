"""Which font a notice on paper is set in: letters that no font on this machine has would print as empty boxes."""

import unicodedata
from collections.abc import Iterable
from functools import cache

import typst

from toolkit.core.errors import Problem, UserError

LATIN = ("Noto Sans", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
"""The last one comes with typst, and has Greek and Cyrillic too."""

EMBEDDED = frozenset({"LATIN", "GREEK", "CYRILLIC"})

FAMILIES = {
    "THAI": (
        "Sarabun",
        "Noto Sans Thai",
        "Laksaman",
        "Loma",
        "Waree",
        "Garuda",
        "Norasi",
        "Leelawadee UI",
        "Thonburi",
    ),
    "ARABIC": ("Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans"),
    "HEBREW": ("Noto Sans Hebrew", "DejaVu Sans"),
    "DEVANAGARI": ("Noto Sans Devanagari",),
    "LAO": ("Noto Sans Lao", "DejaVu Sans"),
    "KHMER": ("Noto Sans Khmer",),
    "MYANMAR": ("Noto Sans Myanmar",),
    "CJK": ("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC"),
    "HIRAGANA": ("Noto Sans CJK JP", "Noto Sans JP"),
    "KATAKANA": ("Noto Sans CJK JP", "Noto Sans JP"),
    "HANGUL": ("Noto Sans CJK KR", "Noto Sans KR"),
}
"""By script, the best first."""

PACKAGES = {
    "THAI": "fonts-thai-tlwg",
    "CJK": "fonts-noto-cjk",
    "HIRAGANA": "fonts-noto-cjk",
    "KATAKANA": "fonts-noto-cjk",
    "HANGUL": "fonts-noto-cjk",
}
"""What Debian and Ubuntu call the package; for all others `fonts-noto-core`."""


def families(texts: Iterable[str], installed: frozenset[str] | None = None) -> tuple[str, ...]:
    """The families to set these texts in. Raises `UserError` that names the package to install."""
    have = _installed() if installed is None else installed
    chosen = [family for family in LATIN if family in have]
    for script in sorted(scripts(texts) - EMBEDDED):
        fitting = [family for family in FAMILIES.get(script, ()) if family in have]
        if not fitting:
            package = PACKAGES.get(script, "fonts-noto-core")
            how = f"on Debian and Ubuntu: apt-get install {package}"
            raise UserError(Problem("PDF", "", f"no font for {script.capitalize()} is on this machine; {how}"))
        chosen.append(fitting[0])
    return tuple(dict.fromkeys(chosen))


def scripts(texts: Iterable[str]) -> frozenset[str]:
    """The scripts of their letters, as Unicode names them."""
    signs = {char for text in texts for char in text if unicodedata.category(char)[0] in "LM"}
    return frozenset(unicodedata.name(char, "UNKNOWN").split(" ", maxsplit=1)[0] for char in signs) - {
        "COMBINING",
        "MODIFIER",
    }


@cache
def _installed() -> frozenset[str]:
    return frozenset(typst.Fonts().families())
