"""Files from outside: what is too large, too deep or ambiguous is refused before it is looked at."""

import time

import pytest

from toolkit.core.errors import UserError
from toolkit.library.cacao.read import DEPTH_LIMIT, FILE_LIMIT, STEP_LIMIT, TEXT_LIMIT, VALUE_LIMIT, parsed, read

OPEN = b'{"type":"playbook","x":'


def refused(raw: bytes) -> str:
    with pytest.raises(UserError) as no:
        parsed(raw, "x.json")
    return str(no.value)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "expected a CACAO playbook"),
        (b'"playbook"', "expected a CACAO playbook"),
        (b'{"type":"bundle"}', "expected a CACAO playbook"),
        (b" " * (FILE_LIMIT + 1), "is larger than 4 MiB"),
        (OPEN + b"[" * (DEPTH_LIMIT + 1), "is nested more than"),
        (OPEN + b"[" * 1_000_000, "more than"),
        (OPEN + b"[" + b"1," * VALUE_LIMIT + b"1]}", "holds more than 100,000 values"),
        (b'{"type":"playbook","id":"a","id":"b"}', "the key 'id' twice"),
        (OPEN + b"NaN}", "holds NaN"),
        (OPEN + b"-Infinity}", "holds -Infinity"),
        (OPEN + b"1e999}", "holds the number 1e999"),
        (OPEN + b"1.0}", "holds the number 1.0"),
        (OPEN + b"9007199254740992}", "beyond 2^53"),
        (OPEN + b"9" * 5000 + b"}", "beyond 2^53"),
        (OPEN + b'"\\ud800"}', "half of a surrogate pair"),
        (OPEN + b'{"\\udc00":1}}', "half of a surrogate pair"),
        (OPEN + b'"' + b"x" * (TEXT_LIMIT + 1) + b'"}', "a text of more than"),
        (b"{" * 5 + b'"', "is not JSON"),
        (b'{"type":"playbook"} {}', "is not JSON"),
        (b'\xef\xbb\xbf{"type":"playbook"}', "is not JSON"),
    ],
)
def test_what_is_no_document_is_refused_in_words(raw, says):
    began = time.monotonic()
    assert says in refused(raw)
    assert time.monotonic() - began < 20  # not a measure: what hangs would hang for hours


def test_too_many_steps():
    steps = b",".join(b'"%d":0' % number for number in range(STEP_LIMIT + 1))
    assert "more than 2000 are not read" in refused(b'{"type":"playbook","workflow":{%s}}' % steps)


def test_the_limits_themselves_pass():
    assert parsed(OPEN + b"[" * (DEPTH_LIMIT - 1) + b"]" * (DEPTH_LIMIT - 1) + b"}", "x")
    assert parsed(OPEN + b'"' + b"[" * 1000 + b'"}', "x")["x"] == "[" * 1000
    assert parsed(OPEN + b"9007199254740991}", "x")["x"] == 2**53 - 1


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError):
        read(tmp_path / "none.json")
    with pytest.raises(UserError):
        read(tmp_path)
