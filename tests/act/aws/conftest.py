"""One moto server for the folder, emptied before each test, and a tap on every call that boto3 makes."""

import socket
from dataclasses import dataclass, field

import pytest
from botocore.client import BaseClient

from tests.act.aws.bench import Bench
from tests.daemons.moto import moto_server


@pytest.fixture(scope="session")
def server():
    """Without its hundreds of machine images, which cost a second after each emptying."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
        with moto_server() as running:
            yield running


@pytest.fixture(autouse=True)
def no_ambient_account(monkeypatch, tmp_path):
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    real = socket.getaddrinfo

    def looked_up(host, *rest, **more):
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, f"not in a test: {host}")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("toolkit.act.aws.hands.time.sleep", lambda _seconds: None)


@dataclass
class Tap:
    """Calls in order. `before` may raise or answer in the service's place, `after` may lose the answer."""

    calls: list = field(default_factory=list)
    before: object = None
    after: object = None

    def names(self):
        return [name for name, _given in self.calls]


@pytest.fixture
def tap(monkeypatch):
    """Only what goes through the verbs' own clients: the bench's are told by their user agent."""
    tapped = Tap()
    real = BaseClient._make_api_call

    def made(client, operation, given):
        if "breachready" not in (client.meta.config.user_agent_extra or ""):
            return real(client, operation, given)
        tapped.calls.append((operation, given))
        if tapped.before and (instead := tapped.before(operation, given)) is not None:
            return instead
        answer = real(client, operation, given)
        if tapped.after:
            tapped.after(operation, given)
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", made)
    return tapped


@pytest.fixture
def bench(server, tmp_path):
    server.reset()
    return Bench(server, tmp_path / "evidence")
