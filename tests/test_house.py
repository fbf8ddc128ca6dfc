"""What may never be committed, and the sizes that keep the house readable."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 320


def tracked():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_no_registry_address_and_no_path_of_a_machine():
    registry = re.compile(r"(?i)(files\.pythonhosted|pypi\.org|index-url|registry\.npmjs|deb\.debian\.org)")
    for path in tracked():
        if path == Path(__file__) or path.suffix in {".png", ".gz"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not registry.search(text), path
        assert str(ROOT.parent) + "/main" not in text, path


def test_modules_stay_short():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix == ".py" and path.parts[len(ROOT.parts)] in {"toolkit", "checks", "reports"}
        if (lines := len(path.read_text().splitlines())) > LONGEST and "migrations" not in path.parts
    }
    assert not long


def test_no_large_file():
    assert not [path for path in tracked() if path.stat().st_size > 2_000_000]


def test_only_two_kinds_of_place_catch_everything():
    """The barriers: one around a collector, one around a check, one around loading a plug-in."""
    allowed = {"toolkit/evaluate.py", "toolkit/collect/runner.py", "toolkit/registry.py"}
    broad = re.compile(r"^\s*except(\s*:|\s+(Base)?Exception\b)", re.MULTILINE)
    found = {
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py" and path.parts[len(ROOT.parts)] in {"toolkit", "checks", "reports"}
        for hit in broad.finditer(path.read_text())
        if "raise" not in path.read_text()[hit.end() :].split("\n\n")[0]
    }
    assert found <= allowed
