"""Notice templates from their folders, strictly: fields, languages, and texts that can do nothing but be filled.

One folder a kind: `fields.toml` names the fields it uses, `<language>.md.j2` are its words. `fields.toml` beside the
folders describes what several kinds ask for, `languages.toml` how a language writes dates and numbers. The canonical
form (RFC 8785 JSON of fields and texts) is what a version's SHA-256 is over.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import rfc8785

from toolkit.config.strict import structure
from toolkit.core.errors import Problem, UserError
from toolkit.core.notice import ANY, Language, Rules, Template
from toolkit.core.notice.checked import checked
from toolkit.library.noticetext import faults

FILE_LIMIT = 1024 * 1024
"""Bytes."""
SUFFIX = ".md.j2"
FIELDS = "fields.toml"
LANGUAGES = "languages.toml"
LAWS = "laws.toml"

_ID = re.compile(r"^[a-z][a-z0-9_]*$")
_KIND = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_CODE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")
_PATTERNS = {"date": "day month year", "moment": "date time offset", "unknown": "date", "missing": "label"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A template as it was read: from where, and what its canonical form hashes to."""

    template: Template
    where: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Every kind of notice, the languages that they are written in, and what laws say about letters."""

    templates: Mapping[str, Shelved]
    languages: Mapping[str, Language]
    laws: Mapping[str, Rules]


def shelf(*own: Path) -> Shelf:
    """What comes with the product, and folders of the organisation's, the later before the earlier.

    Raises `UserError` with all that is broken.
    """
    return of_folders((shipped("notices"), *((folder, str(folder)) for folder in own if folder.is_dir())))


def shipped(room: str) -> tuple[Traversable, str]:
    """A folder of `playbooks`, and what it is called."""
    return files("playbooks") / room, f"playbooks/{room}"


def of_folders(folders: Iterable[tuple[Traversable, str]]) -> Shelf:
    """What these folders hold, each before those that were read earlier. Raises `UserError`, likewise."""
    reading = _Reading()
    for folder, where in folders:
        reading.take(folder, where)
    if reading.problems:
        raise UserError(reading.problems)
    return Shelf(templates=reading.templates, languages=reading.languages, laws=reading.laws)


def canonical(template: Template) -> bytes:
    """The canonical form: RFC 8785 JSON."""
    return rfc8785.dumps(plain(template))


def digest(template: Template) -> str:
    """`sha256:` and the hash of the canonical form in hexadecimal."""
    return f"sha256:{hashlib.sha256(canonical(template)).hexdigest()}"


def from_canonical(raw: bytes, where: str) -> Template:
    """The template of a canonical form that was kept. Raises `UserError` when this version cannot read it."""
    try:
        said = json.loads(raw)
        said |= {key: date.fromisoformat(said[key]) for key in ("reviewed_on", "review_by")}
    except (ValueError, TypeError, KeyError, RecursionError) as no:
        raise UserError(Problem(where, "", f"is no notice template in canonical form: {no}")) from no
    template, problems = structure(said, Template, where)
    problems += list(_text_problems(template, where)) if template else []
    if template is None or problems:
        raise UserError(problems)
    return template


def plain(value: Any) -> Any:
    """A template as plain values, without what was left at its default."""
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case tuple():
            return [plain(one) for one in value]
        case str() | int() | bool():
            return value
    said = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: plain(one) for field, one in said if one != field.default}


class _Reading:
    """What has been read so far, and what was wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.dictionary: dict[str, Any] = {}
        self.languages: dict[str, Language] = {}
        self.laws: dict[str, Rules] = {}
        self.templates: dict[str, Shelved] = {}
        self.said: dict[str, dict[str, Any]] = {}
        """Each kind as its files say it."""

    def take(self, folder: Traversable, where: str) -> None:
        """Read a folder of kinds."""
        for name, raw in self._toml(folder / FIELDS, f"{where}/{FIELDS}").items():
            self.dictionary[name] = _over(self.dictionary.get(name), raw)
        for code, raw in self._toml(folder / LANGUAGES, f"{where}/{LANGUAGES}").items():
            self._language(code, raw, f"{where}/{LANGUAGES}")
        for name, raw in self._toml(folder / LAWS, f"{where}/{LAWS}").items():
            self._law(name, raw, f"{where}/{LAWS}")
        for kind in sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: one.name):
            if not kind.name.startswith((".", "_")):
                self._template(kind, f"{where}/{kind.name}")

    def _language(self, code: str, raw: Any, where: str) -> None:
        if not _CODE.match(code) or code == ANY or not isinstance(raw, dict):
            self._wrong(where, code, "expected a table named by the code of a language, as in [th]")
            return
        language, problems = structure({"code": code, **raw}, Language, where, code)
        self.problems += problems
        if language is None:
            return
        if len(language.months) != 12:
            self._wrong(where, f"{code}.months", "expected twelve")
        for key, names in _PATTERNS.items():
            if sorted(re.findall(r"\{([^}]*)\}", getattr(language, key))) != sorted(names.split()):
                expected = " and ".join(f"{{{name}}}" for name in names.split())
                self._wrong(where, f"{code}.{key}", f"expected {expected}, once each")
        self.languages[code] = language

    def _law(self, name: str, raw: Any, where: str) -> None:
        if not _KIND.match(name) or not isinstance(raw, dict):
            self._wrong(where, name, "expected a table named like us-ca")
            return
        rules, problems = structure({"id": name, **raw}, Rules, where, name)
        self.problems += problems
        if rules:
            self.laws[name] = rules

    def _template(self, folder: Traversable, where: str) -> None:
        before = len(self.problems)
        if not _KIND.match(folder.name):
            self._wrong(where, "", "expected a folder named like authority-initial")
        said = self._said(folder, where)
        for code in said["text"].keys() - self.languages.keys():
            self._wrong(f"{where}/{code}{SUFFIX}", "", f"no language {code!r} in {LANGUAGES}")
        template, problems = structure(said, Template, f"{where}/{FIELDS}")
        self.problems += problems
        if template:
            self.problems += [*_text_problems(template, where), *_field_problems(template, f"{where}/{FIELDS}")]
        if template and len(self.problems) == before:
            self.templates[folder.name] = Shelved(template=template, where=where, digest=digest(template))
            self.said[folder.name] = said

    def _said(self, folder: Traversable, where: str) -> dict[str, Any]:
        """What a kind's folder says. One without fields adds texts to the kind of that name that was read before."""
        names = sorted(one.name for one in folder.iterdir() if one.name.endswith(SUFFIX))
        text = {name.removesuffix(SUFFIX): self._text(folder / name, f"{where}/{name}") for name in names}
        if not text:
            self._wrong(where, "", f"expected at least one <language>{SUFFIX}")
        earlier = self.said.get(folder.name)
        if earlier and not (folder / FIELDS).is_file():
            spoken = {name: one.get("example") for name, one in self.dictionary.items() if isinstance(one, dict)}
            fields = {name: _over(one, {"example": spoken.get(name)}) for name, one in earlier["fields"].items()}
            return {**earlier, "fields": fields, "text": {**earlier["text"], **text}}
        raw = self._toml(folder / FIELDS, f"{where}/{FIELDS}")
        declared = self._declared(raw.pop("fields", {}), f"{where}/{FIELDS}")
        return {"kind": folder.name, **raw, "fields": declared, "text": text}

    def _declared(self, raw: Any, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, said in raw.items() if isinstance(raw, dict) else ():
            known = self.dictionary.get(name, {})
            if not _ID.match(name) or not isinstance(said, dict) or not isinstance(known, dict):
                self._wrong(where, f"fields.{name}", "expected a table with a name like what_happened")
            elif not known and not said:
                self._wrong(where, f"fields.{name}", f"is described neither here nor in the {FIELDS} of all kinds")
            else:
                found[name] = {"id": name, **known, **said}
        if not found:
            self._wrong(where, "fields", "expected at least one [fields.NAME]")
        return found

    def _toml(self, path: Traversable, where: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text(path, where)) if path.is_file() else {}
        except tomllib.TOMLDecodeError as no:
            self._wrong(where, "", f"is not valid TOML: {no}")
        return {}

    def _text(self, path: Traversable, where: str) -> str:
        try:
            with path.open("rb") as file:
                raw = file.read(FILE_LIMIT + 1)
            if len(raw) <= FILE_LIMIT:
                return raw.decode()
            self._wrong(where, "", "is larger than 1 MiB")
        except UnicodeDecodeError:
            self._wrong(where, "", "is not UTF-8 text")
        except OSError as no:
            self._wrong(where, "", no.strerror or str(no))
        return ""

    def _wrong(self, where: str, key: str, expected: str) -> None:
        self.problems.append(Problem(where, key, expected))


def _over(old: Any, new: Any) -> Any:
    """A field's description with another over it; examples in further languages are added."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    examples = {**(old.get("example") or {}), **(new.get("example") or {})}
    return {**old, **new, "example": examples}


def _text_problems(template: Template, where: str) -> Iterator[Problem]:
    for code, text in template.text.items():
        for line, words in faults(text, template.fields):
            yield Problem(f"{where}/{code}{SUFFIX}", f"line {line}", words)


def _field_problems(template: Template, where: str) -> Iterator[Problem]:
    for field in template.fields.values():
        for language in template.text if field.worded else (ANY,):
            try:
                checked(field, field.example.get(language, ""))
            except ValueError as no:
                yield Problem(where, f"fields.{field.id}.example.{language}", str(no))
        if field.merged and (field.may_be_unknown or field.worded):
            yield Problem(
                where, f"fields.{field.id}", "what differs by recipient is known, and the same in all languages"
            )
