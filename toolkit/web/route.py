"""A page, declared beside its code: path, name, who may. A page without a rule cannot be written.

    @page("posture/", may=May.SEE)
    def posture(request): ...

`GET` needs `may`; every other method needs `post` (by default the same). What is not listed in `methods` is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from toolkit.web.roles import May

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)

SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may ask for a page, who may change something through it, and by which methods it answers."""

    may: May
    post: May
    methods: frozenset[str]

    def asks(self, method: str) -> May:
        """What a request of this method needs."""
        return self.may if method in SAFE else self.post


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row of the map."""

    path: str
    name: str
    view: View
    rule: Rule


ROUTES: list[Route] = []
"""Every page of ours, in the order of declaration. Importing a room's views fills it."""


def page(path: str, *, may: May, post: May | None = None, name: str = "", methods: str = "GET") -> Callable[[V], V]:
    """Declare a page. `methods`: words, as in "GET POST"; HEAD comes with GET."""
    words = set(methods.split())
    allowed = frozenset(words | ({"HEAD"} if "GET" in words else set()))

    def declared(view: V) -> V:
        rule = Rule(may=may, post=post or may, methods=allowed)
        view.rule = rule  # type: ignore[attr-defined]
        ROUTES.append(Route(path=path, name=name or view.__name__, view=view, rule=rule))
        return view

    return declared


def patterns() -> list[URLPattern]:
    """Django's map of our pages. Raises `ValueError` for two of one name."""
    names = [one.name for one in ROUTES]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two pages are named {', '.join(sorted(twice))}")
    return [path(one.path, one.view, name=one.name) for one in ROUTES]


def rule_of(view: Any) -> Rule | None:
    """The rule of a view, None for one that is not ours."""
    return getattr(view, "rule", None)
