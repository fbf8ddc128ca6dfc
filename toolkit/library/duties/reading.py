"""TOML of a file from outside: of limited size, UTF-8, and with a word for whatever is wrong with it."""

import tomllib
from typing import Any

from toolkit.core.errors import Problem

FILE_LIMIT = 1024 * 1024
"""Bytes; the longest of ours has a hundredth of it."""


def parsed(raw: bytes, where: str, problems: list[Problem]) -> dict[str, Any] | None:
    """What the file says, or None and a problem more."""
    if len(raw) > FILE_LIMIT:
        problems.append(Problem(where, "", "is larger than 1 MiB"))
        return None
    try:
        return tomllib.loads(raw.decode())
    except UnicodeDecodeError:
        problems.append(Problem(where, "", "is not UTF-8 text"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(Problem(where, "", f"is not valid TOML: {error}"))
    return None
