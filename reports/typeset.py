"""PDF by typst, tagged so that it can be read aloud (PDF/UA-1). The same input gives the same bytes.

The data goes in as JSON and is set as strings; nothing of it is ever part of the program that sets it.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from toolkit.core.errors import Problem, UserError


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """What the template of this name makes of the data. Raises `UserError` when it cannot be set."""
    inputs = {"data": json.dumps(data, ensure_ascii=True)}
    try:
        made = typst.compile(_program(template), sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as no:
        raise UserError(Problem("PDF", "", f"could not be set: {no}")) from no
    assert isinstance(made, bytes)
    return made


@cache
def _program(template: str) -> bytes:
    return (files("reports") / "templates" / template).read_bytes()
