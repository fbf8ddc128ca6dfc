"""The exported bundle, and its verifier as an outsider runs it: `python -I`, no breachready anywhere."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.usecase.incident.books import Watch, by, opened
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.usecase.incident.bundle import export
from toolkit.usecase.incident.evidence import About, add
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import done
from toolkit.usecase.incident.telling import note
from toolkit.usecase.playbook.signing import public_hex, signing_key

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


@pytest.fixture
def incident(tmp_path):
    watch = Watch()
    folder = opened(tmp_path, watch)[1]
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"a fire")
    add(folder, [photo], About(), by(), clock=watch)
    done(folder, "see", by(note="na\u00efve \u202e note"), ready=True, clock=watch)
    return folder


@pytest.fixture
def bundle(incident, tmp_path):
    out = tmp_path / "out"
    export(incident, out, KEY, by(), {"report.md": "# report\n"}, clock=Watch())
    return out


def verify(folder, *words):
    """As somebody does who has only Python."""
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.isascii()
    return done.returncode, done.stdout


def test_a_bundle_holds_and_says_what_by(bundle, incident):
    code, words = verify(bundle)
    assert code == 0
    assert "everything holds" in words
    assert f"signed by the key {public_hex(KEY)}" in words
    assert "journal: 5 of 5 lines hold" in words
    assert verify(bundle, "--key", public_hex(KEY))[0] == 0
    head = json.loads((bundle / "head.json").read_bytes())
    assert head["hash"] == look(incident).head
    assert head["n"] == 5
    assert look(incident).events[-1].kind is Kind.EXPORTED


def test_the_verifier_needs_nothing_but_the_standard_library(bundle):
    asked = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", "verify.py"],
        cwd=bundle,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in asked.stderr.splitlines() if "|" in line}
    assert loaded - {"imported package"} <= set(sys.stdlib_module_names) | {"encodings"}
    assert not loaded & {"socket", "ssl", "subprocess", "toolkit", "cryptography"}


def edit(name, old, new):
    def tamper(folder):
        path = folder / name
        raw = path.read_bytes()
        assert old in raw
        path.chmod(0o600)
        path.write_bytes(raw.replace(old, new, 1))

    return tamper


def cut_lines(folder):
    path = folder / "journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def swap_lines(folder):
    path = folder / "journal.jsonl"
    one, two, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([two, one, *rest]))


def cut_middle(folder):
    path = folder / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-9])


def rewritten(folder):
    """A forger who hashes everything anew and signs with a key of his own."""
    from toolkit.core.chain import GENESIS, hash_of, link

    before, lines = GENESIS, []
    for number, raw in enumerate((folder / "journal.jsonl").read_bytes().splitlines(), 1):
        entry = json.loads(raw.replace(b'"by":"ana"', b'"by":"bob"'))
        made = link(
            {key: one for key, one in entry.items() if key not in ("n", "prev")}, number=number, before=before
        )
        before = hash_of(made)
        lines.append(made + b"\n")
    (folder / "journal.jsonl").write_bytes(b"".join(lines))
    head = json.loads((folder / "head.json").read_bytes()) | {"hash": before}
    head["files"]["journal.jsonl"] = __import__("hashlib").sha256(b"".join(lines)).hexdigest()
    raw = json.dumps(head).encode()
    forger = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
    (folder / "head.json").write_bytes(raw)
    (folder / "head.sig").write_text(forger.sign(raw).hex())
    (folder / "head.key").write_text(public_hex(forger))


def linked(folder):
    path = folder / "evidence" / "001-photo.jpg"
    path.unlink()
    shutil.copyfile(folder / "README.txt", folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")


EVIDENCE = "evidence/001-photo.jpg"
TAMPERED = {
    "a name in the journal": (edit("journal.jsonl", b'"by":"ana"', b'"by":"eve"'), "line 2: does not follow"),
    "the last line": (edit("journal.jsonl", b'"kind":"exported"', b'"kind":"exposed"'), "journal ends at line 5"),
    "a space in a line": (edit("journal.jsonl", b'":"', b'": "'), "line 1: is not as it was written"),
    "the last line cut off": (cut_lines, "line 5: the journal ends at line 4, the head says line 5"),
    "the last line cut in two": (cut_middle, "line 5: was cut while it was being written"),
    "lines exchanged": (swap_lines, "line 1: says it is line 2"),
    "nested lines": (lambda f: (f / "journal.jsonl").write_bytes(b"[" * 99999 + b"\n"), "line 1: is no JSON"),
    "evidence changed": (edit(EVIDENCE, b"a fire", b"a lamp"), "is not what line 3 says was collected"),
    "evidence gone": (lambda f: (f / EVIDENCE).unlink(), f"E1 {EVIDENCE}: is missing"),
    "evidence a link": (linked, f"{EVIDENCE}: is a link and no file"),
    "a file planted": (lambda f: (f / "evidence" / "new").write_text("x"), "evidence/new: was added"),
    "the report changed": (edit("report.md", b"report", b"rapport"), "report.md: was changed"),
    "a playbook gone": (lambda f: next((f / "playbooks").iterdir()).unlink(), "is not there as line 1 pinned it"),
    "the head": (edit("head.json", b'"n": 5', b'"n": 4'), "head.sig: is not the signature"),
    "the signature": (lambda f: (f / "head.sig").write_text("0" * 128), "head.sig: is not the signature"),
    "the signature too long": (lambda f: (f / "head.sig").write_text("0" * 130), "head.sig: is not the signature"),
    "the signature no hexadecimal": (lambda f: (f / "head.sig").write_text("zz"), "head: cannot be read"),
    "the signature gone": (lambda f: (f / "head.sig").unlink(), "head: cannot be read"),
    "the head gone": (lambda f: (f / "head.json").unlink(), "cannot be read"),
    "the journal gone": (lambda f: (f / "journal.jsonl").unlink(), "cannot be read"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found_and_named(bundle, name):
    tamper, words = TAMPERED[name]
    tamper(bundle)
    code, said = verify(bundle)
    assert code == 1
    assert "does not hold" in said
    assert words in said


def test_a_bundle_signed_anew_holds_until_the_key_is_asked_for(bundle):
    rewritten(bundle)
    code, words = verify(bundle)
    assert code == 0, words
    assert "Compare the key" in words
    code, words = verify(bundle, "--key", public_hex(KEY))
    assert code == 1
    assert "is another key than the one you asked for" in words


def test_a_path_out_of_the_bundle_is_not_read(bundle, tmp_path):
    from toolkit.usecase.incident.verifier import evidence_faults

    (tmp_path / "secret").write_bytes(b"x")
    entry = {"kind": "collected", "n": 1, "data": {"item": "E1", "file": "../secret", "sha256": "0"}}
    assert list(evidence_faults(bundle, [entry])) == ["E1 ../secret: is missing"]


def test_a_zip_holds_when_it_is_unpacked(incident, tmp_path):
    out = tmp_path / "out.zip"
    made = export(incident, out, KEY, by(), {}, clock=Watch())
    assert made.warnings == ()
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert verify(tmp_path / "unpacked" / incident.name)[0] == 0
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_evidence_that_was_changed_before_the_export_is_said_then_and_by_the_verifier(incident, tmp_path):
    path = incident / EVIDENCE
    path.chmod(0o600)
    path.write_bytes(b"a lamp")
    made = export(incident, tmp_path / "out", KEY, by(), {}, clock=Watch())
    assert "changed" in made.warnings[0]
    code, words = verify(tmp_path / "out")
    assert code == 1
    assert "E1" in words


def test_what_is_there_is_not_written_over(incident, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match="is there already"):
        export(incident, tmp_path / "out", KEY, by(), {}, clock=Watch())
    with pytest.raises(UserError, match="cannot be written"):
        export(incident, tmp_path / "nowhere" / "out", KEY, by(), {}, clock=Watch())


def test_a_second_export_holds_too(incident, bundle, tmp_path):
    note(incident, by(note="more"), clock=Watch())
    export(incident, tmp_path / "again", KEY, by(), {}, clock=Watch())
    assert "7 of 7 lines" in verify(tmp_path / "again")[1]
    assert verify(bundle)[0] == 0


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    key = signing_key(tmp_path)
    assert public_hex(signing_key(tmp_path)) == public_hex(key)
    path = tmp_path / "signing-key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(UserError, match="others can read it"):
        signing_key(tmp_path)
    path.chmod(0o600)
    path.write_text("x")
    with pytest.raises(UserError, match="expected an Ed25519 private key"):
        signing_key(tmp_path)
