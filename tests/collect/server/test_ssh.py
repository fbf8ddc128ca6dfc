"""Real sshd at the other end: what it lets us see, and every way in which it can refuse, lie or hang."""

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.collect.server.asked import ask, judged, refused, server, settings
from tests.daemons.sshd import Sshd, free_port, keygen, me, plain_account, sshd
from toolkit.collect import hostkeys
from toolkit.core.fact import Unread
from toolkit.core.inventory import Server
from toolkit.facts.server import AccountFile, Addresses, ShadowFile, SshdSettings

pytestmark = pytest.mark.live
ROOT = os.getuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="needs root: stand-ins for /etc/shadow in a mount namespace")


@pytest.fixture(scope="module")
def daemon() -> Iterator[Sshd]:
    with sshd() as one:
        yield one


def test_sees_the_machine_in_one_exec(daemon: Sshd, tmp_path: Path) -> None:
    before = daemon.lines("Starting session: command")
    logins = daemon.lines("Accepted publickey")
    seen = ask(server(daemon, user=me()), settings(tmp_path, daemon.known))
    kinds = {type(one) for one in seen}
    assert {Addresses, AccountFile, SshdSettings} <= kinds
    assert not [one for one in seen if isinstance(one, Unread) and one.fault]
    assert daemon.lines("Starting session: command") - before == 1
    assert daemon.lines("Accepted publickey") - logins == 1


def test_only_wanted_probes_are_sent(daemon: Sshd, tmp_path: Path) -> None:
    seen = ask(server(daemon, user=me()), settings(tmp_path, daemon.known), Addresses)
    assert [type(one) for one in seen] == [Addresses]


def test_judges_the_daemon_that_served_us_and_its_match_blocks(tmp_path: Path) -> None:
    config = (
        "MaxAuthTries 3\nMatch Address 10.0.0.0/8\n PermitEmptyPasswords yes\n"
        "Match Group nosuchgroup\n X11Forwarding no\n"
    )
    with sshd(config) as loose:
        seen = ask(server(loose, user=me()), settings(tmp_path, loose.known), SshdSettings)
    found = {one.resource: one for one in seen}
    assert found["sshd"].values["permitemptypasswords"] == "no"
    assert found["sshd"].values["maxauthtries"] == "3"
    assert found["sshd match Address 10.0.0.0/8"].values["permitemptypasswords"] == "yes"
    assert isinstance(found["sshd match Group nosuchgroup"], Unread)
    outcomes = {one.resource: one.outcome.value for one in judged(seen) if one.check == "ssh-empty-passwords"}
    assert outcomes["sshd match Address 10.0.0.0/8"] == "FAIL"
    assert outcomes["sshd match Group nosuchgroup"] == "UNKNOWN"


def test_include_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "a.conf").write_text("Match User deploy*\n PermitEmptyPasswords yes\n")
    tmp_path.chmod(0o755)
    with sshd(f"Include {folder}/*.conf\n") as one:
        seen = ask(server(one, user=me()), settings(tmp_path, one.known), SshdSettings)
    found = {one.resource: one for one in seen}
    assert found["sshd match User deploy*"].values["permitemptypasswords"] == "yes"


def test_a_match_in_a_file_that_a_match_includes_holds_only_where_both_do(tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "a.conf").write_text("Match User deploy\n PermitEmptyPasswords yes\n")
    (folder / "b.conf").write_text("Match Address 10.1.0.0/16\n PermitEmptyPasswords yes\n")
    tmp_path.chmod(0o755)
    config = (
        f"Match Address 10.0.0.0/8\n Include {folder}/a.conf\n Include {folder}/b.conf\nMatch All\n MaxAuthTries 3\n"
    )
    with sshd(config) as one:
        seen = ask(server(one, user=me()), settings(tmp_path, one.known), SshdSettings)
    found = {one.resource: one for one in seen}
    both = found["sshd match Address 10.0.0.0/8 User deploy"]
    assert isinstance(both, SshdSettings)
    assert both.values["permitemptypasswords"] == "yes"
    outer = found["sshd match Address 10.0.0.0/8"]
    assert isinstance(outer, SshdSettings)
    assert outer.values["permitemptypasswords"] == "no"
    twice = found["sshd match Address 10.0.0.0/8 Address 10.1.0.0/16"]
    assert isinstance(twice, Unread)  # no one connection was made up that shows both


