"""known_hosts in all its forms."""

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.hostkeys import KnownHosts, Standing, host_key, trust
from toolkit.collect.trouble import Unreadable

BLOB, OTHER = b"a key" * 9, b"another" * 7
B64 = base64.b64encode(BLOB).decode()


def known(tmp_path: Path, text: str) -> KnownHosts:
    file = tmp_path / "known_hosts"
    file.write_text(text)
    return KnownHosts.read([file, tmp_path / "none"])


@pytest.mark.parametrize(
    ("line", "host", "port", "standing"),
    [
        (f"web,db ssh-ed25519 {B64}", "db", 22, Standing.KNOWN),
        (f"WEB ssh-ed25519 {B64} comment here", "web", 22, Standing.KNOWN),
        (f"web ssh-ed25519 {B64}", "web", 2222, Standing.UNKNOWN),
        (f"[web]:2222 ssh-ed25519 {B64}", "web", 2222, Standing.KNOWN),
        (f"*.example.com,!bad.example.com ssh-ed25519 {B64}", "a.example.com", 22, Standing.KNOWN),
        (f"*.example.com,!bad.example.com ssh-ed25519 {B64}", "bad.example.com", 22, Standing.UNKNOWN),
        (f"[192.0.2.*]:2222 ssh-ed25519 {B64}", "192.0.2.7", 2222, Standing.KNOWN),
        (f"@revoked * ssh-ed25519 {B64}", "web", 22, Standing.REVOKED),
        (f"web ssh-ed25519 {B64}\n@revoked web ssh-ed25519 {B64}", "web", 22, Standing.REVOKED),
        (f"@cert-authority * ssh-ed25519 {B64}", "web", 22, Standing.UNKNOWN),
        (f"# web ssh-ed25519 {B64}", "web", 22, Standing.UNKNOWN),
        ("web ssh-ed25519 !!!", "web", 22, Standing.UNKNOWN),
        (f"web ssh-ed25519 {base64.b64encode(OTHER).decode()}", "web", 22, Standing.CHANGED),
        ("|1|x|y ssh-ed25519 AAAA", "web", 22, Standing.UNKNOWN),
    ],
)
def test_standing(line: str, host: str, port: int, standing: Standing, tmp_path: Path) -> None:
    assert known(tmp_path, line + "\n").standing(host, port, "ssh-ed25519", BLOB)[0] is standing


def test_names_hashed_by_openssh(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(f"[web]:2222 ssh-ed25519 {B64}\n")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "k")], check=True)
    kind, real, *_ = (tmp_path / "k.pub").read_text().split()
    file.write_text(f"[web]:2222 {kind} {real}\n")
    subprocess.run(["ssh-keygen", "-H", "-f", str(file)], check=True, capture_output=True)
    assert "web" not in file.read_text()
    assert KnownHosts.read([file]).standing("web", 2222, kind, base64.b64decode(real))[0] is Standing.KNOWN


def test_trust_appends_a_whole_line_that_only_we_read(tmp_path: Path) -> None:
    file = tmp_path / "state" / "known_hosts"
    trust(file, host_key("web", 22, "ssh-ed25519", BLOB))
    file.write_text(file.read_text().rstrip("\n"))
    trust(file, host_key("db", 2222, "ssh-ed25519", OTHER))
    assert file.stat().st_mode & 0o777 == 0o600
    both = KnownHosts.read([file])
    assert both.standing("web", 22, "ssh-ed25519", BLOB)[0] is Standing.KNOWN
    assert both.standing("db", 2222, "ssh-ed25519", OTHER)[0] is Standing.KNOWN
    with pytest.raises(Unreadable):
        trust(tmp_path, host_key("web", 22, "ssh-ed25519", BLOB))


@given(st.text(max_size=200))
def test_any_text_is_some_file(text: str) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(text)
        file.flush()
        KnownHosts.read([Path(file.name)]).standing("web", 22, "ssh-ed25519", BLOB)
