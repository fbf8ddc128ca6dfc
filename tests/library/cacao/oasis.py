"""The published schemas, read where they are beside the project; without them what needs them is skipped."""

import json
import os
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

SHARED = Path(os.environ.get("BREACHREADY_SHARED", Path(__file__).parents[3].parent / "shared"))
SCHEMAS = SHARED / "data" / "cacao-2.0"
needs_schemas = pytest.mark.skipif(
    not (SCHEMAS / "playbook.json").is_file(),
    reason="no ../shared/data/cacao-2.0 beside the project: the OASIS schemas are not kept here",
)


@cache
def validator() -> Draft7Validator:
    held = [json.loads(path.read_text()) for path in SCHEMAS.rglob("*.json")]
    registry = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in held)
    return Draft7Validator(json.loads((SCHEMAS / "playbook.json").read_text()), registry=registry)


def wrong(document) -> list[str]:
    return [f"{one.json_path}: {one.message[:200]}" for one in validator().iter_errors(document)]