def test_unknown_host_key(daemon: Sshd, tmp_path: Path) -> None:
    no = refused(ask(server(daemon), settings(tmp_path)))
    assert "unknown host key" in no.reason
    assert "breachready hosts trust web" in no.reason
    assert _fingerprint(daemon) in no.reason


def test_changed_host_key_says_so_loudly_with_both(daemon: Sshd, tmp_path: Path) -> None:
    other = keygen(tmp_path / "other")
    public = Path(f"{other}.pub").read_text().split()
    no = refused(ask(server(daemon), settings(tmp_path, f"[{daemon.address}]:{daemon.port} {public[0]} {public[1]}")))
    assert "HOST KEY CHANGED" in no.reason
    assert _fingerprint(daemon) in no.reason
    assert _print_of(other) in no.reason


def test_revoked_host_key(daemon: Sshd, tmp_path: Path) -> None:
    no = refused(ask(server(daemon), settings(tmp_path, daemon.known, f"@revoked {daemon.known}")))
    assert "REVOKED" in no.reason


def test_a_known_key_of_another_kind_is_asked_for(tmp_path: Path) -> None:
    rsa = keygen(tmp_path / "rsa", kind="rsa")
    with sshd(f"HostKey {rsa}\n") as both:
        public = Path(f"{rsa}.pub").read_text().split()
        line = f"[{both.address}]:{both.port} {public[0]} {public[1]}"
        assert ask(server(both, user=me()), settings(tmp_path, line), Addresses)[0].resource == "addresses"


def test_fetch_and_trust_enrol_a_host(daemon: Sshd, tmp_path: Path) -> None:
    how = settings(tmp_path)
    one = server(daemon, user=me())
    key = hostkeys.fetch(one, how)
    assert key.fingerprint == _fingerprint(daemon)
    assert hostkeys.standing_of(one, key, how)[0] is hostkeys.Standing.UNKNOWN
    hostkeys.trust(how.state_known_hosts, key)
    assert how.state_known_hosts.stat().st_mode & 0o777 == 0o600
    assert hostkeys.standing_of(one, key, how)[0] is hostkeys.Standing.KNOWN
    assert isinstance(ask(one, how, Addresses)[0], Addresses)


def test_wrong_user_and_wrong_key(daemon: Sshd, tmp_path: Path) -> None:
    how = settings(tmp_path, daemon.known)
    assert "refused" in refused(ask(server(daemon, user="nosuchuser"), how)).reason
    assert "refused" in refused(ask(server(daemon, key=str(keygen(tmp_path / "k"))), how)).reason


def test_key_files_that_cannot_be_used(daemon: Sshd, tmp_path: Path) -> None:
    how = settings(tmp_path, daemon.known)
    junk = tmp_path / "junk"
    junk.write_bytes(b"\x00\xff" * 300)
    assert "no private key" in refused(ask(server(daemon, key=str(junk)), how)).reason
    assert "cannot be read" in refused(ask(server(daemon, key=str(tmp_path / "none")), how)).reason
    locked = keygen(tmp_path / "locked", phrase="open sesame")
    assert "key_passphrase" in refused(ask(server(daemon, key=str(locked)), how)).reason
    no = refused(ask(server(daemon, key=str(locked), key_passphrase="wrong"), how))
    assert "passphrase" in no.reason


def test_encrypted_key_with_its_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHRASE", "open sesame")
    key = keygen(tmp_path / "locked", phrase="open sesame")
    with sshd(client_key=key) as one:
        seen = ask(server(one, user=me(), key_passphrase="env:PHRASE"), settings(tmp_path, one.known), Addresses)
    assert isinstance(seen[0], Addresses)


def test_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL)
    try:
        key = keygen(tmp_path / "key")
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        for _ in range(100):
            if subprocess.run(["ssh-add", "-q", str(key)], check=False, capture_output=True).returncode == 0:
                break
        with sshd(client_key=key) as one:
            seen = ask(server(one, user=me(), key=""), settings(tmp_path, one.known), Addresses)
        assert isinstance(seen[0], Addresses)
    finally:
        agent.terminate()
        agent.wait(5)


