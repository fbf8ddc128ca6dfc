"""A service stopped so that nothing starts it again: masked, or where its unit file is in the way of that, barred.

`systemctl mask` refuses a unit whose file lies in /etc/systemd/system, where intruders put theirs. There a drop-in
with a condition that never holds does the same, and is as easily taken away. Links of `enable` stay as they are.
"""

import re

from toolkit.act.linux.reach import PERMISSIONS, SERVER, Answer, Hands, Phase
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

UNIT = re.compile(r"(?![-.])[A-Za-z0-9:_.@\\-]{1,200}\.service")
OTHER_KINDS = (".socket", ".timer", ".target", ".mount", ".path", ".slice", ".scope")
OURS = re.compile(
    r"((ssh|sshd)(@.*)?|dbus(-broker)?|systemd-(journald|logind|networkd|udevd|resolved)|auditd|NetworkManager|rsyslog)"
    r"\.service"
)
"""What we log in through, and what writes the evidence."""
RUNNING = frozenset({"active", "activating", "reloading"})
NEVER = "/run/breachready-never"
"""A file that nobody makes."""
DROP_IN = "breachready-stopped.conf"

LIBRARY = rf"""
unit_known() {{
  case $P_unit in *.service) ;; *) no service 'is no service' ;; esac
  case $P_unit in -* | .* | */* | *[!A-Za-z0-9:_.@\\-]*) no service 'is no name of a service' ;; esac
  booted || no systemctl 'Unsupported: this server is not run by systemd; stop the service by hand'
}}
unit_show() {{ t 20 systemctl show "$P_unit" -p "$1" 2>/dev/null | sed "s/^$1=//" | head -n 1; }}
drop_in() {{ printf '/etc/systemd/system/%s.d/{DROP_IN}' "$P_unit"; }}
unit_left() {{
  C=$(unit_show ControlGroup)
  [ -n "$C" ] || C=/system.slice/$P_unit
  for D in "/sys/fs/cgroup$C" "/sys/fs/cgroup/systemd$C" "/sys/fs/cgroup/unified$C"; do
    [ ! -d "$D" ] || find "$D" -name cgroup.procs -exec cat {{}} + 2>/dev/null
  done | sort -u | wc -l | tr -d ' '
}}
unit_not_ours() {{
  A=$(unit_show MainPID)
  P=$$
  while [ "${{P:-0}}" -gt 1 ]; do
    if [ "$P" = "${{A:-0}}" ]; then no systemctl 'we are logged in through this service'; fi
    P=$(awk '/^PPid:/ {{ print $2 }}' "/proc/$P/status" 2>/dev/null)
  done
}}
"""

LOOK = Phase(
    name="unit_look",
    seconds=120,
    library=LIBRARY,
    script=r"""
unit_known
L=$(unit_show LoadState)
case $L in
  loaded | masked) ;;
  not-found) no systemctl "there is no unit $P_unit" ;;
  '') no systemctl 'does not answer' ;;
  *) no systemctl "the unit is $L" ;;
esac
unit_not_ours
say id "$(unit_show Id)"
say active "$(unit_show ActiveState)"
say file "$(unit_show UnitFileState)"
say path "$(unit_show FragmentPath)"
if [ -e "$(drop_in)" ]; then say barred yes; else say barred no; fi
say left "$(unit_left)"
for O in $(unit_show TriggeredBy); do say trigger "$O $(t 20 systemctl is-active "$O" 2>/dev/null)"; done
:
""",
)

STOP = Phase(
    name="unit_stop",
    seconds=240,
    library=LIBRARY,
    script=rf"""
unit_known
unit_not_ours
if [ "$(unit_show LoadState)" != masked ]; then
  if [ "$(unit_show FragmentPath)" = "/etc/systemd/system/$P_unit" ]; then
    D=$(drop_in)
    must mkdir -p "${{D%/*}}"
    printf '[Unit]\nConditionPathExists={NEVER}\n' >"$D" || no "$D" 'cannot be written'
    chmod 0755 "${{D%/*}}"
    chmod 0644 "$D"
    must t 60 systemctl daemon-reload
  else must t 60 systemctl mask "$P_unit"; fi
fi
must t 150 systemctl stop "$P_unit"
""",
)

