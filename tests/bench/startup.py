"""What a command costs before it does anything."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.table import value

SCRIPT = Path(sys.executable).parent / "breachready"


def fastest(argv: list[str], times: int = 9) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - begun)
    return min(took)


def main() -> None:
    value("bare python", fastest([sys.executable, "-c", ""]), "s")
    value("breachready --help", fastest([str(SCRIPT), "--help"]), "s", 0.2)
    value("breachready scan --help", fastest([str(SCRIPT), "scan", "--help"]), "s", 0.2)
    value("breachready checks list", fastest([str(SCRIPT), "checks", "list"]), "s")
