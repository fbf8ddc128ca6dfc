"""The command as a user runs it: its own process, its exit code, its two outputs."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(sys.executable).parent / "breachready"


def breachready(*words: str, cwd: Path, check: int | None = None, path: Path | None = None, **environment: str):
    """Run it in `cwd`; `check` is the exit code to insist on; `path` goes before everything installed."""
    env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **environment}
    if path:
        env["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [SCRIPT, *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stdout[-3000:], done.stderr[-3000:])
    return done
