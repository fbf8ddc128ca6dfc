"""Nobody gets past it: each request is held against the rule of its page, and what has no rule is refused."""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect

from toolkit.web import audit, stash
from toolkit.web.accounts.doors import DOORS
from toolkit.web.accounts.factor import vouched
from toolkit.web.api import tokens
from toolkit.web.api.door import refused as unwelcome
from toolkit.web.rendering import refused
from toolkit.web.roles import NAMES, May, Role, rights
from toolkit.web.route import SAFE, Rule, rule_of

EVERY = frozenset({"GET", "HEAD", "POST"})


class Access:
    """Django's middleware. `request.roles` and `request.may` are there for views and templates."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add what the person may do."""
        request.roles = roles_of(request.user)
        request.may = rights(request.roles)
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _given: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse, send to the login or to the second factor, or let go on, having written it down."""
        match = request.resolver_match
        name = match.url_name if match else ""
        rule = rule_of(view) or _door(name)
        if rule is None:
            raise RuntimeError(f"the page {name!r} says nowhere who may see it")
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(sorted(rule.methods))
        if getattr(view, "api", False):
            return _program(request, rule.asks(request.method or ""), name)
        needed = rule.asks(request.method or "")
        if needed is not May.ANYBODY:
            if not request.user.is_authenticated:
                return _to_login(request)
            if needed not in {*request.may, May.SIGNED_IN}:
                audit.record(request, name, about=request.path, outcome=audit.REFUSED)
                return refused(request, needed)
            if needed is not May.SIGNED_IN and lacks_factor(request):
                return redirect("mfa_index")
        if request.method not in SAFE and needed is not May.ANYBODY:
            audit.record(request, name, about=request.path)
        return None


def roles_of(user: Any) -> frozenset[str]:
    """The roles of an account; of an account of nobody, none."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(user.groups.values_list("name", flat=True)) & NAMES


def lacks_factor(request: HttpRequest) -> bool:
    """Whether somebody who may more than look has no second factor yet."""
    if request.roles <= {Role.VIEWER.value}:
        return False
    return not is_mfa_enabled(request.user) and not vouched(request)


def _program(request: HttpRequest, needed: May, name: str) -> HttpResponseBase | None:
    """A call of the JSON interface: by token, or to read, by a session that has passed everything a page asks."""
    said = request.headers.get("Authorization", "")
    if said.startswith("Bearer "):
        found = tokens.bearer(said.removeprefix("Bearer ").strip())
        if found is None:
            return unwelcome(401, "the token is not known, or over")
        request.user = found.user
        request.roles = roles_of(found.user)
        request.may = frozenset(one for one in rights(request.roles) if one.value in found.scopes)
    elif request.method not in SAFE or not request.user.is_authenticated or lacks_factor(request):
        return unwelcome(401, "expected a token: Authorization: Bearer brk_...")
    if needed not in request.may:
        audit.record(request, name, about=request.path, outcome=audit.REFUSED)
        return unwelcome(403, f"the token, or its owner, may not: {needed.value}")
    if request.method not in SAFE:
        audit.record(request, name, about=request.path)
    return None


def _door(name: str | None) -> Rule | None:
    """Pages of allauth, which know nothing of our rules."""
    may = DOORS.get(name or "")
    return Rule(may=may, post=may, methods=EVERY) if may else None


def _to_login(request: HttpRequest) -> HttpResponseBase:
    """What was typed is kept over the login; a part of a page is told to load the whole."""
    back = request.get_full_path() if request.method in SAFE else stash.keep(request)
    answer = redirect_to_login(back, "account_login")
    if getattr(request, "htmx", False):
        answer = redirect("account_login")
        answer.status_code = 401
        answer.headers.pop("Location", None)
        answer["HX-Trigger"] = "logged-out"
    return answer
