"""What a trust statement is made of, strictly: its claims, and its words in the sandbox that notices use."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from toolkit.config.strict import structure
from toolkit.core.errors import Problem, UserError
from toolkit.core.notice import FieldType, Language, Template
from toolkit.core.trust import Claims, Wording
from toolkit.library.notices import Shelf, of_folders, shipped

ROOM = "trust"
SHORT, FULL = "short", "full"
WHERE = "playbooks/trust/claims.toml"

_PATTERNS = {"within": "country limit", "promptly": "country", "by_region": "country", "business_days": "number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Claims and texts."""

    claims: Claims
    shelf: Shelf

    @property
    def parts(self) -> tuple[Template, Template]:
        """The short version and the full one, in the order in which they stand on the page."""
        return self.shelf.templates[SHORT].template, self.shelf.templates[FULL].template

    def languages(self) -> tuple[Language, ...]:
        """Those that a whole statement can be written in."""
        short, full = self.parts
        codes = [code for code in short.text if code in full.text and code in self.claims.words]
        return tuple(self.shelf.languages[code] for code in codes)


def material(own: Path | None = None) -> Material:
    """What comes with the product, and an organisation's own words before ours. Raises `UserError`.

    Claims, and what must be seen before one is made, are ours alone: one that somebody could loosen proves nothing.
    """
    folders = [shipped("notices"), shipped(ROOM)]
    if own and own.is_dir():
        folders.append((own, str(own)))
    shelf, claims = of_folders(folders), _claims()
    found = Material(claims=claims, shelf=shelf)
    if problems := list(_problems(found)):
        raise UserError(problems)
    return found


def _claims() -> Claims:
    said = tomllib.loads((files("playbooks") / ROOM / "claims.toml").read_text(encoding="utf-8"))
    found, problems = structure(said, Claims, WHERE)
    if found is None:
        raise UserError(problems)
    return found


def _problems(found: Material) -> Iterator[Problem]:
    fields = {name: field for part in found.parts for name, field in part.fields.items()}
    for claim in found.claims.claim:
        ways = [bool(claim.asks), bool(claim.prepared), claim.notices]
        if sum(ways) != 1:
            yield Problem(WHERE, f"claim[{claim.id}]", "expected one of checks, prepared, notices")
        if claim.id not in fields or fields[claim.id].type is not FieldType.DATE or fields[claim.id].required:
            yield Problem(WHERE, f"claim[{claim.id}]", "expected a field of this name: a date that may be left out")
    for code, words in found.claims.words.items():
        yield from _worded(code, words)


def _worded(code: str, words: Wording) -> Iterator[Problem]:
    for key, names in _PATTERNS.items():
        if sorted(re.findall(r"\{([^}]*)\}", getattr(words, key))) != sorted(names.split()):
            yield Problem(WHERE, f"words.{code}.{key}", f"expected {names} in braces, once each")
