"""Every page, every role and nobody: allowed or refused as the table of rights says. Made from the map itself."""

import re

import pytest
from django.urls import get_resolver

from toolkit.web.accounts.doors import DOORS
from toolkit.web.roles import CAN, May, Role
from toolkit.web.route import ROUTES, rule_of

EXAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def filled(path):
    """The path with something in each place."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found[1] or "str"], path)


import toolkit.web.urls  # noqa: E402, F401  declares all pages

CASES = [
    (one.name, filled(one.path), method, one.rule.asks(method))
    for one in ROUTES
    if not getattr(one.view, "api", False)  # tests/web/api has those
    for method in sorted(one.rule.methods - {"HEAD"})
]


@pytest.mark.parametrize(("name", "path", "method", "needs"), CASES, ids=[f"{c[2]} {c[0]}" for c in CASES])
def test_each_role_gets_what_the_table_says(visitor, name, path, method, needs):
    for role in ("", "none", *Role):
        browser = visitor(role) if role else visitor()
        browser.raise_request_exception = False
        answer = browser.generic(method, path)
        if needs is May.ANYBODY:
            assert answer.status_code not in (401, 403)
            assert "account/login" not in answer.get("Location", "")
        elif not role:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/account/login/")
        else:
            allowed = needs is May.SIGNED_IN or (role != "none" and needs in CAN[Role(role)])
            assert (answer.status_code != 403) is allowed, (role, answer.status_code)


def test_every_page_of_the_map_has_a_rule():
    found = []

    def walk(patterns):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns)
            else:
                found.append(one)

    walk(get_resolver().url_patterns)
    assert len(found) > 30
    assert [one.name for one in found if rule_of(one.callback) is None and one.name not in DOORS] == []


def test_without_a_second_factor_only_a_viewer_gets_on(visitor):
    assert visitor("engineer", factor=False).get("/posture/")["Location"] == "/account/factors/"
    assert visitor("viewer", factor=False).get("/posture/").status_code == 200
    assert visitor("engineer", name="other").get("/posture/").status_code == 200


def test_other_methods_are_refused(visitor):
    assert visitor("engineer").put("/posture/").status_code == 405


def test_a_role_that_is_none_of_ours_gives_nothing(visitor):
    assert visitor("root").get("/posture/").status_code == 403


def test_a_closed_account_is_out(visitor, house):
    from django.contrib.auth.models import User

    browser = visitor("engineer")
    User.objects.update(is_active=False)
    assert browser.get("/posture/").status_code == 302


MOST = 25
"""Queries of a page, session and rights included."""


@pytest.mark.parametrize("one", [one for one in ROUTES if "GET" in one.rule.methods], ids=lambda one: one.name)
def test_no_page_asks_the_database_without_end(visitor, one):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = visitor(*Role, name="everybody")
    browser.raise_request_exception = False
    with CaptureQueriesContext(connection) as asked:
        browser.get(filled(one.path)).close()
    assert len(asked) <= MOST, [query["sql"][:100] for query in asked]
