"""A world that refuses, hangs, lies or talks for ever costs what it hides, and nothing else."""

import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.collect.aws.conftest import refusal
from tests.collect.aws.estate import CHECKS, account_of, findings, read
from tests.daemons.moto import free_port
from toolkit.collect.aws import KINDS
from toolkit.collect.aws.pace import Line
from toolkit.collect.trouble import Unreadable
from toolkit.core import Outcome, Unread
from toolkit.core.errors import Problem, UserError
from toolkit.core.fact import Absent
from toolkit.core.inventory import Account
from toolkit.facts.cloud import (
    AccountPublicAccessBlock,
    Bucket,
    BucketAcl,
    BucketEncryption,
    BucketVersioning,
    PublicAccessBlock,
    PublicAccessPoint,
    PublicRead,
)

UNKNOWN = Outcome.UNKNOWN


def unread(collected):
    return [one for one in collected.seen if isinstance(one, Unread)]


def nothing_is_known(collected, words):
    judged = findings(collected)
    assert {check for check, _ in judged} == {check.id for check in CHECKS}
    assert {finding.outcome for finding in judged.values()} == {UNKNOWN}
    assert not any(finding.fault for finding in judged.values())
    assert words in " ".join(finding.evidence for finding in judged.values())


@pytest.mark.parametrize("code", ["SlowDown", "ThrottlingException", "RequestLimitExceeded", "503", "InternalError"])
def test_a_passing_refusal_is_asked_again(moto, tap, quick, code):
    refused = Counter()

    def answer(_service, called, given):
        if called == "GetBucketVersioning" and refused[given["Bucket"]] < 2:
            refused[given["Bucket"]] += 1
            raise refusal(called, code, 503)

    tap.answer = answer
    assert not unread(read(account_of(moto), {BucketVersioning}))


def test_throttled_for_ever_is_unread_and_not_asked_for_ever(moto, tap, quick):
    def answer(_service, called, _given):
        if called == "GetBucketVersioning":
            raise refusal(called, "SlowDown", 503)

    tap.answer = answer
    seen = read(account_of(moto), {BucketVersioning})
    assert len(unread(seen)) == 10
    assert all("throttled (SlowDown)" in one.reason for one in unread(seen))
    assert tap.named("GetBucketVersioning") < 10 * 5  # the region is given up before every bucket has had its tries


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken"])
def test_credentials_that_end_on_the_way_are_said_once_and_not_tried_again(moto, tap, code):
    def answer(_service, called, _given):
        if called.startswith("GetBucket"):
            raise refusal(called, code, 400)

    tap.answer = answer
    seen = read(account_of(moto), {BucketVersioning}, workers=1)
    assert len(unread(seen)) == 10
    assert all(code in one.reason for one in unread(seen))
    assert tap.named("GetBucketVersioning") == 1


