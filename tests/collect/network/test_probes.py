"""What an open port said, classified; and listeners that say nothing, too much, or hang up."""

import socket
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collect.network.conftest import ADDRESS, Serve, silent
from toolkit.collect.network import http, probes
from toolkit.collect.network.http import Reply
from toolkit.collect.network.listen import listen
from toolkit.collect.network.wire import MOST_BYTES, Wire
from toolkit.collect.trouble import Unreadable
from toolkit.facts.network import Access

DENIED = (Path(__file__).parent / "recorded" / "redis-denied.txt").read_bytes()


@pytest.mark.parametrize(
    ("said", "service", "access"),
    [
        (b"+PONG\r\n", "Redis", Access.OPEN),
        (b"-LOADING Redis is loading the dataset in memory\r\n", "Redis", Access.OPEN),
        (b"-NOAUTH Authentication required.\r\n", "Redis", Access.AUTHENTICATED),
        (b"-ERR operation not permitted\r\n", "Redis", Access.AUTHENTICATED),
        (b"-NOPERM this user has no permissions to run the 'ping' command\r\n", "Redis", None),
        (DENIED, "Redis", Access.REFUSED),
        (b"-ERR unknown command 'PING'\r\n", "Redis", None),
        (b"ERROR\r\n", "memcached", None),
        (b"HTTP/1.1 400 Bad Request\r\n", "HTTP", None),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", "SSH", None),
        (b"", "", None),
        (b"hello\r\n", "", None),
        (b"\x00" * 50, "", None),
    ],
)
def test_answers_to_ping(said: bytes, service: str, access: Access | None) -> None:
    heard = probes.pong(said)
    assert (heard.service, heard.access) == (service, access)
    if not service:
        assert heard.trouble


def test_answers_of_postgresql() -> None:
    def method(number: int) -> bytes:
        return b"R" + struct.pack(">II", 8, number)

    assert probes.started_up(method(0)).access is Access.OPEN
    for number in (3, 5, 7, 10, 99):
        assert probes.started_up(method(number)).access is Access.AUTHENTICATED
    refused = b"E\x00\x00\x00\x40SFATAL\x00VFATAL\x00C28000\x00Mno pg_hba.conf entry\x00\x00"
    assert probes.started_up(refused).access is Access.REFUSED
    full = refused.replace(b"28000", b"53300")
    assert probes.started_up(full).access is None
    assert "53300" in probes.started_up(full).trouble
    for said in (b"", b"R", b"R\x00\x00\x00\x08\x00\x00", b"HTTP/1.1 400\r\n", b"ERROR what?\r\n"):
        assert not probes.started_up(said).decided


def mongo(document: bytes) -> bytes:
    body = struct.pack("<IB", 0, 0) + struct.pack("<I", len(document) + 5) + document + b"\x00"
    return struct.pack("<IIII", 16 + len(body), 7, 1, 2013) + body


OK = b"\x01ok\x00" + struct.pack("<d", 1.0)
NOT_OK = b"\x01ok\x00" + struct.pack("<d", 0.0)


def test_answers_of_mongodb() -> None:
    """listDatabases says ok to strangers; only getLog's own answer counts, and code 13 asks for credentials."""
    written = b"\x10totalLinesWritten\x00" + struct.pack("<i", 2)
    assert probes.get_log(mongo(written + b"\x04log\x00\x05\x00\x00\x00\x00" + OK)).access is Access.OPEN
    assert probes.get_log(mongo(NOT_OK + b"\x10code\x00" + struct.pack("<i", 13))).access is Access.AUTHENTICATED
    assert probes.get_log(mongo(OK)).access is None
    assert probes.get_log(mongo(NOT_OK + b"\x10code\x00" + struct.pack("<i", 59))).access is None
    assert not probes.get_log(b"HTTP/1.0 200 OK\r\n\r\nIt looks like you are trying").decided
    assert not probes.get_log(b"").decided


def test_answers_of_memcached_in_its_binary_protocol() -> None:
    def status(number: int) -> bytes:
        return b"\x81\x0a" + b"\x00" * 4 + struct.pack(">H", number) + b"\x00" * 16

    assert probes.binary_noop(status(0)).access is Access.OPEN
    assert probes.binary_noop(status(0x20)).access is Access.AUTHENTICATED
    assert probes.binary_noop(status(0x81)).access is None
    assert not probes.binary_noop(b"\x81").decided


def test_answers_over_http() -> None:
    root = b'HTTP/1.1 200 OK\r\n\r\n{"cluster_name":"c","version":{"lucene_version":"9"}}'
    opened = http.elasticsearch(Reply(200, root))
    assert opened
    assert opened.access is Access.OPEN
    shut = http.elasticsearch(
        Reply(401, b"HTTP/1.1 401 U\r\nX-elastic-product: Elasticsearch\r\n\r\nsecurity_exception")
    )
    assert shut
    assert shut.access is Access.AUTHENTICATED
    assert http.elasticsearch(Reply(200, b"HTTP/1.1 200 OK\r\n\r\nwelcome")) is None
    assert http.elasticsearch(Reply(401, b"HTTP/1.1 401 U\r\nServer: nginx\r\n\r\n")) is None, "any site may say 401"
    version = http.docker(Reply(200, b'HTTP/1.1 200 OK\r\n\r\n{"ApiVersion":"1.43"}'))
    assert version
    assert version.access is Access.OPEN
    assert http.docker(Reply(404, b"")) is None
    assert http.etcd(Reply(200, b'{"header":{"cluster_id":"1"},"count":"0"}')).access is Access.OPEN
    assert (
        http.etcd(Reply(400, b'{"error":"etcdserver: user name is empty","code":3}')).access is Access.AUTHENTICATED
    )
    assert http.etcd(Reply(404, b"404 page not found")).access is None


