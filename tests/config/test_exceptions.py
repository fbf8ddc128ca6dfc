"""exceptions.toml: right, and wrong in every way at once; nothing malformed is ever no exception."""

from datetime import date

import pytest

from toolkit.config.exceptions import read_exceptions
from toolkit.core.errors import UserError
from toolkit.core.exemption import Kind
from toolkit.core.verdict import Severity

TODAY = date(2026, 11, 25)
GOOD = """
[[accept]]
check = "ssh-*"
target = "web1"
owner = "platform team"
reason = "until the move"
expires = 2027-01-31
up_to = "high"
ticket = "OPS-12"
[[mute]]
check = "*"
target = "lab?"
resource = "file:*"
owner = "lab"
reason = "test machines"
expires = 2026-12-01
"""


def read(tmp_path, text):
    path = tmp_path / "exceptions.toml"
    path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
    return read_exceptions(path, TODAY)


def test_rules_as_written(tmp_path):
    mute, accept = read(tmp_path, GOOD)
    assert (mute.kind, mute.check, mute.target, mute.resource, mute.up_to) == (
        Kind.MUTE, "*", "lab?", "file:*", Severity.CRITICAL,
    )  # fmt: skip
    assert (accept.kind, accept.owner, accept.expires, accept.ticket, accept.up_to) == (
        Kind.ACCEPT, "platform team", date(2027, 1, 31), "OPS-12", Severity.HIGH,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[accept]]", "[[accepts]]", "accepts: no such table"),
        ("[[accept]]", "[accept]", "accept: no such table"),
        ('owner = "platform team"\n', "", "accept[0].owner: is missing"),
        ('owner = "platform team"', 'owner = " "', "accept[0].owner: is empty"),
        ('reason = "until the move"', 'reason = ""', "accept[0].reason: is empty"),
        ("expires = 2027-01-31\n", "", "accept[0].expires: is missing"),
        ("expires = 2027-01-31", 'expires = "2027-01-31"', "accept[0].expires: expected a date without quotes"),
        (
            "expires = 2027-01-31",
            "expires = 2027-11-27",
            "accept[0].expires: is more than a year ahead; at most 2027-11-26",
        ),
        ('up_to = "high"', 'up_to = "hihg"', "accept[0].up_to: expected one of low, medium, high, critical"),
        ('check = "ssh-*"', 'chek = "ssh-*"', "accept[0].chek: no such key; did you mean check?"),
        ('check = "ssh-*"', 'check = ""', "accept[0].check: is empty"),
        ('target = "web1"', 'target = " web1"', "accept[0].target: is empty, or has spaces"),
        ('target = "lab?"', 'target = "*"', "mute[0].check: fits every check on every target"),
        ('target = "lab?"', 'target = "?*"', "mute[0].check: fits every check on every target"),
        ("[[mute]]", "[[mute", "is not valid TOML"),
    ],
)
def test_wrong(tmp_path, old, new, said):
    with pytest.raises(UserError) as wrong:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert any(said in str(problem) for problem in wrong.value.problems), wrong.value.problems


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\x00", b"mute = 3", b'mute = ["a"]', b"mute = {}"])
def test_what_is_no_file_of_exceptions(tmp_path, raw):
    with pytest.raises(UserError):
        read(tmp_path, raw)


def test_all_faults_at_once(tmp_path):
    with pytest.raises(UserError) as wrong:
        read(tmp_path, '[[mute]]\ncheck = "a"\n[[accept]]\ntarget = 3\n[x]\n')
    assert len(wrong.value.problems) >= 8
