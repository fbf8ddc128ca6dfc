"""The description of the interface (OpenAPI 3.1), made from the declarations of the calls."""

import re
from typing import Any

import toolkit
from toolkit.web.api.door import CALLS, Call, Given

PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
WRONG = {
    "description": "What went wrong, one a line.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}},
}


def description(address: str) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in CALLS:
        paths.setdefault("/api/" + PLACE.sub(r"{\2}", one.path), {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "breachready", "version": toolkit.__version__},
        "servers": [{"url": address}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Problems": {
                    "type": "object",
                    "required": ["problems"],
                    "properties": {"problems": {"type": "array", "items": {"type": "string"}}},
                }
            },
        },
    }


def _operation(one: Call) -> dict[str, Any]:
    places = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer" if kind == "int" else "string"}}
        for kind, name in PLACE.findall(one.path)
    ]
    asked = [
        {
            "name": each.name,
            "in": "query",
            "required": each.needed,
            "description": each.says,
            "schema": {"type": each.kind},
        }
        for each in one.query
    ]
    said: dict[str, Any] = {
        "operationId": one.name.removeprefix("api_"),
        "summary": one.says.split("\n", 1)[0],
        "description": f"{one.says}\n\nScope: `{one.may.value}`.",
        "parameters": [*places, *asked],
        "responses": {
            "200": {"description": "The document.", "content": {"application/json": {"schema": {}}}},
            "401": {**WRONG},
            "403": {**WRONG},
            "409": {**WRONG},
        },
    }
    if one.body:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": _schema(one.body)}}}
    return said


def _schema(fields: tuple[Given, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in fields if one.needed],
        "properties": {one.name: {"type": one.kind, "description": one.says} for one in fields},
    }
