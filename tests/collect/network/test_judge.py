"""Which facts an open port gives rise to, given what it said of itself."""

from toolkit.collect.network.judge import KINDS, Frame, swept
from toolkit.collect.network.parse import Host
from toolkit.collect.network.ports import PortSet, watched
from toolkit.collect.network.probes import SILENT, Heard
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.facts.network import (
    Access,
    ClearTextLogin,
    DatabasePort,
    DockerAccess,
    ManagementPort,
    OpenPort,
    RedisAccess,
    SweptHost,
)

PORTS = PortSet(watched())


def judged(
    heard: dict[int, Heard],
    opened: tuple[int, ...] = (),
    trouble: str = "",
    wanted: frozenset[type[Fact]] = frozenset(KINDS),
) -> list[Seen]:
    ports = {*heard, *opened}
    host = Host("192.0.2.7", "up", open=dict.fromkeys(ports, "guess"))
    host.answered = {"open": len(ports), "closed": len(PORTS) - len(ports)}
    return list(swept(Frame(target="n", ports=PORTS, wanted=wanted), host, heard, trouble))


def facts(seen: list[Seen]) -> set[tuple[type[Fact], int]]:
    return {(type(one), one.port) for one in seen if isinstance(one, Fact) and not isinstance(one, SweptHost)}  # type: ignore[attr-defined]


def kinds(seen: list[Seen], what: type[Absent | Unread], resource: str) -> set[type[Fact]]:
    return {one.kind for one in seen if isinstance(one, what) and one.resource == resource}


def test_a_number_is_only_a_guess_and_what_the_port_says_counts() -> None:
    ssh = Heard(service="SSH")
    assert facts(judged({6379: ssh})) == {(OpenPort, 6379)}
    assert RedisAccess in kinds(judged({6379: ssh}), Absent, "host:192.0.2.7")
    redis = Heard(service="Redis", access=Access.OPEN)
    assert facts(judged({22: redis})) == {(OpenPort, 22), (DatabasePort, 22), (RedisAccess, 22)}


def test_a_silent_port_is_what_its_number_says_and_its_access_unread() -> None:
    seen = judged({6379: SILENT})
    assert facts(seen) == {(OpenPort, 6379), (DatabasePort, 6379)}
    assert kinds(seen, Unread, "192.0.2.7:6379/tcp") == {RedisAccess}
    assert RedisAccess not in kinds(seen, Absent, "host:192.0.2.7")


def test_speaking_http_does_not_make_a_database_something_else() -> None:
    http = Heard(service="HTTP")
    assert (DatabasePort, 8123) in facts(judged({8123: http}))
    assert (ManagementPort, 10250) in facts(judged({10250: http}))
    assert facts(judged({6379: http})) == {(OpenPort, 6379)}


def test_a_port_that_nobody_could_ask_leaves_every_service_open() -> None:
    seen = judged({}, opened=(8081,))
    assert {RedisAccess, DockerAccess, ClearTextLogin} <= kinds(seen, Unread, "host:192.0.2.7")
    assert not {RedisAccess, DockerAccess, ClearTextLogin} & kinds(seen, Absent, "host:192.0.2.7")
    assert DatabasePort in kinds(seen, Absent, "host:192.0.2.7")


def test_clear_text_is_judged_by_what_the_service_offers() -> None:
    def login(port: int, heard: Heard) -> list[Seen]:
        return [one for one in judged({port: heard}) if getattr(one, "kind", type(one)) is ClearTextLogin]

    (offers,) = [
        one for one in login(143, Heard(service="IMAP", upgrade="STARTTLS")) if isinstance(one, ClearTextLogin)
    ]
    assert offers.upgrade == "STARTTLS"
    (none,) = [one for one in login(2121, Heard(service="FTP", upgrade="")) if isinstance(one, ClearTextLogin)]
    assert none.upgrade == ""
    (silent,) = [one for one in login(23, SILENT) if isinstance(one, ClearTextLogin)]
    assert not silent.identified
    assert {type(one) for one in login(21, SILENT)} == {Unread, Absent}
    (inside,) = [one for one in login(2121, Heard(service="FTP", tls=True)) if isinstance(one, ClearTextLogin)]
    assert inside.upgrade == "TLS"


def test_trouble_proves_nothing_absent_and_keeps_what_was_seen() -> None:
    seen = judged({6379: Heard(service="Redis", access=Access.OPEN)}, trouble="killed")
    assert not [one for one in seen if isinstance(one, Absent)]
    assert (RedisAccess, 6379) in facts(seen)
    assert kinds(seen, Unread, "host:192.0.2.7") == {Fact}


def test_other_ports_of_a_machine_that_has_some_are_proved_closed_one_by_one() -> None:
    seen = judged({5432: Heard(service="PostgreSQL", access=Access.AUTHENTICATED)})
    assert DatabasePort in kinds(seen, Absent, "192.0.2.7:6379/tcp")
    assert DatabasePort not in kinds(seen, Absent, "host:192.0.2.7")


def test_only_wanted_kinds_are_answered() -> None:
    seen = judged({6379: Heard(service="Redis", access=Access.OPEN)}, wanted=frozenset({OpenPort}))
    assert facts(seen) == {(OpenPort, 6379)}
    assert not [one for one in seen if isinstance(one, Absent)]
