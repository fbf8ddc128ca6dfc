"""The one script that sudo may run instead of everything: it holds every phase, and checks what it is told."""

import hashlib
from collections.abc import Sequence

from toolkit.act.linux.reach import Phase
from toolkit.act.linux.script import HELPER, PROLOGUE, body


def version(phases: Sequence[Phase]) -> str:
    """Tells one helper from another: a digest of what it can do."""
    return hashlib.sha256((PROLOGUE + _functions(phases)).encode()).hexdigest()[:16]


def helper(phases: Sequence[Phase]) -> str:
    """The script that an administrator installs at `HELPER`: no arguments; lines in that it checks by itself."""
    names = " | ".join(phase.name for phase in phases)
    return (
        "#!/bin/sh\n"
        "# Contains an incident for breachready: locks a login, stops a service, isolates this server, and copies\n"
        "# evidence out. It takes no argument, and lines: a marker, a version, one of its phases, NAME=VALUE, go.\n"
        "IFS= read -r M\n"
        "case $M in *[!0-9a-f]* | '') exit 64 ;; esac\n"
        "IFS= read -r V\n"
        "IFS= read -r X\n"
        "while IFS= read -r L; do\n"
        "  case $L in go) break ;; esac\n"
        "  case ${L%%=*} in '' | *[!a-z]*) exit 64 ;; esac\n"
        '  eval "P_${L%%=*}=\\${L#*=}"\n'
        "done\n"
        f"{PROLOGUE}{_functions(phases)}"
        f"phase_old() {{ no {HELPER} 'is of another version than we know: install it anew'; }}\n"
        f'[ "$V" = {version(phases)} ] || X=old\n'
        f'case $X in old | {names}) run "$X" ;; *) exit 64 ;; esac\n'
        "exit 0\n"
    )


def sudoers(text: str, users: Sequence[str]) -> str:
    """The sudoers lines that permit exactly that script, by its digest, without arguments."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "".join(f'{user} ALL=(root) NOPASSWD: sha256:{digest} {HELPER} ""\n' for user in users)


def _functions(phases: Sequence[Phase]) -> str:
    libraries = dict.fromkeys(phase.library for phase in phases)
    return "".join((*libraries, *map(body, phases)))