def test_jump_host_is_checked_too(daemon: Sshd, tmp_path: Path) -> None:
    with sshd(client_key=daemon.key) as jump:
        one = server(daemon, user=me(), jump=f"{me()}@{jump.address}:{jump.port}")
        assert "unknown host key" in refused(ask(one, settings(tmp_path, daemon.known))).reason
        seen = ask(one, settings(tmp_path, daemon.known, jump.known), Addresses)
        assert isinstance(seen[0], Addresses)
        assert jump.lines("Accepted publickey") >= 1


def test_ssh_config_is_honoured(daemon: Sshd, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        f"Host web\n HostName {daemon.address}\n Port {daemon.port}\n User {me()}\n IdentityFile {daemon.key}\n"
    )
    seen = ask(Server(name="web"), settings(tmp_path, daemon.known, config=config), Addresses)
    assert isinstance(seen[0], Addresses)
    config.write_text("Host web\n ProxyCommand nc %h %p\n")
    assert "ProxyCommand" in refused(ask(Server(name="web"), settings(tmp_path, config=config))).reason


def test_unreachable_and_refusing(tmp_path: Path) -> None:
    closed = Server(name="web", host="127.0.0.1", port=free_port(), user="root", key="/none")
    assert "refused" in refused(ask(closed, settings(tmp_path))).reason.lower()
    nameless = Server(name="web", host="no.such.host.invalid", user="root", key="/none")
    assert refused(ask(nameless, settings(tmp_path))).call.startswith("connect to no.such.host.invalid")


