"""Reads `duties/*.toml`, one file a law, and `duties/questions.toml`: every fault at once, with file and key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from toolkit.config.strict import structure
from toolkit.core.duty.edition import Edition
from toolkit.core.duty.question import Question
from toolkit.core.duty.regime import Regime
from toolkit.core.errors import Problem, UserError
from toolkit.library.duties.canonical import digest
from toolkit.library.duties.reading import parsed
from toolkit.library.duties.sense import senseless
from toolkit.library.duties.spelling import ours, theirs

ASKED = "questions.toml"
QUESTIONS = f"playbooks/duties/{ASKED}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    """The file of questions."""

    question: tuple[Question, ...]


@cache
def edition() -> Edition:
    """What comes with the product. Raises `UserError` when it is broken."""
    return read_edition(*shipped())


def shipped() -> tuple[Mapping[str, bytes], bytes]:
    """The files of the laws by name, and that of the questions."""
    folder = files("playbooks") / "duties"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml") and one.name != ASKED)
    laws = {f"playbooks/duties/{name}": (folder / name).read_bytes() for name in names}
    return laws, (folder / ASKED).read_bytes()


def read_edition(laws: Mapping[str, bytes], asked: bytes) -> Edition:
    """The edition of these files. Raises `UserError` with everything that is wrong in all of them."""
    problems: list[Problem] = []
    questions = _questions(asked, problems)
    if problems:
        raise UserError(problems)
    regimes: dict[str, Regime] = {}
    for where, raw in laws.items():
        said = parsed(raw, where, problems)
        if said is None:
            continue
        regime, wrong = structure(ours(said), Regime, where)
        problems += [Problem(one.where, theirs(one.key), one.expected) for one in wrong]
        if regime is not None:
            problems += [*senseless(regime, where, questions), *_misplaced(regime, where, regimes)]
            regimes[regime.id] = regime
    if problems:
        raise UserError(problems)
    found = Edition(regimes=dict(sorted(regimes.items())), questions=questions)
    return replace(found, digest=digest(found))


def _questions(raw: bytes, problems: list[Problem]) -> Mapping[str, Question]:
    said = parsed(raw, QUESTIONS, problems)
    found, wrong = structure(said or {}, _Questions, QUESTIONS)
    problems += wrong
    return {one.id: one for one in found.question} if found else {}


def _misplaced(regime: Regime, where: str, others: Mapping[str, Regime]) -> Iterator[Problem]:
    if regime.id in others:
        yield Problem(where, "id", f"{regime.id!r} is the id of another file already")
    if PurePath(where).stem != regime.id:
        yield Problem(where, "id", f"expected the name of the file, {PurePath(where).stem!r}")
