"""The organisation's files about published flaws: where they are, and whether they are there."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.collect.flaws.feeds import Feeds, FlawFiles, open_feeds
from toolkit.config.settings import Settings
from toolkit.config.strict import expand
from toolkit.core.errors import Problem, UserError


def feeds_of(settings: Settings) -> Feeds | None:
    """The files that `[flaws]` names, read; None when it names no advisories.

    Raises `UserError` for names that no file has. A file that is there and cannot be understood is a reason why
    flaws are not known, not an error: the rest of the scan goes on.
    """
    given = settings.flaws
    problems = [problem for key, path in _named(settings) if (problem := _missing(settings, key, path))]
    if problems:
        raise UserError(problems)
    if not given.advisories:
        return None
    return open_feeds(
        FlawFiles(
            advisories=tuple(found for path in given.advisories for found in _files(settings, path)),
            known_exploited=expand(given.known_exploited, settings.source) if given.known_exploited else None,
            epss=expand(given.epss, settings.source) if given.epss else None,
            max_age_days=given.max_age_days,
        )
    )


def _named(settings: Settings) -> Iterator[tuple[str, str]]:
    given = settings.flaws
    yield from ((f"flaws.advisories[{number}]", path) for number, path in enumerate(given.advisories))
    single = (("flaws.known_exploited", given.known_exploited), ("flaws.epss", given.epss))
    yield from ((key, path) for key, path in single if path)


def _missing(settings: Settings, key: str, path: str) -> Problem | None:
    if not settings.flaws.advisories:
        return Problem(str(settings.source), key, "is of no use without `advisories`: it says nothing about packages")
    if _files(settings, path):
        return None
    return Problem(str(settings.source), key, f"no such file: {expand(path, settings.source)}")


def _files(settings: Settings, path: str) -> list[Path]:
    """The file, or every file that a pattern with `*` in its last part fits."""
    full = expand(path, settings.source)
    found = sorted(full.parent.glob(full.name)) if "*" in full.name else [full]
    return [one for one in found if one.is_file()]