@given(st.binary(max_size=200))
def test_no_bytes_break_a_classifier(said: bytes) -> None:
    for classify in (probes.pong, probes.started_up, probes.get_log, probes.binary_noop):
        heard = classify(said)
        assert heard.access is not None or heard.trouble or heard.service


def test_a_silent_listener_is_undecided_in_bounded_time(serve: Serve) -> None:
    port = serve(silent)
    begun = time.monotonic()
    heard = listen(ADDRESS, port, seconds=0.3)
    assert not heard.decided
    assert heard.access is None
    assert heard.trouble
    assert time.monotonic() - begun < 8


def test_an_endless_talker_is_cut_off(serve: Serve) -> None:
    def talk(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"a" * 65536)

    port = serve(talk)
    begun = time.monotonic()
    with Wire(ADDRESS, port, 20.0) as wire:
        assert len(wire.hear(lambda _said: False)) == MOST_BYTES
    assert time.monotonic() - begun < 10, "it was cut off by its size, not by the clock"
    assert not listen(ADDRESS, port, seconds=0.5).decided


def test_a_slow_talker_does_not_outlast_the_deadline(serve: Serve) -> None:
    def talk(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"a")
            time.sleep(0.02)

    port = serve(talk)
    begun = time.monotonic()
    with Wire(ADDRESS, port, 0.4) as wire:
        wire.hear(lambda _said: False)
    assert time.monotonic() - begun < 2


def test_a_port_that_accepts_no_more_is_unreadable(serve: Serve) -> None:
    with socket.create_server((ADDRESS, 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreadable, match="refused"):
        listen(ADDRESS, port)


def test_one_that_hangs_up_at_once_is_undecided(serve: Serve) -> None:
    port = serve(lambda connection: None)
    assert not listen(ADDRESS, port, seconds=0.5).decided


def lines(*dialogue: tuple[bytes, bytes], greeting: bytes = b"") -> object:
    def talk(connection: socket.socket) -> None:
        if greeting:
            connection.sendall(greeting)
        while said := connection.recv(4096):
            for question, answer in dialogue:
                if said.startswith(question):
                    connection.sendall(answer)

    return talk


@pytest.mark.parametrize(
    ("greeting", "question", "answer", "service", "upgrade"),
    [
        (
            b"* OK IMAP4rev1 ready\r\n",
            b"a CAP",
            b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na OK\r\n",
            "IMAP",
            "STARTTLS",
        ),
        (b"* OK IMAP4rev1 ready\r\n", b"a CAP", b"* CAPABILITY IMAP4rev1\r\na OK\r\n", "IMAP", ""),
        (b"+OK POP3\r\n", b"STLS", b"+OK begin\r\n", "POP3", "STLS"),
        (b"+OK POP3\r\n", b"STLS", b"-ERR no\r\n", "POP3", ""),
        (b"220 ProFTPD\r\n", b"AUTH TLS", b"234 go\r\n", "FTP", "AUTH TLS"),
        (b"220 ProFTPD\r\n", b"AUTH TLS", b"530 log in first\r\n", "FTP", ""),
        (b"220 ProFTPD\r\n", b"never", b"", "FTP", None),
        (b"\xff\xfd\x18\xff\xfd\x20", b"never", b"", "telnet", None),
    ],
)
def test_whether_a_login_can_be_encrypted(
    serve: Serve, greeting: bytes, question: bytes, answer: bytes, service: str, upgrade: str | None
) -> None:
    heard = listen(ADDRESS, serve(lines((question, answer), greeting=greeting)), seconds=0.4)  # type: ignore[arg-type]
    assert (heard.service, heard.upgrade) == (service, upgrade)


def test_http_services_are_found_on_odd_ports(serve: Serve) -> None:
    about = b'{"etcdserver":"3.5.9"}'
    counted = b'{"header":{"cluster_id":"14841639068965178418"}}'

    def answer(body: bytes, status: bytes = b"200 OK") -> bytes:
        return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)

    talk = lines(
        (b"PING", answer(b"", b"400 Bad Request")),
        (b"GET / ", answer(b"404 page not found", b"404 Not Found")),
        (b"GET /version", answer(about)),
        (b"POST /v3/kv/range", answer(counted)),
    )
    heard = listen(ADDRESS, serve(talk), seconds=0.5)  # type: ignore[arg-type]
    assert (heard.service, heard.access) == ("etcd", Access.OPEN)
    plain = lines((b"PING", answer(b"", b"400 Bad Request")), (b"GET", answer(b"hello")))
    assert listen(ADDRESS, serve(plain), seconds=0.5).service == "HTTP"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        b"Client sent an HTTP request to an HTTPS server.",
        b"The plain HTTP request was sent to HTTPS port",
        b"You're speaking plain HTTP to an SSL-enabled server port.",
    ],
)
def test_a_port_that_wants_tls_is_not_taken_for_plain_http(serve: Serve, words: bytes) -> None:
    port = serve(lines((b"GET", b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(words), words))))  # type: ignore[arg-type]
    assert not http.identify(lambda: Wire(ADDRESS, port, 1.0)).decided