def test_no_credentials(moto, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    nothing_is_known(read(account_of(moto)), "no credentials")


def test_a_profile_that_is_not_there(moto):
    nothing_is_known(read(account_of(moto, profile="nobody")), "nobody")


def test_a_secret_that_cannot_be_had(moto):
    def secret(reference):
        raise UserError(Problem(reference, "", "the environment variable KEY is not set"))

    account = account_of(moto, access_key_id="env:KEY", secret_access_key="env:SECRET")
    nothing_is_known(read(account, secret=secret), "KEY is not set")


def test_keys_by_reference_are_used(moto):
    asked = []

    def secret(reference):
        asked.append(reference)
        return "testing"

    seen = read(account_of(moto, access_key_id="env:K", secret_access_key="env:S"), {Bucket}, secret=secret)
    assert any(isinstance(one, Bucket) for one in seen.seen)
    assert asked == ["env:K", "env:S"]


def test_a_role_that_is_refused(moto, tap):
    def answer(_service, called, _given):
        if called == "AssumeRole":
            raise refusal(called, "AccessDenied")

    tap.answer = answer
    nothing_is_known(read(account_of(moto, role_arn="arn:aws:iam::222222222222:role/x")), "AccessDenied")


def test_nobody_listens():
    begun = time.monotonic()
    nothing_is_known(read(Account(name="main", endpoint_url=f"http://127.0.0.1:{free_port()}")), "cannot connect")
    assert time.monotonic() - begun < 30


def test_a_name_that_does_not_exist():
    nothing_is_known(read(Account(name="main", endpoint_url="https://s3.example.invalid")), "cannot connect")


@contextmanager
def server(respond):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            try:
                respond(self)
            except OSError:
                self.close_connection = True

        do_POST = do_HEAD = do_GET  # noqa: N815  the names http.server calls

        def log_message(self, *_words):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Account(name="main", endpoint_url=f"http://127.0.0.1:{httpd.server_port}", region="us-east-1")
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def answering(body, status=200, kind="application/xml"):
    def respond(handler):
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


XML = b'<?xml version="1.0" encoding="UTF-8"?>'
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 40) for n in range(8))
    + b"]><ListAllMyBucketsResult>&i;</ListAllMyBucketsResult>"
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>It works!</body></html>",
        b'{"buckets": []}',
        b"\x00\xff\xfe" * 100,
        XML + b"<ListAllMyBucketsResult><Buckets><Bucket><Name>cut",
        XML + b"<Wrong/>",
        XML + b"<ListAllMyBucketsResult><Buckets><Bucket><Name>a</Name><CreationDate>never</CreationDate></Bucket>"
        b"</Buckets></ListAllMyBucketsResult>",
        BOMB,
    ],
)
@pytest.mark.parametrize("status", [200, 404, 500])
def test_answers_that_are_no_answers(body, status, quick):
    with server(answering(body, status)) as account:
        seen = read(account, KINDS, seconds=20)
    judged = findings(seen)
    assert not [key for key, finding in judged.items() if finding.outcome is Outcome.PASS]
    assert not [one for one in unread(seen) if one.fault]
    assert not [one for one in seen.seen if isinstance(one, Bucket)]
    assert judged["bucket-public", ""].outcome is UNKNOWN