RESTORE = Phase(
    name="unit_restore",
    seconds=240,
    library=LIBRARY,
    script=r"""
unit_known
D=$(drop_in)
if [ "$P_barred" = no ] && [ -e "$D" ]; then
  must rm -f "$D"
  rmdir "${D%/*}" 2>/dev/null
  must t 60 systemctl daemon-reload
fi
case $P_file in
  masked*) ;;
  *)  # not `unmask`, which also removes links of `enable` that point there
    K=/etc/systemd/system/$P_unit
    if [ "$(readlink "$K")" = /dev/null ]; then must rm -f "$K"; must t 60 systemctl daemon-reload; fi ;;
esac
if [ "$P_active" = active ]; then must t 150 systemctl start "$P_unit"; fi
:
""",
)

PHASES = (LOOK, STOP, RESTORE)


def _unit(parameters: Parameters) -> str:
    said = parameters["service"]
    unit = said if said.endswith((".service", *OTHER_KINDS)) else f"{said}.service"
    if not UNIT.fullmatch(unit):
        raise CannotAct("service", f"{said!r} is no name of a service: letters, digits and `:_.@-`")
    if OURS.fullmatch(unit):
        raise CannotAct("service", f"{unit} is needed to reach the server or to keep its records; it is not stopped")
    return unit


def _look(hands: Hands, parameters: Parameters) -> Answer:
    told = hands.read(LOOK, unit=_unit(parameters))
    if OURS.fullmatch(told.one("id")):
        raise CannotAct("service", f"is {told.one('id')}, which is needed to reach the server or to keep its records")
    return told


def _was(told: Answer) -> dict[str, str]:
    running = "active" if told.one("active") in RUNNING else "inactive"
    return {"active": running, "file": told.one("file"), "barred": told.one("barred")}


def _kept_down(told: Answer) -> bool:
    return told.one("barred") == "yes" or told.one("file").startswith("masked")


def _seen(told: Answer, unit: str) -> Verified:
    if told.one("active") not in {"inactive", "failed"}:
        return Verified(so=False, words=f"{unit} is {told.one('active')}")
    if left := told.number("left"):
        return Verified(so=False, words=f"{unit} is stopped, but {left} of its processes go on")
    if not _kept_down(told):
        return Verified(so=False, words=f"{unit} is stopped, but could be started again: {told.one('file')}")
    how = "barred" if told.one("barred") == "yes" else "masked"
    return Verified(so=True, words=f"{unit} is stopped and {how}: nothing starts it")


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    unit, told = _unit(parameters), _look(hands, parameters)
    if (seen := _seen(told, unit)).so:
        return Plan(changes=(), because=seen.words)
    where = f"{unit} on {hands.server.name}"
    changes = [Change(call="systemctl stop", resource=where, words=f"is {told.one('active')} now")]
    if not _kept_down(told):
        in_the_way = told.one("path") == f"/etc/systemd/system/{unit}"
        call = f"write {unit}.d/{DROP_IN}" if in_the_way else "systemctl mask"
        changes.insert(0, Change(call=call, resource=where, words="nothing can start it"))
    return Plan(changes=tuple(changes), warnings=tuple(_warnings(told, unit)))


def _warnings(told: Answer, unit: str) -> list[str]:
    said = ["What it serves stops. What was in its memory is lost: capture-processes first."]
    said += [
        f"{name} starts it on demand and is {state or 'unknown'}: it goes on by itself, and starts nothing."
        for name, _, state in (one.partition(" ") for one in told.all("trigger"))
    ]
    if told.one("id") != unit:
        said.append(f"{unit} is another name of {told.one('id')}.")
    said.append("Not stopped: what it started elsewhere, containers, and programs that somebody starts by hand.")
    return said


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    told = _look(hands, parameters)
    return {"was": _was(told), "triggers": list(told.all("trigger"))}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    hands.change(STOP, unit=_unit(parameters))


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    return _seen(_look(hands, parameters), _unit(parameters))


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    hands.change(RESTORE, unit=_unit(parameters), **captured["was"])


VERB = Verb(
    id="stop-service",
    title="Stop a service for good",
    does="Stops a systemd service and masks it, or bars it with a drop-in where its unit file is in the way, so that "
    "neither a restart, a timer nor a socket brings it back. Does not disable or delete it, does not stop its "
    "sockets and timers, and does not work on servers without systemd. Undoing it starts it again if it ran.",
    parameters=(SERVER, Parameter(name="service", help="Name of the systemd service", example="nginx")),
    permissions=PERMISSIONS,
    rehearsal=Rehearsal.READ,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("systemctl(1), mask; systemd.unit(5), ConditionPathExists",),
)

VERBS = (VERB,)
