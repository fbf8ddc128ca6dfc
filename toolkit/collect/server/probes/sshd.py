"""The SSH daemon's settings in force: by its own evaluation, once at large and once for each Match block.

The configuration that counts is the one of the daemon that served our connection (or, read locally, of each daemon
that runs), which need not be /etc/ssh/sshd_config.
"""

from collections.abc import Iterator

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse.sshd import effective
from toolkit.collect.server.probe import Probe, Root
from toolkit.core.fact import Absent, Seen, Unread
from toolkit.facts.server import SshdSettings

CALL = "sshd -T"


def _sshd(frame: Frame) -> Iterator[Seen]:
    """Each daemon's configuration: `config LABEL|PATH`, then `global`, then a `match` for each block."""
    label, config = "sshd", ""
    for part in frame.parts:
        word, _, rest = part.label.partition(" ")
        if word == "none":
            because = "no sshd is installed and no SSH server of another make is running"
            yield Absent(kind=SshdSettings, target=frame.target, because=because)
        elif word == "other":
            yield _unread(frame, "sshd", f"{rest} serves SSH here, whose settings are not read")
        elif word == "config":
            label, _, config = rest.partition("|")
        elif word in ("global", "match"):
            resource = label if word == "global" else f"{label} match {rest}"
            if part.status == 0:
                values = effective(part.text)
                yield SshdSettings(target=frame.target, resource=resource, values=values, config=config)
            else:
                yield _unread(frame, resource, _why(frame, part.text))
        elif word == "unsolved":
            yield _unread(
                frame, f"{label} match {rest}", f"no connection can be made up that this block speaks of: {rest}"
            )
        elif word == "unread":
            yield _unread(
                frame, f"{label} match", f"needs root: {rest} cannot be read, so its Match blocks are not known"
            )


def _why(frame: Frame, said: str) -> str:
    words = (frame.stderr.strip() or said.strip()).splitlines()
    last = words[-1][:200] if words else "no answer"
    return f"needs root: {last}" if frame.denied() else last


def _unread(frame: Frame, resource: str, reason: str) -> Unread:
    return Unread(kind=SshdSettings, target=frame.target, resource=resource, reason=reason, call=CALL)


SPEC = r"""
function first(l, n, a, i) { n = split(l, a, ","); for (i = 1; i <= n; i++) if (a[i] !~ /^!/) return a[i]; return "" }
function solid(p) { gsub(/[*]+/, "x", p); gsub(/[?]/, "x", p); return p }
function place(p, d, t) {
  sub(/\/.*/, "", p); if (p == "*") return "192.0.2.1"
  if (p ~ /:/) { gsub(/[*]+/, "1", p); return p }
  gsub(/[?]/, "1", p); t = p; d = gsub(/\./, ".", t)
  if (p ~ /[*]$/) { sub(/[*]+$/, "1", p); while (d++ < 3) p = p ".1" }
  gsub(/[*]+/, "1", p); return p
}
function member(g, l, f, m, id) {
  while ((getline l < "/etc/group") > 0) {
    split(l, f, ":"); if (f[1] != g) continue; id = f[3]
    if (f[4] != "") { split(f[4], m, ","); close("/etc/group"); return m[1] } }
  close("/etc/group"); if (id == "") return ""
  while ((getline l < "/etc/passwd") > 0) { split(l, f, ":"); if (f[4] == id) { close("/etc/passwd"); return f[1] } }
  close("/etc/passwd"); return ""
}
{
  gsub(/"/, ""); gsub(/=/, " "); u = "breachready-nobody"
  h = "host.invalid"; a = "192.0.2.1"; la = "192.0.2.2"; lp = 22
  for (i = 1; i <= NF; i++) {
    k = tolower($i); if (k == "all") continue; v = first($(++i)); bad = 0
    d = (k == "group") ? "user" : k; if (d in had) bad = 1; had[d] = 1
    if (k == "user") u = solid(v); else if (k == "host") h = solid(v); else if (k == "address") a = place(v)
    else if (k == "localaddress") la = place(v); else if (k == "localport") lp = v; else if (k == "group") {
      v = (v ~ /[*?]/) ? (v == "*" ? "root" : "") : v; u = v == "root" && $i == "*" ? "root" : member(v) }
    else bad = 1
    if (bad || v == "" || u == "") { print "?"; exit }
  }
  print "user=" u ",host=" h ",addr=" a ",laddr=" la ",lport=" lp
}
"""

LINES = r"""
{ sub(/\r$/, ""); sub(/^[ \t]+/, ""); l = tolower($0) }
l ~ /^match[ \t=]/ { sub(/^[^ \t=]+[ \t]*=?[ \t]*/, ""); print "m" $0 }
l ~ /^include[ \t=]/ { sub(/^[^ \t=]+[ \t]*=?[ \t]*/, ""); gsub(/"/, ""); print "i" $0 }
"""

