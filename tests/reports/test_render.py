"""The one door: same bytes for the same run, streaming, and files whole or not at all."""

import os
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from reports import render as door
from reports.render import Format, render, suffix, write
from tests.reports.runs import crowd, estate, hostile

ROOT = Path(__file__).parents[2]
LISTING = """
from hashlib import sha256
from reports.render import Format, render
from tests.reports.runs import estate, hostile
for run in (estate(), hostile()):
    for format in Format:
        print(format, sha256("".join(render(run, format)).encode()).hexdigest())
"""


@pytest.mark.parametrize("format", Format)
def test_same_run_same_bytes(format):
    assert list(render(estate(), format)) == list(render(estate(), format))
    assert "".join(render(hostile(), format)) == "".join(render(hostile(), format))


def test_same_bytes_in_another_process_with_another_hash_seed():
    said = {_listing(PYTHONHASHSEED="1", TZ="UTC"), _listing(PYTHONHASHSEED="2", TZ="Pacific/Apia", LC_ALL="C")}
    assert len(said) == 1


def test_every_format_has_its_own_suffix():
    assert len(set(map(suffix, Format))) == len(Format)


@pytest.mark.parametrize(
    ("format", "number"), [(Format.JSONL, 100_000), (Format.CSV, 100_000), (Format.OCSF, 10_000)]
)
def test_a_hundred_thousand_findings_stream(format, number):
    run = crowd(number)
    tracemalloc.start()
    try:
        written = sum(map(len, render(run, format)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written > 100 * number
    assert peak < 1_000_000


@pytest.mark.parametrize("format", [Format.SARIF, Format.JSON])
def test_results_come_piece_by_piece(format):
    assert max(map(len, render(crowd(2000), format))) < 100_000


def test_a_page_of_ten_thousand_findings_opens_on_a_phone():
    page = "".join(render(crowd(10_000), Format.HTML))
    assert len(page) < 700_000
    assert "findings.jsonl" in page
    assert "40 findings of this target not listed here" in page


def test_a_report_is_private_and_whole(tmp_path):
    path = write(estate(), Format.CSV, tmp_path / "out.csv")
    assert path.read_bytes().decode("utf-8") == "".join(render(estate(), Format.CSV))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "out.html"
    path.write_text("yesterday")

    def full(run, format):
        yield "half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(door, "render", full)
    with pytest.raises(OSError, match="No space left"):
        write(estate(), Format.HTML, path)
    assert path.read_text() == "yesterday"
    assert [one.name for one in tmp_path.iterdir()] == ["out.html"]


def test_links_are_followed_and_devices_are_not_replaced(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    link.symlink_to(real)
    write(estate(), Format.JSON, link)
    assert link.is_symlink()
    assert real.read_text().startswith("{")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        write(estate(findings=()), Format.CSV, pipe)
        assert os.read(reader, 1000).startswith(b"\xef\xbb\xbf")
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def _listing(**environment):
    ran = subprocess.run(
        [sys.executable, "-c", LISTING],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout
