"""The script of one phase: fed to `/bin/sh -s`, as root or on through sudo, with what it needs to know inside.

Nothing is ever an argument that others could see. What comes back is marked with a word that is new in every run.
"""

import secrets
import shlex
from collections.abc import Mapping

from toolkit.act.linux.reach import Phase
from toolkit.act.verb import CannotAct

HELPER = "/usr/local/libexec/breachready-act"
"""Where an administrator may install the root-owned script that replaces general sudo rights."""
LONGEST = 4096
"""Characters of a value."""

PROLOGUE = """\
LC_ALL=C LANG=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL LANG PATH
unset IFS CDPATH ENV BASH_ENV GREP_OPTIONS TAR_OPTIONS GZIP SYSTEMD_PAGER
umask 077
TO=
command -v timeout >/dev/null 2>&1 && TO=1
t() { if [ "$TO" ]; then timeout -k 1 "$@"; else shift; "$@"; fi; }
have() { command -v "$1" >/dev/null 2>&1; }
line() { printf '%s' "$1" | tr '\\000-\\037' ' ' | head -c "$2"; }
say() { printf '\\n%s . %s %s\\n' "$M" "$1" "$(line "$2" 262144)"; }
no() { printf '\\n%s ! %s|%s\\n' "$M" "$1" "$(line "$2" 1000)"; exit 3; }
must() { A=$("$@" 2>&1) || no "$1" "${A:-it failed}"; }
booted() { [ -d /run/systemd/system ] && have systemctl; }
file() {
  N=$1 H=$2
  shift 2
  printf '\\n%s > %s\\n' "$M" "$N"
  { S=$({ { "$@" 3>&- 4>&-; echo $? >&4; } | upto "$H"; } 4>&1); } 3>&1
  case $S in *cut*) S=cut ;; esac
  printf '\\n%s < %s %s\\n' "$M" "$N" "$(echo $S)"
}
# What ends by itself at the limit may have been whole: only a byte more shows that it was cut.
upto() {
  head -c "$1" >&3 || echo unsent >&4
  [ "$(head -c 1 | wc -c | tr -d ' ')" = 0 ] || echo cut >&4
}
zipped() {
  { Z=$({ { "$@" 5>&- 6>&-; echo $? >&5; } | { gzip -1 >&6 || echo unzipped >&5; }; } 5>&1); } 6>&1
  [ "$Z" = 0 ]
}
rooted() { [ "$(id -u)" = 0 ] || no 'id -u' 'needs root: log in as root, or set `sudo = true` for the server'; }
run() {
  printf '\\n%s @ %s\\n' "$M" "$(id -u)"
  (rooted; "phase_$1") </dev/null
  printf '\\n%s # %s\\n' "$M" "$?"
}
F=${P_from-${SSH_CONNECTION-}}
F=${F%% *}
case $F in *[!0-9A-Za-z:.%]*) F= ;; esac
"""

# The first line that sudo leaves to the inner shell may still be the password (when none was asked for): everything
# up to the line with the marker is dropped, then the same shell process reads on.
SUDO = """\
if [ -z "$W" ]; then
  if [ -x {helper} ]; then
    {{ printf '%s\\n{version}\\n{phase}\\nfrom=%s\\n' "$M" "$F"; printf '%s\\n' "$G"; }} | sudo -n {helper}
  else {{ printf 'P_from=%s\\n' "$F"; printf '%s\\n' "$R"; }} | sudo -n /bin/sh -s; fi
elif printf '%s\\n' "$W" | sudo -S -p '' -v; then
  {{ printf '%s\\n%s go\\nP_from=%s\\n' "$W" "$M" "$F"; printf '%s\\n' "$R"; }} |
    sudo -S -p '' /bin/sh -c 'while IFS= read -r L; do case $L in *" go") exec /bin/sh -s;; esac; done; exit 97'
fi
W=
"""


def new_mark() -> str:
    """A marker that no output can hold by accident."""
    return secrets.token_hex(16)


def script(phase: Phase, mark: str, given: Mapping[str, str], *, sudo: str | None, version: str) -> bytes:
    """The script for one run. `sudo`: the password it takes, empty for none; None: no sudo.

    `version` is that of the helper that we know. Raises `CannotAct` for values that no line can hold.
    """
    wrong = sorted(name for name, value in given.items() if not value.isprintable() or len(value) > LONGEST)
    if wrong:
        raise CannotAct(", ".join(wrong), "has characters that do not belong there, or is too long")
    inner = (
        f"M={mark}\n"
        + "".join(f"P_{name}={shlex.quote(value)}\n" for name, value in given.items())
        + f"{PROLOGUE}{phase.library}{body(phase)}run {phase.name}\nexit 0\n"
    )
    if sudo is None:
        return inner.encode()
    lines = "".join(f"{name}={value}\n" for name, value in given.items())
    call = SUDO.format(helper=HELPER, version=version, phase=phase.name)
    outer = (
        f"M={mark}\nW={shlex.quote(sudo)}\n"
        "F=${SSH_CONNECTION-}\nF=${F%% *}\ncase $F in *[!0-9A-Za-z:.%]*) F= ;; esac\n"
        f"R=$(cat <<'EOF_{mark}'\n{inner}EOF_{mark}\n)\n"
        f"G=$(cat <<'END_{mark}'\n{lines}go\nEND_{mark}\n)\n"
        f'if [ "$(id -u)" = 0 ]; then (eval "$R")\nelse\n{call}fi\nexit 0\n'
    )
    return outer.encode()


def body(phase: Phase) -> str:
    """The phase as a shell function."""
    return f"phase_{phase.name}() {{\n{phase.script.strip()}\n}}\n"
