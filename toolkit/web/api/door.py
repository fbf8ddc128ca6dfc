"""A call of the interface, declared beside its code; `openapi` is made from these declarations.

A token answers for its owner's rights and its own scopes, whichever are fewer. A browser's session can read, too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from inspect import getdoc
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from toolkit.core.errors import UserError
from toolkit.web.roles import May
from toolkit.web.route import SAFE, page

View = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A parameter of the query, or a field of the body."""

    name: str
    says: str
    kind: str = "string"
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, as the description of the interface has it."""

    method: str
    path: str
    name: str
    may: May
    says: str
    query: tuple[Given, ...] = ()
    body: tuple[Given, ...] = field(default=())


CALLS: list[Call] = []
"""Every call, in the order of declaration."""


def call(
    path: str, *, may: May, method: str = "GET", query: tuple[Given, ...] = (), body: tuple[Given, ...] = ()
) -> Callable[[View], View]:
    """Declare a call; the view gives the document. `UserError` becomes 409 with its words."""

    def declared(view: View) -> View:
        name = f"api_{view.__name__}"
        says = (getdoc(view) or "").strip()
        CALLS.append(Call(method=method, path=path, name=name, may=may, says=says, query=query, body=body))

        @wraps(view)
        def answered(request: HttpRequest, **given: Any) -> HttpResponseBase:
            try:
                if method not in SAFE:
                    given |= _body(request, body)
                return JsonResponse(view(request, **given), safe=False, json_dumps_params={"ensure_ascii": False})
            except UserError as no:
                return refused(409, *(str(one) for one in no.problems))

        # Only tokens change anything, and no browser sends one by itself.
        answered.csrf_exempt = answered.api = True  # type: ignore[attr-defined]
        page(f"api/{path}", may=may, name=name, methods=method)(answered)
        return view

    return declared


def refused(status: int, *problems: str) -> JsonResponse:
    """What went wrong, one a line."""
    return JsonResponse({"problems": list(problems)}, status=status)


def _body(request: HttpRequest, fields: tuple[Given, ...]) -> Mapping[str, str]:
    """The fields of the JSON body, all of them text. Raises `UserError`."""
    import json  # noqa: PLC0415

    from toolkit.core.errors import Problem  # noqa: PLC0415

    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as no:
        raise UserError(Problem("body", "", "is not JSON")) from no
    if not isinstance(said, dict):
        raise UserError(Problem("body", "", "expected one object"))
    names = {one.name for one in fields}
    problems = [Problem("body", str(key)[:60], "no such field") for key in said if key not in names]
    problems += [
        Problem("body", one.name, "expected text")
        for one in fields
        if (one.needed and one.name not in said) or not isinstance(said.get(one.name, ""), str)
    ]
    if problems:
        raise UserError(problems)
    return {one.name: said.get(one.name, "") for one in fields}