@contextmanager
def listening(say: bytes, *, endless: bool = False) -> Iterator[int]:
    """Something on a port that is no sshd."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        stop = threading.Event()

        def serve() -> None:
            try:
                while not stop.is_set():
                    talk, _ = door.accept()
                    with talk:
                        talk.sendall(say)
                        while endless and not stop.is_set():
                            talk.sendall(say)
                        stop.wait(30)
            except OSError:
                return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            stop.set()
            door.shutdown(socket.SHUT_RDWR)
            thread.join(10)


@pytest.mark.parametrize(
    ("say", "endless"),
    [(b"", False), (b"HTTP/1.1 400 Bad Request\r\n\r\n", False), (b"A" * 65536, True), (b"hello\n", True),
     (b"\x00\xff\xfe" * 999, False), (b"SSH-2.0-x\r\n", False), (b"SSH-2.0-x\r\n\x7f\xff\xff\xff", True)],
    ids=["silent", "http", "one endless line", "endless lines", "binary", "greets and stops", "huge packets"],
)  # fmt: skip
def test_something_that_is_no_sshd(say: bytes, endless: bool, tmp_path: Path) -> None:
    with listening(say, endless=endless) as port:
        one = Server(name="web", host="127.0.0.1", port=port, user="root", key="/none")
        assert refused(ask(one, settings(tmp_path, connect=1.5))).reason


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("cat /dev/zero", "bytes came that are no answer"),
        ("head -c 1000 /dev/urandom", "no shell answered"),
        ("sleep 60", "time was up"),
        ("echo 'This account is currently not available.'; exit 1", "not available"),
        ("head -c 100000000 /dev/urandom >&2; exit 3", "no shell answered"),
        ("kill -9 $$", "no shell answered"),
    ],
)
def test_shells_that_are_none(command: str, words: str, tmp_path: Path) -> None:
    with sshd(f"ForceCommand {command}\n") as odd:
        no = refused(ask(server(odd, user=me()), settings(tmp_path, odd.known, seconds=6.0)))
    assert words in no.reason


def test_banner_before_our_answer_is_noise(tmp_path: Path) -> None:
    noise = "printf 'Welcome\\n\\377\\376 last login\\n'; echo careful >&2; exec /bin/sh -s"
    with sshd(f"ForceCommand {noise}\n") as chatty:
        seen = ask(server(chatty, user=me()), settings(tmp_path, chatty.known), Addresses, AccountFile)
    assert {type(one) for one in seen} >= {Addresses, AccountFile}


def test_answer_cut_in_the_middle_keeps_what_was_whole(tmp_path: Path) -> None:
    with sshd("ForceCommand /bin/sh -s | head -c 1500\n") as cut:
        seen = ask(server(cut, user=me()), settings(tmp_path, cut.known))
    assert any(isinstance(one, Addresses) for one in seen)
    assert any(isinstance(one, Unread) and one.kind is ShadowFile for one in seen)
    outcomes = {one.check: one.outcome.value for one in judged(seen)}
    assert (
        outcomes["account-uid-zero"] == outcomes["account-empty-password"] == outcomes["updates-pending"] == "UNKNOWN"
    )


def test_sudo_refused_reads_the_rest(tmp_path: Path) -> None:
    account = plain_account()
    # sshd turns locked accounts away, and that of a package is locked: unlocked for this daemon's eyes only.
    mounts = {"/etc/shadow": f"root:*:19000:0:99999:7:::\n{account}:*:19000:0:99999:7:::\n"} if ROOT else None
    with sshd(mounts=mounts) as one:
        there = server(one, user=account, sudo=True)
        seen = ask(there, settings(tmp_path, one.known), ShadowFile, AccountFile, SshdSettings)
    (shadow,) = [one for one in seen if getattr(one, "kind", type(one)) is ShadowFile]
    assert isinstance(shadow, Unread)
    assert "sudo was refused" in shadow.reason
    assert {AccountFile, SshdSettings} <= {type(one) for one in seen}
    assert "PASS" not in {one.outcome.value for one in judged(seen) if one.check == "account-empty-password"}


@needs_root
@pytest.mark.parametrize("rule", ["NOPASSWD: ALL", "ALL"])
def test_password_log_in_and_sudo(rule: str, tmp_path: Path) -> None:
    account = plain_account()
    hashed = subprocess.run(["openssl", "passwd", "-6", "pa'ss w\\rd"], capture_output=True, text=True, check=True)
    mounts = {
        "/etc/shadow": f"root:*:19000:0:99999:7:::\n{account}:{hashed.stdout.strip()}:19000:0:99999:7:::\n",
        "/etc/sudoers": f"root ALL=(ALL:ALL) ALL\n{account} ALL=(ALL:ALL) {rule}\n",
    }
    with sshd("PasswordAuthentication yes\n", mounts=mounts) as one:
        how = settings(tmp_path, one.known)
        there = server(one, user=account, key="", password="pa'ss w\\rd", sudo=True, sudo_password="pa'ss w\\rd")
        seen = ask(there, how, ShadowFile, AccountFile)
        states = {line.name: line.state.value for one in seen if isinstance(one, ShadowFile) for line in one.lines}
        assert states == {"root": "locked", account: "sha512"}
        wrong = ask(server(one, user=account, sudo=True, sudo_password="wrong"), how, ShadowFile)
        assert isinstance(wrong[0], Unread) is (rule == "ALL")
        assert "refused" in refused(ask(server(one, user=account, key="", password="wrong"), how)).reason


def test_a_fleet_is_read_whole_and_the_dead_cost_only_themselves(daemon: Sshd, tmp_path: Path) -> None:
    from toolkit.collect.runner import collect
    from toolkit.collect.server import jobs

    how = settings(tmp_path, daemon.known, connect=1.5)
    good = [server(daemon, name=f"s{n}", user=me()) for n in range(6)]
    bad = [Server(name=f"b{n}", host="127.0.0.1", port=free_port(), user="root", key="/none") for n in range(3)]
    done = list(collect(jobs([*bad, *good], frozenset({Addresses}), how), parallel=4))
    assert sum(isinstance(one.seen[0], Addresses) for one in done) == 6
    assert sum(isinstance(one.seen[0], Unread) for one in done) == 3


def _fingerprint(daemon: Sshd) -> str:
    import base64

    return hostkeys.fingerprint(base64.b64decode(daemon.known.split()[2]))


def _print_of(key: Path) -> str:
    said = subprocess.run(["ssh-keygen", "-l", "-f", f"{key}.pub"], capture_output=True, text=True, check=True)
    return said.stdout.split()[1]