SCRIPT = f"""
# Which daemon: the one above us, else all that listen, else the installed one.
Q=$PPID C= ALL=
{{ while [ "${{Q:-0}}" -gt 1 ]; do
  L=; IFS= read -r L </proc/$Q/cmdline
  case $L in sshd:*'[listener]'*) C=$L; break ;; esac
  N=; while read -r K V X; do [ "$K" = PPid: ] && {{ N=$V; break; }}; done </proc/$Q/status
  Q=$N
done; }} 2>/dev/null
if [ -z "$C" ]; then
  {{ for P in $(grep -lsx sshd /proc/[0-9]*/comm); do L=; IFS= read -r L <"${{P%comm}}cmdline"
    case $L in sshd:*'[listener]'*) ALL="$ALL$L
" ;; esac; done; }} 2>/dev/null
  [ "$ALL" ] && C=${{ALL%?}}
fi
effect() {{ t $AS "$S" $G -f "$F" $O "$@"; }}
use() {{ # 1 as is, 2 without host keys (from 9.3), 3 with a throw-away host key and without root
  AS= G=-T
  case $1 in
    2) G=-G ;;
    3) D=$(mktemp -d) && ssh-keygen -q -t ed25519 -N '' -f "$D/key" </dev/null >/dev/null || return 1
       G="-T -h $D/key"
       if [ "$U" = 0 ]; then chmod 755 "$D" && chown 65534 "$D/key"; AS='setpriv --reuid 65534 --clear-groups'; fi ;;
  esac
}}
scan() {{ # FILE, how deep, the Match blocks around it: those of an included file hold only where these do
  if [ "$2" -gt 8 ] || ! [ -r "$1" ]; then part unread "$1"; return; fi
  awk '{LINES}' "$1" | {{ IN=; while IFS= read -r L; do
    case $L in
      m*) IN=${{L#m}}; case $IN in [Aa][Ll][Ll]) IN= ;; esac; M1="$3${{3:+ }}$IN"; [ "$IN" ] || continue
        A=$(printf '%s\\n' "$M1" | awk '{SPEC}')
        if [ "$A" = '?' ]; then part unsolved "$M1"; else part match "$M1"; effect -C "$A"; code $?; fi ;;
      i*) set +f; for I in ${{L#i}}; do case $I in /*) ;; *) set +f; I=/etc/ssh/$I ;; esac
          for J in $I; do if [ -e "$J" ]; then scan "$J" $(($2 + 1)) "$3${{IN:+${{3:+ }}$IN}}"; else
            [ -x "${{J%/*}}" ] && [ -r "${{J%/*}}" ] || [ ! -e "${{J%/*}}" ] || part unread "$J"; fi; done; done ;;
    esac
  done; }}
}}
one() {{ # LABEL, then the words of the daemon's title
  LABEL=$1 S=$3; shift 3
  F=/etc/ssh/sshd_config O=
  while [ $# -gt 0 ]; do
    case $1 in
      '[listener]') break ;;
      -f) F=$2; shift ;; -f*) F=${{1#-f}} ;;
      -o) O="$O -o $2"; shift ;; -o*) O="$O $1" ;;
      -p) O="$O -o Port=$2"; shift ;;
    esac
    [ $# -gt 0 ] && shift
  done
  [ "$LABEL" = sshd ] || LABEL="sshd -f $F"
  part config "$LABEL|$F"
  if [ "$U" = 0 ]; then WAYS='1 2 3'; else WAYS='2 3'; fi
  E=1
  for W in $WAYS; do use $W || continue; OUT=$(effect 2>/dev/null); E=$?; [ $E = 0 ] && break; done
  part global
  if [ $E = 0 ]; then printf '%s\\n' "$OUT"; else [ "$U" = 0 ] && use 1; effect; fi
  code $E
  [ $E = 0 ] && scan "$F" 0 ""
  [ "$D" ] && rm -rf "$D"; D=
}}
D=
if [ -z "$C" ]; then
  S=$(command -v sshd) || {{
    if grep -qsx dropbear /proc/[0-9]*/comm; then part other dropbear
    elif [ "$SSH_CONNECTION" ]; then part other 'a program that is not sshd'; else part none; fi; return 0; }}
  C="sshd: $S [listener]"
fi
LABEL=sshd
printf '%s\\n' "$C" | sort -u | while IFS= read -r L; do set -f; one "$LABEL" $L; LABEL=more; done
return 0
"""

PROBES = (
    Probe(
        name="sshd",
        feeds=(SshdSettings,),
        read=_sshd,
        script=SCRIPT,
        root=Root.HELPS,
        why_root="sshd -T, where sshd_config is closed to others",
        seconds=10,
        cap=2_000_000,
    ),
)
