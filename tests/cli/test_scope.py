"""A weak machine that is taken out of the inventory goes on counting, until somebody says where it went."""

import json

from tests.cli.command import breachready

SERVER = """
[[server]]
name = "{0}"
host = "127.0.0.1"
port = 1
[[store]]
name = "{0}-data"
kind = "files"
server = "{0}"
"""
DATA = '[[dataset]]\nname = "{0}-people"\nclass = "special"\nstores = ["{0}-data"]\nrecords = 100000\n'
ONE, TWO = (SERVER.format(name) + DATA.format(name) for name in ("a", "b"))


def scan(place, text):
    (place / "breachready.toml").write_text(text)
    return json.loads(breachready("scan", "--json", cwd=place).stdout)["posture"]


def test_it_counts_until_it_is_decommissioned(tmp_path):
    whole = scan(tmp_path, ONE + TWO)
    for _ in range(2):
        less = scan(tmp_path, ONE)
        assert less["score"] == whole["score"]
        assert any("server b is not in the inventory any more" in note for note in less["notes"])
    words = "".join(
        f'[[decommissioned]]\nname = "{name}"\non = 2026-11-01\nbecause = "sold"\n'
        for name in ("b", "b-data", "b-people")
    )
    said = scan(tmp_path, ONE + words)
    assert said["score"] > whole["score"]
    assert not any("not in the inventory any more" in note for note in said["notes"])
    assert not any("not in the inventory any more" in note for note in scan(tmp_path, ONE)["notes"])


def test_what_is_declared_cannot_be_gone(tmp_path):
    (tmp_path / "breachready.toml").write_text(
        ONE + '[[decommissioned]]\nname = "a"\non = 2026-11-01\nbecause = "x"\n'
    )
    assert "'a' is declared still" in breachready("scan", cwd=tmp_path, check=2).stderr
