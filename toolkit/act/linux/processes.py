"""What runs on a server, as it is lost at a restart: processes, sockets, modules, log-ins, what starts by itself.

Environments give names alone, for values hold secrets. Programs that were deleted while they run are copied out.
"""

from toolkit.act.linux import collected
from toolkit.act.linux.reach import PERMISSIONS, SERVER, Hands, Phase
from toolkit.act.verb import Captured, Change, Parameters, Plan, Rehearsal, Verb, Verified

KIND = "processes"
TEXT_LIMIT = 64 * 1024 * 1024
PROGRAMS_LIMIT = 512 * 1024 * 1024
NAMES = {"text": ".txt", "programs": "-deleted-programs.tar.gz"}

LIBRARY = r"""
part() { printf '\n===== %s\n' "$1"; shift; "$@" 2>&1 | head -c 8388608; }
pids() { ls /proc | grep '^[0-9]' | sort -n; }
programs() {
  S=
  for P in $(pids); do
    E=$(readlink "/proc/$P/exe" 2>/dev/null) || continue
    I=$(stat -Lc %d:%i "/proc/$P/exe" 2>/dev/null)
    case $S in
      *" $I="*) H=${S##*" $I="} H=${H%% *} ;;
      *) H=$(t 20 sha256sum "/proc/$P/exe" 2>/dev/null | cut -c 1-64) S="$S $I=$H " ;;
    esac
    printf '%s %s %s\n' "$P" "${H:-unread}" "$E"
  done
}
names() {
  for P in $(pids); do
    L=$(tr '\n\0' '\001\n' <"/proc/$P/environ" 2>/dev/null |
      sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' | tr '\n' ' ')
    [ -z "$L" ] || printf '%s %s\n' "$P" "$L"
  done
}
mapped() {
  for P in $(pids); do
    awk -v p="$P" '$2 ~ /x/ && $6 != "" { $1 = $2 = $3 = $4 = $5 = ""; sub(/^ +/, ""); if (!m[$0]++) print p, $0 }' \
      "/proc/$P/maps" 2>/dev/null
  done
}
places() { for P in $(pids); do echo "$P $(readlink /proc/$P/cwd) $(readlink /proc/$P/root)"; done; }
open_files() { for P in $(pids); do ls -l "/proc/$P/fd" 2>/dev/null | sed -n "s/^.* \([0-9]* -> .*\)/$P \1/p"; done; }
# A line of a crontab that sets a variable gives its name alone.
jobs_of() {
  for C in /etc/crontab /etc/cron.d/* /var/spool/cron/* /var/spool/cron/crontabs/*; do
    if [ -f "$C" ]; then
      printf -- '--- %s\n' "$C"
      sed 's/^\([[:space:]]*[A-Za-z_][A-Za-z0-9_]*[[:space:]]*=\).*/\1 (not shown)/' "$C"
    fi
  done
  ls -la /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly 2>/dev/null
  ls -la /var/spool/cron/atjobs /var/spool/at 2>/dev/null
}
everything() {
  part 'when, which machine' sh -c 'date -u +%FT%TZ; uname -a; cat /proc/uptime; cat /etc/os-release'
  part 'processes' t 30 ps -ww -eo pid,ppid,user,lstart,stat,etime,pcpu,rss,tty,cgroup,args
  part 'programs: pid, SHA-256, path' programs
  part 'working directory and root: pid, paths' places
  part 'names of environment variables: pid, names' names
  part 'mapped as code: pid, path' mapped
  part 'open files: pid, descriptor -> file' open_files
  part 'sockets' t 30 ss -Hanpe
  part 'modules of the kernel' cat /proc/modules
  part 'taint of the kernel' cat /proc/sys/kernel/tainted
  part 'preloaded libraries' sh -c 'ls -la /etc/ld.so.preload; cat /etc/ld.so.preload'
  part 'who is logged in' sh -c 'who -a; w; loginctl list-sessions --no-pager'
  part 'last log-ins' t 20 last -n 200 -F -w
  part 'cron and at' jobs_of
  part 'timers' t 20 systemctl list-timers --all --no-pager
  part 'services' t 20 systemctl list-units --type=service --all --no-pager
  part 'addresses, routes, neighbours' sh -c 'ip addr; ip route; ip -6 route; ip neigh'
  part 'packet filter' sh -c 'nft list ruleset || iptables-save'
  part 'mounts' cat /proc/self/mountinfo
  part 'places where anybody writes' t 30 ls -laR /tmp /var/tmp /dev/shm
  printf '\n===== end\n'
}
deleted() {
  L=$(for P in $(pids); do
    case $(readlink "/proc/$P/exe" 2>/dev/null) in *' (deleted)' | /memfd:*) printf '%s/exe ' "$P" ;; esac
  done)
  if [ -n "$L" ]; then t 300 tar -C /proc -chf - $L; else tar -T /dev/null -cf -; fi
  [ $? -le 1 ]
}
"""

LOOK = Phase(
    name="processes_look",
    seconds=30,
    library=LIBRARY,
    script=r"""
tar --version 2>/dev/null | grep -q GNU || no tar 'Unsupported: the server has no GNU tar'
have gzip || no gzip 'Unsupported: the server has no gzip'
for C in ps ss sha256sum last; do have $C || say lacks $C; done
say processes "$(pids | wc -l | tr -d ' ')"
""",
)

SEND = Phase(
    name="processes_send",
    seconds=900,
    library=LIBRARY,
    script=rf"""
file text {TEXT_LIMIT} everything
file programs {PROGRAMS_LIMIT} zipped deleted
""",
)

PHASES = (LOOK, SEND)


def _plan(hands: Hands, _parameters: Parameters) -> Plan:
    told = hands.read(LOOK)
    collected.room_for(hands, TEXT_LIMIT + PROGRAMS_LIMIT)
    warnings = ["Command lines are kept as they are: passwords that were typed into one are in it."]
    if lacking := told.all("lacks"):
        warnings.append(f"The server has no {', '.join(lacking)}: those parts will say so and be empty.")
    warnings.append(
        "Asked of the server itself: whoever controls its kernel can hide from all of this (capture-memory)."
    )
    words = f"{told.number('processes')} processes, their programs, sockets and what starts by itself"
    return Plan(
        changes=(Change(call="read /proc, ps, ss", resource=hands.server.name, words=words),),
        warnings=tuple(warnings),
    )


def _capture(_hands: Hands, _parameters: Parameters) -> Captured:
    return {"was": {}, "stamp": collected.stamp()}


def _act(hands: Hands, _parameters: Parameters, captured: Captured) -> None:
    collected.fetch(hands, KIND, captured, SEND, NAMES, limit=TEXT_LIMIT + PROGRAMS_LIMIT)


def _verify(hands: Hands, _parameters: Parameters, captured: Captured) -> Verified:
    return collected.seen(hands, KIND, captured)


VERB = Verb(
    id="capture-processes",
    title="Write down what runs on a server",
    does="Copies processes, hashes of their programs, sockets, modules, log-ins and scheduled jobs into the evidence "
    "folder, and the programs themselves that were deleted while they run. Does not stop or change anything, does "
    "not copy values of environment variables or the memory of processes. Undoing it leaves the files.",
    parameters=(SERVER,),
    permissions=PERMISSIONS,
    rehearsal=Rehearsal.READ,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=collected.nothing_undone,
    sources=("proc(5); RFC 3227, Guidelines for Evidence Collection and Archiving, 2.1",),
)

VERBS = (VERB,)
