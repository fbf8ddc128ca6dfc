"""`playbook export` and `playbook import` as their users run them."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.cli.command import breachready
from toolkit.library.playbooks import in_folder, shipped

BUCKET = next(one.playbook for one in shipped() if one.playbook.id == "exposed-bucket")
PEM = serialization.Encoding.PEM


@pytest.fixture
def keys(tmp_path):
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(private)
    public = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "pub.pem").write_bytes(public)
    other = ed25519.Ed25519PrivateKey.generate().public_key()
    (tmp_path / "other.pem").write_bytes(other.public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    return tmp_path


def exported(folder, *more):
    return breachready("playbook", "export", BUCKET.id, "--cacao", "--out", "x.json", *more, cwd=folder, check=0)


def test_out_signed_and_in_again_is_the_same_playbook(keys):
    told = exported(keys, "--sign", "key.pem")
    assert "only with our extension" in told.stderr
    back = breachready(
        "playbook", "import", "x.json", "--key", "pub.pem", "--adopt", "mine", cwd=keys, check=0
    ).stdout
    assert "signed by breachready, with the key given" in back
    (mine,) = in_folder(keys / "mine")
    assert mine.playbook == BUCKET


def test_a_file_that_is_there_is_not_written_over(keys):
    exported(keys)
    breachready("playbook", "import", "x.json", "--adopt", "mine", cwd=keys, check=0)
    before = (keys / "mine" / "exposed-bucket.toml").read_bytes()
    again = breachready("playbook", "import", "x.json", "--adopt", "mine", cwd=keys, check=2)
    assert "is there already" in again.stderr
    assert (keys / "mine" / "exposed-bucket.toml").read_bytes() == before


def test_without_adopting_nothing_is_written_and_without_a_key_nothing_is_trusted(keys):
    exported(keys, "--sign", "key.pem")
    before = sorted(one.name for one in keys.iterdir())
    told = breachready("playbook", "import", "x.json", cwd=keys, check=0).stdout
    assert "signed, and not checked" in told
    assert "close-bucket" in told
    assert sorted(one.name for one in keys.iterdir()) == before


@pytest.mark.parametrize(
    ("sign", "key", "says"),
    [
        (True, "other.pem", "made with another key"),
        (False, "pub.pem", "has no signature"),
        (True, "key.pem", "expected a public key"),
        (True, "none.pem", "No such file"),
    ],
)
def test_a_key_that_did_not_sign_refuses_the_file(keys, sign, key, says):
    exported(keys, *(("--sign", "key.pem") if sign else ()))
    refused = breachready("playbook", "import", "x.json", "--key", key, "--adopt", "mine", cwd=keys, check=2)
    assert says in refused.stderr
    assert not (keys / "mine").exists()


def test_a_changed_word_refuses_the_file(keys):
    exported(keys, "--sign", "key.pem")
    changed = json.loads((keys / "x.json").read_text())
    changed["description"] += "."
    (keys / "x.json").write_text(json.dumps(changed))
    refused = breachready("playbook", "import", "x.json", "--key", "pub.pem", cwd=keys, check=2)
    assert "does not fit" in refused.stderr


def test_all_faults_are_said_with_pointers(keys):
    exported(keys)
    broken = json.loads((keys / "x.json").read_text())
    broken["workflow_start"], broken["name"] = "start--nowhere", 5
    (keys / "x.json").write_text(json.dumps(broken))
    refused = breachready("playbook", "import", "x.json", cwd=keys, check=2).stderr
    assert "x.json: /workflow_start: " in refused
    assert "x.json: /name: expected text" in refused


def test_imported_commands_are_not_run(keys):
    exported(keys)
    document = json.loads((keys / "x.json").read_text())
    step = next(one for one in document["workflow"].values() if one["type"] == "action")
    step["commands"][0] = {**step["commands"][0], "type": "bash", "command": f"touch {keys}/ran"}
    (keys / "x.json").write_text(json.dumps(document))
    told = breachready("playbook", "import", "x.json", "--adopt", "mine", cwd=keys, check=0).stdout
    assert "kept as text for a person, and never run" in told
    assert not (keys / "ran").exists()
    assert (
        f"bash: touch {keys}/ran" in (keys / "mine" / f"{in_folder(keys / 'mine')[0].playbook.id}.toml").read_text()
    )


def test_what_a_stranger_wrote_cannot_move_the_cursor(keys):
    exported(keys)
    document = json.loads((keys / "x.json").read_text())
    document["name"] = "x\x1b[2Jy"
    (keys / "x.json").write_text(json.dumps(document))
    assert "\x1b" not in breachready("playbook", "import", "x.json", cwd=keys, check=0).stdout


def test_wrong_words_on_the_command_line(keys):
    assert "no playbook 'nope'" in breachready("playbook", "export", "nope", "--cacao", cwd=keys, check=2).stderr
    assert "--cacao" in breachready("playbook", "export", BUCKET.id, cwd=keys, check=2).stderr
    assert "--tlp" in exported_wrong(keys, "--tlp", "PINK")
    assert "expected a private key" in exported_wrong(keys, "--sign", "pub.pem")
    breachready("playbook", "import", "x.json", cwd=keys, check=2)


def exported_wrong(folder, *more):
    told = breachready("playbook", "export", BUCKET.id, "--cacao", "--out", "y.json", *more, cwd=folder, check=2)
    assert not (folder / "y.json").exists()
    return told.stderr