def test_an_answer_without_end(monkeypatch):
    sent = Counter()

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while True:
            handler.wfile.write(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
            sent["bytes"] += 0x10000

    monkeypatch.setattr("toolkit.collect.aws.transport.ANSWER_BYTES", 1024 * 1024)
    with server(respond) as account:
        nothing_is_known(read(account), "longer than")
    assert sent["bytes"] < 100 * 1024 * 1024


def test_a_silent_service_is_given_up_after_one_wait(monkeypatch):
    monkeypatch.setattr("toolkit.collect.aws.session.READ_SECONDS", 0.3)
    asked = Counter()
    closing = threading.Event()

    def respond(_handler):
        asked["times"] += 1
        closing.wait(5)

    with server(respond) as account:
        nothing_is_known(read(account), "no answer in time")
        closing.set()
    assert asked["times"] <= 3  # one a service: STS, S3 Control, S3


def test_a_service_that_falls_silent_on_the_way(moto, tap, monkeypatch):
    from botocore.exceptions import ReadTimeoutError

    def answer(_service, called, _given):
        if called == "GetBucketAcl":
            raise ReadTimeoutError(endpoint_url=moto.url)

    tap.answer = answer
    seen = read(account_of(moto), {BucketAcl, BucketVersioning}, workers=1)
    assert {one.kind for one in unread(seen)} >= {BucketAcl}
    assert all("no answer in time" in one.reason for one in unread(seen))
    assert tap.named("GetBucketAcl") <= 10


def test_the_deadline_leaves_the_rest_unread(moto, tap):
    tap.answer = lambda _s, called, _g: time.sleep(0.2) if called == "GetBucketVersioning" else None
    seen = read(account_of(moto), {BucketVersioning}, workers=1, seconds=0.7)
    assert any(isinstance(one, BucketVersioning) for one in seen.seen)
    assert {one.reason for one in unread(seen)} == {"ran out of time"}
    assert len([one for one in seen.seen if getattr(one, "kind", type(one)) is BucketVersioning]) == 10


def test_an_empty_success_is_not_an_answer(moto, tap):
    """What Ceph's gateway says to a call it does not know, where boto3 sees a success without content."""
    empty = {"GetBucketEncryption", "GetBucketAcl", "GetPublicAccessBlock", "GetBucketOwnershipControls"}
    tap.answer = lambda _s, called, _g: {} if called in empty else None
    judged = findings(read(account_of(moto)))
    for check in ("bucket-encryption", "bucket-public-access-block", "bucket-acls-enabled", "bucket-public"):
        assert judged[check, "bucket:exemplary"].outcome is not Outcome.FAIL
        assert judged[check, "bucket:plain"].outcome is UNKNOWN, check
    assert "does not implement" in judged["bucket-encryption", "bucket:plain"].evidence


def test_a_service_without_blocks_cannot_block(moto, tap):
    def answer(service, called, _given):
        if called == "GetPublicAccessBlock" or service == "s3control":
            raise refusal(called, "MethodNotAllowed", 405)

    tap.answer = answer
    collected = read(account_of(moto))
    judged = findings(collected)
    assert judged["bucket-public", "bucket:open-policy"].outcome is Outcome.FAIL
    assert judged["bucket-public", "bucket:shielded"].outcome is Outcome.FAIL
    assert judged["bucket-public-access-block", "bucket:shielded"].outcome is UNKNOWN
    assert judged["account-public-access-block", "account"].outcome is Outcome.NOT_APPLICABLE
    assert judged["access-point-public", ""].outcome is Outcome.NOT_APPLICABLE
    assert {one.kind for one in collected.seen if isinstance(one, Absent)} >= {
        AccountPublicAccessBlock,
        PublicAccessPoint,
    }


def test_a_service_without_sts_is_read_all_the_same(moto, tap):
    def answer(service, called, _given):
        if service in ("sts", "s3control"):
            raise refusal(called, "NoSuchBucket", 404)

    tap.answer = answer
    judged = findings(read(account_of(moto)))
    assert judged["bucket-public", "bucket:open-policy"].outcome is Outcome.FAIL
    assert judged["bucket-cross-account", "bucket:foreign"].outcome is UNKNOWN
    assert judged["bucket-cross-account", "bucket:plain"].outcome is Outcome.PASS


@pytest.mark.parametrize("code", ["NotImplemented", "MethodNotAllowed"])
def test_on_aws_itself_no_call_is_missing(as_aws, tap, code):
    """There, such a word is a refusal like any other: it proves nothing about the block."""

    def answer(_service, called, _given):
        if called == "GetPublicAccessBlock":
            raise refusal(called, code, 405)

    tap.answer = answer
    seen = read(account_of(as_aws, endpoint_url=""), {PublicRead, PublicAccessBlock})
    judged = findings(seen)
    assert judged["bucket-public", "bucket:open-policy"].outcome is UNKNOWN


def test_one_account_in_trouble_costs_itself(moto):
    from toolkit.collect.aws import CloudSettings, jobs
    from toolkit.collect.runner import collect

    accounts = [account_of(moto), Account(name="gone", endpoint_url=f"http://127.0.0.1:{free_port()}")]
    settings = CloudSettings(60, lambda reference: reference, 4)
    both = {one.target.name: one for one in collect(jobs(accounts, frozenset({BucketVersioning}), settings))}
    assert not unread(both["main"])
    assert unread(both["gone"])


def test_a_line_slows_down_when_throttled_and_recovers():
    line = Line(rate=100)
    for _ in range(20):
        line.throttled()
    assert line._rate == 5
    line.answered()
    assert 5 < line._rate < 6


def test_a_line_waits_for_its_tokens_and_not_longer_than_there_is_time():
    line = Line(rate=10)
    line.enter("GetX", left=1)
    with pytest.raises(Unreadable, match="ran out of time"):
        line.enter("GetX", left=0.01)


def test_a_line_that_never_answered_is_given_up_at_once_and_one_that_did_after_three():
    new, old = Line(), Line()
    old.answered()
    for line, failures in ((new, 1), (old, 3)):
        for _ in range(failures):
            line.enter("GetX", left=1)
            line.failed("no answer")
        with pytest.raises(Unreadable, match="no answer"):
            line.enter("GetX", left=1)


def test_an_answer_between_two_failures_counts():
    line = Line()
    for _ in range(5):
        line.answered()
        line.failed("no answer")
    line.enter("GetX", left=1)


def test_encryption_facts_hold_no_more_than_the_name_of_the_key(moto):
    seen = read(account_of(moto), {BucketEncryption}).seen
    assert [one.key for one in seen if isinstance(one, BucketEncryption) and one.key] == ["1a2b"]
