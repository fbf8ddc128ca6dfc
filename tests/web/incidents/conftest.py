"""An incident of the made-up playbook in the house, browsers that look at it, and what they see."""

import html
import re

import pytest

from tests.usecase.incident.books import FIRE, LETTERS
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said, look

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def books(place):
    """The playbooks of this house."""
    (place / "playbooks").mkdir()
    (place / "playbooks" / "fire.toml").write_text(FIRE)
    (place / "playbooks" / "letters.toml").write_text(LETTERS)


@pytest.fixture
def fire(house, books):
    """A running incident, opened by ada."""
    opening = Opening(playbook="fire", title="Fire & <smoke>", values={"bucket": "example-exports"})
    return open_incident(house.settings, opening, Said(by="ada")).folder


@pytest.fixture
def drill(house, books):
    """A running exercise, led by ada."""
    return open_incident(house.settings, Opening(playbook="fire", exercise=True), Said(by="ada")).folder


@pytest.fixture
def ada(visitor):
    """A responder's browser."""
    return visitor("responder", name="ada")


@pytest.fixture
def bob(visitor):
    """Another responder's."""
    return visitor("responder", name="bob")


def path(folder, rest=""):
    """The address of a page of an incident."""
    return f"/incidents/{folder.name}/{rest}"


def post(browser, folder, rest, _seen=None, **fields):
    """Send a form made now, or from `_seen` lines."""
    seen = len(look(folder).events) if _seen is None else _seen
    return browser.post(path(folder, rest), {"seen": seen, **fields})


def text(answer):
    """A page's words as a person reads them."""
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(plain).split())


def kinds(folder):
    """What the journal holds."""
    return [one.kind.value for one in look(folder).events]


def state(folder, key):
    """How a step stands."""
    return look(folder).incident.state_of(key)
