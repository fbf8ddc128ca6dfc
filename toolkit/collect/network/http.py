"""Data services and control planes that speak HTTP: who is there, and would it serve a stranger?

Only paths that describe the service itself are asked for, never data.
"""

import re
from dataclasses import dataclass

from toolkit.collect.network.probes import SILENT, Ask, Heard
from toolkit.facts.network import Access


@dataclass(frozen=True, slots=True)
class Reply:
    """A status (0: no HTTP was spoken) and everything after it, heads and body in one."""

    status: int
    text: bytes
    wants_certificate: bool = False
    wants_tls: bool = False


def identify(ask: Ask) -> Heard:
    """Ask in turn whether this is Elasticsearch, the Docker Engine or etcd; HTTP of another kind is an answer."""
    root = get(ask, b"/")
    if root.wants_certificate:
        return Heard(access=Access.AUTHENTICATED, said="asks for a client certificate")
    if not root.status or root.wants_tls:
        return SILENT
    if found := elasticsearch(root):
        return found
    about = get(ask, b"/version")
    if found := docker(about):
        return found
    if about.status == 200 and b'"etcdserver"' in about.text:
        return etcd(_exchange(ask, _ETCD_QUESTION))
    return Heard(service="HTTP", said="answers HTTP")


def elasticsearch(root: Reply) -> Heard | None:
    """Elasticsearch or OpenSearch by `GET /`; None when it is neither. Pure."""
    if root.status == 200 and b'"cluster_name"' in root.text and _SEARCH.search(root.text):
        return Heard(service="Elasticsearch", access=Access.OPEN, said="answered `GET /` with its cluster's name")
    if root.status in (401, 403) and _SEARCH_SHUT.search(root.text):
        return Heard(
            service="Elasticsearch", access=Access.AUTHENTICATED, said=f"answered `GET /` with {root.status}"
        )
    return None


_SEARCH = re.compile(rb'"lucene_version"|You Know, for Search|OpenSearch Project')
_SEARCH_SHUT = re.compile(rb"(?i)x-elastic-product|security_exception|opensearch security|search guard")


def docker(about: Reply) -> Heard | None:
    """The Docker Engine by `GET /version`; None when it is something else. Pure."""
    if about.status == 200 and b'"ApiVersion"' in about.text:
        return Heard(service="Docker", access=Access.OPEN, said="answered `GET /version`")
    if about.status in (401, 403) and re.search(rb"(?im)^(server: docker|api-version:)", about.text):
        return Heard(
            service="Docker", access=Access.AUTHENTICATED, said=f"answered `GET /version` with {about.status}"
        )
    return None


def etcd(counted: Reply) -> Heard:
    """Whether etcd counts keys for a stranger. Its status and version it tells everybody. Pure."""
    if counted.status == 200 and b'"cluster_id"' in counted.text:
        return Heard(service="etcd", access=Access.OPEN, said="would read keys without credentials")
    if counted.status in (401, 403) or re.search(
        rb"user name is empty|permission denied|invalid auth token", counted.text
    ):
        return Heard(service="etcd", access=Access.AUTHENTICATED, said="asked for credentials before reading a key")
    return Heard(service="etcd", trouble=f"it answered a read with status {counted.status}")


_RANGE = b'{"key":"YnJlYWNocmVhZHk=","count_only":true}'
_ETCD_QUESTION = (
    b"POST /v3/kv/range HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_RANGE), _RANGE)
)
"""Counts, without reading, one key that nobody has."""


def get(ask: Ask, path: bytes) -> Reply:
    """One GET."""
    return _exchange(
        ask, b"GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: breachready\r\nConnection: close\r\n\r\n" % path
    )


def _exchange(ask: Ask, question: bytes) -> Reply:
    with ask() as wire:
        wire.say(question)
        said = wire.hear(_whole)
        return Reply(
            status(said), said, wire.wants_certificate, said[:2] == b"\x15\x03" or bool(_TLS_HERE.search(said))
        )


_TLS_HERE = re.compile(rb"HTTPS (server|port)|SSL-enabled server")
"""What Go, nginx and Apache tell a client that forgot TLS."""


def status(said: bytes) -> int:
    """The status of an HTTP answer, 0 when it is none. Pure."""
    found = re.match(rb"HTTP/1\.[01] (\d{3})\b", said)
    return int(found[1]) if found else 0


def _whole(said: bytes) -> bool:
    """Enough of an answer: not HTTP at all, or as long as it says."""
    if not status(said):
        return b"\n" in said or len(said) >= 16
    head, end, body = said.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length:\s*(\d{1,9})", head)
    return bool(end) and length is not None and len(body) >= int(length[1])
