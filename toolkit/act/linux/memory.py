"""A server's memory, by AVML or LiME where one of them is there already; never by what only looks like it.

/proc/kcore alone gives no image that tools read, and installing something would write over evidence. AVML sends what
it reads on its own; LiME writes into a pipe on memory. Neither touches the server's disks.
"""

from toolkit.act.linux import collected
from toolkit.act.linux.reach import PERMISSIONS, SERVER, Answer, Hands, Phase
from toolkit.act.verb import Captured, Change, Parameters, Plan, Rehearsal, Verb, Verified

KIND = "memory"
LONGEST = 4 * 3600
"""Seconds: 64 GiB at 5 MiB a second."""
OVER = 1.05
"""What does not compress grows a little."""

LIBRARY = r"""
tool_known() {
  A= L=
  for C in avml /opt/avml/avml /opt/avml /root/avml; do
    if [ -z "$A" ] && have "$C"; then A=$(command -v "$C"); fi
  done
  R=$(uname -r)
  for C in "/lib/modules/$R/extra/lime.ko" "/lib/modules/$R/updates/dkms/lime.ko" "/opt/lime/lime-$R.ko" \
    "/root/lime-$R.ko"; do
    if [ -z "$L" ] && [ -f "$C" ]; then L=$C; fi
  done
  if [ -z "$A$L" ]; then
    G='Single processes: gcore by hand, if the server has it.'
    no memory "Unsupported: neither avml (in the PATH or /opt/avml) nor LiME (lime.ko for this kernel) is there. \
Install avml before an incident; doing it now writes over evidence. $G"
  fi
  if [ -n "$A" ]; then T=$A; else T=$L; fi
}
by_avml() { t "$P_wait" "$A" --compress /dev/stdout; }
by_lime() {
  Z=
  D=$(mktemp -d /run/breachready-lime.XXXXXX) || return 1
  mkfifo "$D/memory" || return 1
  # A module that is refused never opens the pipe: somebody must, or we would wait for it.
  (t "$P_wait" insmod "$L" "path=$D/memory format=lime"; S=$?; echo $S >"$D/status"
    [ $S = 0 ] || : >"$D/memory") >&2 &
  t "$P_wait" gzip -1 <"$D/memory" || Z=$?
  wait
  S=$(cat "$D/status")
  [ "$S" != 0 ] || S=${Z:-0}
  rmmod lime >&2
  rm -rf "$D"
  return "$S"
}
"""

LOOK = Phase(
    name="memory_look",
    seconds=60,
    library=LIBRARY,
    script=r"""
tool_known
if [ -n "$A" ]; then say kind avml; else say kind lime; fi
say tool "$T"
say hash "$(t 30 sha256sum "$T" | cut -c 1-64)"
say memory "$(awk '/^MemTotal:/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)"
say free "$(df -Pk /run | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
if grep -q . /sys/kernel/security/lockdown 2>/dev/null && ! grep -q '\[none\]' /sys/kernel/security/lockdown; then
  say lockdown yes
fi
:
""",
)

SEND = Phase(
    name="memory_send",
    seconds=LONGEST + 60,
    library=LIBRARY,
    script=r"""
for C in "$P_wait" "$P_most"; do
  case $C in '' | *[!0-9]*) no limit 'is no number' ;; esac
done
tool_known
[ "$(t 30 sha256sum "$T" | cut -c 1-64)" = "$P_hash" ] || no "$T" 'is not the program that was looked at before'
if [ -n "$A" ]; then file memory "$P_most" by_avml; else file memory "$P_most" by_lime; fi
""",
)

PHASES = (LOOK, SEND)


def _limit(told: Answer) -> int:
    return int(told.number("memory") * OVER) + 64 * 1024 * 1024


def _plan(hands: Hands, _parameters: Parameters) -> Plan:
    told = hands.read(LOOK)
    collected.room_for(hands, _limit(told))
    warnings = [
        "The image holds passwords, keys and customers' data: keep it like the worst of them.",
        "Memory changes while it is read, for minutes; the server works harder meanwhile.",
    ]
    if told.one("kind") == "lime":
        warnings.append("LiME is loaded into the kernel for it and unloaded again.")
    if told.all("lockdown"):
        warnings.append("The kernel is locked down: it may refuse to let its memory be read.")
    words = f"{told.number('memory'):,} bytes, with {told.one('tool')} (SHA-256 {told.one('hash')})"
    return Plan(
        changes=(Change(call=told.one("kind"), resource=hands.server.name, words=words),), warnings=tuple(warnings)
    )


def _capture(hands: Hands, _parameters: Parameters) -> Captured:
    told = hands.read(LOOK)
    noted = {name: told.one(name) for name in ("kind", "tool", "hash")}
    return {"was": {}, "stamp": collected.stamp(), "limit": _limit(told), **noted}


def _act(hands: Hands, _parameters: Parameters, captured: Captured) -> None:
    limit = int(captured["limit"])
    collected.room_for(hands, limit)
    end = ".avml" if captured["kind"] == "avml" else ".lime.gz"
    collected.fetch(
        hands, KIND, captured, SEND, {"memory": end},
        limit=limit, most=str(limit), wait=str(LONGEST), hash=captured["hash"],
    )  # fmt: skip


def _verify(hands: Hands, _parameters: Parameters, captured: Captured) -> Verified:
    return collected.seen(hands, KIND, captured)


VERB = Verb(
    id="capture-memory",
    title="Copy the memory of a server",
    does="Streams the memory, compressed, into the evidence folder with avml or LiME, whichever is there. Does "
    "not install either, does not write to the server's disks, does not dump single processes, and does not stop "
    "the server: the image is not of one moment. Undoing it leaves the file.",
    parameters=(SERVER,),
    permissions=PERMISSIONS,
    rehearsal=Rehearsal.READ,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=collected.nothing_undone,
    sources=("AVML README, /dev/stdout as destination; LiME README, path and format",),
)

VERBS = (VERB,)
