import time

import pytest

from tests.tell.hook import KEY, receiver
from toolkit.tell import webhook
from toolkit.tell.trouble import NotSent
from toolkit.tell.webhook import Hook, post

BODY = b'{"event":"posture.changed"}'


def send(got, **changed):
    pauses = []
    hook = Hook(**{"url": got.url, "secret": KEY, "ca_file": got.ca_file, "seconds": 5.0} | changed)
    try:
        post(BODY, hook, delivery="d-1", now=time.time, sleep=pauses.append)
    finally:
        got.pauses = pauses


@pytest.fixture
def got():
    with receiver() as running:
        yield running


@pytest.mark.parametrize("encrypted", [False, True])
def test_it_arrives_signed(tmp_path, encrypted):
    with receiver(tmp_path if encrypted else None) as got:
        send(got)
    assert (got.bodies, got.genuine) == ([BODY], [True])
    assert got.headers[0]["X-Breachready-Delivery"] == "d-1"
    assert got.headers[0]["Content-Type"] == "application/json"


def test_another_key_does_not_verify(got):
    send(got, secret="guess")
    assert got.genuine == [False]


def test_the_signature_is_over_timestamp_and_body():
    one = webhook.signature("k", 1, b"x")
    assert one.startswith("sha256=")
    assert (
        len({one, webhook.signature("k", 2, b"x"), webhook.signature("k", 1, b"y"), webhook.signature("l", 1, b"x")})
        == 4
    )


def test_an_unvouched_certificate_is_refused(tmp_path):
    with receiver(tmp_path) as got:
        with pytest.raises(NotSent, match="reached") as no:
            send(got, ca_file="")
        assert (got.bodies, no.value.maybe) == ([], False)


def test_trouble_on_their_side_is_tried_three_times_with_one_delivery_id(got):
    got.answers = [503, 500, 204]
    send(got)
    assert [h["X-Breachready-Delivery"] for h in got.headers] == ["d-1"] * 3
    assert got.pauses == [1.0, 5.0]


def test_it_gives_up_after_three(got):
    got.answers = [503]
    with pytest.raises(NotSent, match="answered 503"):
        send(got)
    assert len(got.bodies) == 3


@pytest.mark.parametrize("answer", [400, 401, 404, 410, 301, 302, 307, 308])
def test_no_and_redirects_are_final(got, answer):
    got.answers = [answer]
    with pytest.raises(NotSent, match=f"answered {answer}") as no:
        send(got)
    assert (len(got.bodies), no.value.again) == (1, False)


def test_no_answer_may_have_arrived(got):
    got.slow = 1.0
    with pytest.raises(NotSent) as no:
        send(got, seconds=0.2)
    assert no.value.maybe


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/hook",
        "http://127.evil.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:word@acme.example/",
        "https://",
        "https://acme.example:port/",
        "",
    ],
)
def test_addresses_that_are_refused_unasked(url):
    with pytest.raises(NotSent) as no:
        webhook.checked(Hook(url=url, secret=KEY))
    assert not no.value.again
    assert "word" not in str(no.value).replace("password", "")


def test_an_empty_secret_signs_nothing(got):
    with pytest.raises(NotSent, match="secret"):
        send(got, secret="")
    assert got.bodies == []


def test_proxies_of_the_environment_do_not_see_loopback(got, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    send(got)
    assert got.genuine == [True]
