"""As it is shipped: the wheel, installed elsewhere, holds everything; a plug-in installs beside it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import breachready

ROOT = Path(__file__).parents[1]


def pip(*words, cwd=ROOT):
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-build-isolation", *words],
        cwd=cwd, check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "wheel")],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = (folder / "wheel").glob("*.whl")
    pip("--target", str(folder / "site"), str(wheel))
    return folder / "site"


def ids(cwd, path):
    rows = json.loads(breachready("checks", "list", "--json", cwd=cwd, check=0, path=path).stdout)
    return {row["id"]: row["from"] for row in rows}


def test_the_wheel_holds_every_check_and_every_data_file(installed, tmp_path):
    assert ids(tmp_path, installed) == ids(tmp_path, None)
    data = {p.relative_to(ROOT) for p in ROOT.glob("*/**/*") if p.suffix in {".toml", ".j2", ".css"}}
    wanted = {p for p in data if p.parts[0] in {"toolkit", "checks", "playbooks", "reports"}}
    assert wanted
    assert not [p for p in wanted if not (installed / p).exists()]


def test_the_wheel_writes_its_example(installed, tmp_path):
    breachready("init", cwd=tmp_path, check=0, path=installed)
    assert (tmp_path / "breachready.toml").read_text() == (ROOT / "toolkit/config/example.toml").read_text()


def test_a_plug_in_package_is_found_and_proved(tmp_path):
    pip("--target", str(tmp_path / "site"), str(ROOT / "tests" / "plugin"))
    assert ids(tmp_path, tmp_path / "site")["acme/printer-port-open"] == "acme"
    breachready("checks", "prove", cwd=tmp_path, check=0, path=tmp_path / "site")


def test_a_folder_called_checks_in_the_way_is_refused(tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "__init__.py").write_text("")
    done = breachready("checks", "list", cwd=tmp_path, check=2, path=tmp_path)
    assert "hides ours" in done.stderr
