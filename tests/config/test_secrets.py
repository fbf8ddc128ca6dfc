"""Secrets are found where they are said to be, and nowhere that others can look."""

import pytest

from toolkit.config.secrets import resolve
from toolkit.core.errors import UserError


def test_from_the_environment(monkeypatch):
    monkeypatch.setenv("BR_SECRET", "s3cret")
    assert resolve("env:BR_SECRET") == "s3cret"
    monkeypatch.delenv("BR_SECRET")
    with pytest.raises(UserError, match="BR_SECRET"):
        resolve("env:BR_SECRET")


def test_from_a_file_that_only_its_owner_reads(tmp_path):
    path = tmp_path / "secret"
    path.write_text("s3cret\n")
    path.chmod(0o600)
    assert resolve(f"file:{path}") == "s3cret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_read_is_refused(tmp_path, mode):
    path = tmp_path / "secret"
    path.write_text("s3cret")
    path.chmod(mode)
    with pytest.raises(UserError, match="chmod 600") as error:
        resolve(f"file:{path}")
    assert "s3cret" not in str(error.value)


def test_what_cannot_be_had_is_said(tmp_path):
    for reference in (f"file:{tmp_path}/none", f"file:{tmp_path}", "gopher:x", "keyring:none-such"):
        with pytest.raises(UserError):
            resolve(reference)
