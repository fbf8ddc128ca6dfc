"""One moto server for the folder, with an estate of buckets that no test changes, and a tap on botocore."""

import json
import socket
from collections import Counter
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from tests.collect.aws.estate import build
from tests.daemons.moto import moto_server


@pytest.fixture(scope="session")
def moto():
    with moto_server() as server:
        build(server)
        yield server


@pytest.fixture(autouse=True)
def no_ambient_account(monkeypatch, tmp_path):
    """Nothing of the machine's own AWS configuration, and never the metadata address."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@dataclass
class Tap:
    """Every call that boto3 is asked to make; `answer` may raise or answer in the service's place."""

    calls: Counter = field(default_factory=Counter)
    answer: object = None

    def named(self, name):
        return sum(count for (_, operation, _), count in self.calls.items() if operation == name)


@pytest.fixture
def tap(monkeypatch):
    tapped = Tap()
    real = BaseClient._make_api_call

    def made(client, operation, given):
        service = client.meta.service_model.service_name
        tapped.calls[service, operation, json.dumps(given, sort_keys=True, default=str)] += 1
        if tapped.answer:
            instead = tapped.answer(service, operation, given)
            if instead is not None:
                return instead
        return real(client, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", made)
    return tapped


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """A test that asks the world has lost its way."""
    real = socket.getaddrinfo

    def looked_up(host, *rest, **more):
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, f"not in a test: {host}")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.fixture
def as_aws(moto, monkeypatch):
    """Requests to Amazon's own names end at moto, which sees the host they were meant for. Collects those hosts."""
    real = URLLib3Session.send
    moto = replace(moto, hosts=[])

    def send(session, request):
        meant = urlsplit(request.url)
        if meant.hostname.endswith(".amazonaws.com"):
            moto.hosts.append(meant.hostname)
            request.headers["Host"] = meant.netloc
            request.url = urlunsplit(("http", urlsplit(moto.url).netloc, *meant[2:]))
        return real(session, request)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return moto


@pytest.fixture
def quick(monkeypatch):
    """Waiting between tries costs no time."""
    monkeypatch.setattr("toolkit.collect.aws.caller.time.sleep", lambda _seconds: None)


def refusal(operation, code, status=403):
    return ClientError(
        {"Error": {"Code": code, "Message": f"no {operation}"}, "ResponseMetadata": {"HTTPStatusCode": status}},
        operation,
    )
