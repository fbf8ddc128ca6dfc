"""One script for all the probes that a run needs: fed to `/bin/sh -s`, it reads everything in one exec.

What needs root is sent on to sudo within the same script, on standard input, so no password and no script is
ever an argument that others could see. When sudo refuses, what can be read without root still is.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from functools import lru_cache

from toolkit.collect.server.probe import Probe, Root

MARK = "BREACHREADY_MARK"
PASSWORD = "BREACHREADY_PASSWORD"  # noqa: S105 the place where one is put
COLLECTOR = "/usr/local/libexec/breachready-collect"
"""Where an administrator may install the root-owned collector that replaces general sudo rights."""

PROLOGUE = """\
LC_ALL=C LANG=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL LANG PATH
unset IFS CDPATH ENV BASH_ENV GREP_OPTIONS
umask 077
U=$(id -u)
TO=
command -v timeout >/dev/null 2>&1 && TO=1
t() { if [ "$TO" ]; then timeout -k 1 "$B" "$@"; else "$@"; fi; }
part() { printf '\\n%s . %s\\n' "$M" "$*"; }
code() { printf '\\n%s ? %s\\n' "$M" "$1"; }
clock() { W=0; read -r W _ </proc/uptime; } 2>/dev/null
body() { "probe_$1" </dev/null; E=$?; clock; printf '\\n%s - %s %s %s\\n' "$M" "$1" "$E" "$W"; }
probe() {
  B=$2
  clock
  printf '\\n%s + %s %s\\n' "$M" "$1" "$W"
  printf '\\n%s + %s\\n' "$M" "$1" >&2
  if [ "$3" = 0 ]; then body "$1"; else body "$1" | head -c "$3"; fi
  printf '\\n%s = %s\\n' "$M" "$1"
}
"""

# The first line that sudo leaves to the inner shell may still be the password (when none was asked for): everything
# up to the line with the marker is dropped, then the same shell process reads on.
SUDO = f"""\
printf '\\n%s + sudo\\n' "$M" >&2
if [ -z "$P" ]; then
  if [ -x {COLLECTOR} ]; then printf '%s\\n' "$M" | sudo -n {COLLECTOR}
  else printf '%s\\n' "$R" | sudo -n /bin/sh -s; fi
  S=$?
elif printf '%s\\n' "$P" | sudo -S -p '' -v; then
  {{ printf '%s\\n' "$P"; printf '%s go\\n' "$M"; printf '%s\\n' "$R"; }} |
    sudo -S -p '' /bin/sh -c 'while IFS= read -r L; do case $L in *" go") exec /bin/sh -s;; esac; done; exit 97'
  S=$?
else S=1; fi
P=
printf '\\n%s ! %s\\n' "$M" "$S"
"""


def new_mark() -> str:
    """A marker that no output can hold by accident."""
    return secrets.token_hex(16)


def script(probes: Sequence[Probe], mark: str, *, sudo: bool = False, password: str = "") -> bytes:
    """The script for one run. `password` must have no line break (sudo reads one line)."""
    text = _template(tuple(probes), sudo)
    if sudo:
        text = text.replace(PASSWORD, "'" + password.replace("'", "'\\''") + "'", 1)
    return text.replace(MARK, mark).encode()


@lru_cache(maxsize=16)
def _template(probes: tuple[Probe, ...], sudo: bool) -> str:  # noqa: FBT001 a key of the cache
    plain = [probe for probe in probes if probe.root is Root.NEVER]
    rooted = [probe for probe in probes if probe.root is not Root.NEVER]
    begin = f'M={MARK}\n{PROLOGUE}printf \'\\n%s @ %s\\n\' "$M" "$U"\n'
    end = "printf '\\n%s # end\\n' \"$M\"\nexit 0\n"
    if not sudo or not rooted:
        return begin + _calls([*plain, *rooted]) + end
    inner = f"M={MARK}\n{PROLOGUE}{_calls(rooted)}exit 0\n"
    return (
        begin
        + f"P={PASSWORD}\n"
        + _calls(plain)
        + f"R=$(cat <<'EOF_{MARK}'\n{inner}EOF_{MARK}\n)\n"
        + f'if [ "$U" = 0 ]; then S=1\nelse\n{SUDO}fi\n'
        + '[ "$S" = 0 ] || (eval "$R")\n'
        + end
    )


def _calls(probes: Iterable[Probe]) -> str:
    lines = []
    for probe in sorted(probes, key=lambda one: one.last):
        guard = '[ "$U" = 0 ] && ' if probe.root is Root.NEEDS else ""
        lines.append(f"probe_{probe.name}() {{\n{probe.script.strip()}\n}}\n")
        lines.append(f"{guard}probe {probe.name} {probe.seconds} {probe.cap or 0}\n")
    return "".join(lines)


def collector(probes: Sequence[Probe]) -> str:
    """The script that an administrator installs at `COLLECTOR`: no arguments, one line in, derived facts out."""
    rooted = [probe for probe in probes if probe.root is not Root.NEVER]
    return (
        "#!/bin/sh\n"
        "# Reads what breachready needs root for, and prints it: classes of password hash, never a hash;\n"
        "# headers of private keys, never a key. It takes no argument, and one line: the marker of the run.\n"
        "IFS= read -r M\n"
        "case $M in *[!0-9a-f]* | '') exit 64 ;; esac\n"
        f"{PROLOGUE}{_calls(rooted)}exit 0\n"
    )


def sudoers(text: str, users: Sequence[str]) -> str:
    """The sudoers lines that permit exactly that script, by its digest, without arguments."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "".join(f'{user} ALL=(root) NOPASSWD: sha256:{digest} {COLLECTOR} ""\n' for user in users)
