"""The house in this process: Django set up once, a database copied for each test, people with each role."""

import shutil
import tempfile
from pathlib import Path

import pytest

from toolkit.config.read import read
from toolkit.config.settings import Settings
from toolkit.store import settings as database
from toolkit.web.settings import names

# While modules are collected, before any test opens a store: Django is set up once a process.
database.configure({**names(Settings(), "a key of tests " * 4), "PASSWORD_HASHERS": [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]})  # fmt: skip

CONFIG = """
[organisation]
name = "Mango & <Lime>"
zone = "Asia/Bangkok"
domains = ["mango.example"]
website = "https://mango.example/incident"
mail = "care@mango.example"
phone = "+66 2 000 0000"
address = "1 Mango Road, Bangkok"
data_protection_contact = "Data protection, privacy@mango.example"

[[server]]
name = "db1"
host = "127.0.0.1"
port = 1

[[store]]
name = "orders"
kind = "database"
server = "db1"

[[dataset]]
name = "customers"
class = "personal"
stores = ["orders"]
records = 1000
"""


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """A state directory with an empty database of today's schema."""
    from toolkit.web.house import opened
    from toolkit.web.serving import migrate

    state = tmp_path_factory.mktemp("blank") / "state"
    settings = Settings(state=state)
    with opened(None, state, settings):
        migrate(settings)
    return state


@pytest.fixture
def place():
    """A folder of the organisation's, short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="web"))
    (folder / "breachready.toml").write_text(CONFIG)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def house(place, blank):
    """The house, open."""
    from toolkit.web.house import opened

    state = place / "state"
    shutil.copytree(blank, state)
    config = place / "breachready.toml"
    with opened(config, state, read(config, state)) as found:
        from django.core.cache import cache

        cache.clear()
        yield found


@pytest.fixture
def visitor(house):
    """`visitor("engineer")`: a browser logged in as somebody of these roles; without any, as nobody."""
    from django.test import Client

    def come(*roles: str, name: str = "", factor: bool = True):
        browser = Client(raise_request_exception=True, headers={"host": "localhost"})
        if roles:
            browser.force_login(somebody(name or "-".join(roles), *roles, factor=factor))
        return browser

    return come


def somebody(name: str, *roles: str, factor: bool = True):
    """An account of these roles, with a second factor unless told otherwise."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group, User

    user, new = User.objects.get_or_create(username=name.replace("-", "."))
    if new:
        user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles if role != "none"])
        if factor:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "kept elsewhere"})
    return user


@pytest.fixture(autouse=True)
def nothing_is_scanned(monkeypatch):
    """A page that starts a scan starts a program that does nothing; the tests of scans put the real one back."""
    from toolkit.web.posture import started

    monkeypatch.setattr(started, "PROGRAM", ("/bin/true",))
    yield started
    for one in started._children:
        one.wait()
    started._children.clear()
