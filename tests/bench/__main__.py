"""`make bench`: our cost against the bare work, in one run. Ratios matter; absolute times are this machine's."""

import importlib
import sys

ROOMS = ("startup", "servers", "cloud", "network", "score", "fixes", "store", "pages", "crowd", "notices",
         "sending")  # fmt: skip


def main() -> None:
    for name in sys.argv[1:] or ROOMS:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


main()
