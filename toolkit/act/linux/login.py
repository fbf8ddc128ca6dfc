"""A login locked: no password, no key, no session. The password's hash never leaves the server.

A locked password alone does not stop a log-in with a key: the account's expiry does.
"""

import re

from toolkit.act.linux.reach import PERMISSIONS, SERVER, Answer, Hands, Phase
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

EXPIRED = "1"
"""Days since 1970: long ago. 0 is not understood alike everywhere."""
NAME = re.compile(r"(?!-)[A-Za-z0-9._-]{1,32}")

LIBRARY = r"""
login_known() {
  case $P_login in '' | -* | *[!A-Za-z0-9._-]*) no login 'is no name of a login' ;; esac
  have usermod || no usermod 'Unsupported: the server has no usermod (install the package passwd or shadow-utils)'
  I=$(awk -F: -v n="$P_login" '$1 == n { print $3; exit }' /etc/passwd)
  if [ -z "$I" ]; then
    if have getent && t 5 getent passwd "$P_login" >/dev/null; then
      no /etc/passwd 'Unsupported: this login comes from a directory (LDAP, SSSD or the like); lock it there'
    fi
    no /etc/passwd 'there is no such login'
  fi
  case $I in *[!0-9]*) no /etc/passwd 'its line is not understood' ;; esac
  [ "$I" -ne 0 ] || no login 'has uid 0: root is not locked'
  if [ "$P_login" = "$P_me" ] || [ "$I" = "${SUDO_UID-}" ]; then
    no login 'is what this tool logs in with: it would lock itself out'
  fi
}
login_state() {
  awk -F: -v n="$P_login" '$1 == n {
    k = "usable"; if ($2 == "") k = "empty"; else if ($2 ~ /^!/) k = "locked"
    print k ":" $8 ":" $3; exit }' /etc/shadow
}
login_alive() {
  cat /proc/[0-9]*/status 2>/dev/null | awk -v i="$I" '
    /^State:/ { dead = ($2 == "Z" || $2 == "X") }
    /^Pid:/ { pid = $2 }
    /^Uid:/ { if (!dead && ($2 == i || $3 == i || $4 == i)) print pid }'
}
"""

LOOK = Phase(
    name="login_look",
    seconds=60,
    library=LIBRARY,
    script=r"""
login_known
K=$(login_state)
[ -n "$K" ] || no /etc/shadow 'has no line for it'
[ -w /etc/shadow ] || no /etc/shadow 'cannot be written: its file system is read-only'
say password "${K%%:*}"
K=${K#*:}
say expires "${K%%:*}"
say changed "${K#*:}"
say processes "$(login_alive | wc -l | tr -d ' ')"
awk -F: -v n="$P_login" -v i="$I" '$3 == i && $1 != n { print $1 }' /etc/passwd |
  while read -r O; do say twin "$O"; done
for C in /var/spool/cron/crontabs/"$P_login" /var/spool/cron/"$P_login"; do
  if [ -f "$C" ] && [ -s "$C" ]; then say note "a crontab: $C"; fi
done
find /var/spool/cron/atjobs /var/spool/at -maxdepth 1 -type f -user "$I" 2>/dev/null | head -n 20 |
  while read -r C; do say note "an at job: $C"; done
if [ -e "/var/lib/systemd/linger/$P_login" ]; then say note 'lingering: its own services start without a log-in'; fi
H=$(awk -F: -v n="$P_login" '$1 == n { print $6; exit }' /etc/passwd)
for C in "$H/.ssh/authorized_keys" "$H/.ssh/authorized_keys2"; do
  if [ -s "$C" ]; then say note "keys for log-ins: $C"; fi
done
:
""",
)

LOCK = Phase(
    name="login_lock",
    seconds=90,
    library=LIBRARY,
    script=r"""
login_known
must usermod -L -e 1 "$P_login"
if booted && have loginctl; then t 10 loginctl terminate-user "$P_login" >/dev/null 2>&1; fi
R=0
while [ "$R" -lt 25 ]; do
  L=$(login_alive)
  [ -n "$L" ] || break
  for P in $L; do kill -KILL "$P" 2>/dev/null; done
  R=$((R + 1))
  sleep 0.2 2>/dev/null || sleep 1
done
:
""",
)

RESTORE = Phase(
    name="login_restore",
    seconds=60,
    library=LIBRARY,
    script=r"""
case $P_expires$P_changed in *[!0-9-]*) no expires 'is no number of days' ;; esac
login_known
K=$(login_state)
case $P_password:${K%%:*} in
  usable:locked) must usermod -U "$P_login" ;;
  empty:locked) must usermod -p '' "$P_login" ;;
  usable:usable | empty:empty | locked:locked) ;;
  *) no /etc/shadow "the password was $P_password and is ${K%%:*} now: somebody else changed it, and it is left so" ;;
esac
must usermod -e "$P_expires" "$P_login"
K=$(login_state)
if [ "${K##*:}" != "$P_changed" ]; then must chage -d "${P_changed:--1}" "$P_login"; fi
:
""",
)

PHASES = (LOOK, LOCK, RESTORE)


def _look(hands: Hands, parameters: Parameters) -> Answer:
    login = parameters["login"]
    if not NAME.fullmatch(login):
        raise CannotAct("login", f"{login!r} is no name of a login: letters, digits, `.`, `_` and `-`")
    return hands.read(LOOK, login=login, me=hands.login)


def _was(told: Answer) -> dict[str, str]:
    return {name: told.one(name) for name in ("password", "expires", "changed")}


def _locked(told: Answer) -> bool:
    return told.one("password") == "locked" and told.one("expires") == EXPIRED


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    told, login = _look(hands, parameters), parameters["login"]
    alive = told.number("processes")
    if _locked(told) and not alive:
        return Plan(changes=(), because=f"{login} is locked and expired, and runs nothing")
    where = f"{login} on {hands.server.name}"
    changes = [Change(call="usermod -L -e 1", resource=where, words="no log-in, with a password or a key")]
    if alive:
        changes.append(Change(call="kill -KILL", resource=where, words=f"ends its {alive} processes, sessions too"))
    return Plan(changes=tuple(changes), warnings=tuple(_warnings(told, login)))


def _warnings(told: Answer, login: str) -> list[str]:
    said = ["What runs as this login stops; what was in its memory is lost: capture-processes first."]
    said += [f"It has {note}." for note in told.all("note")]
    if twins := told.all("twin"):
        said.append(f"The same uid has {', '.join(twins)}: its processes end too, and it is not locked.")
    if told.one("password") == "empty":
        said.append("It has no password at all; putting it back brings that back.")
    said.append(f"Not stopped: keys of {login} in other accounts, sudo by others, a service that somebody restarts.")
    return said


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    return {"was": _was(_look(hands, parameters))}


def _act(hands: Hands, parameters: Parameters, _captured: Captured) -> None:
    hands.change(LOCK, login=parameters["login"], me=hands.login)


def _verify(hands: Hands, parameters: Parameters, _captured: Captured) -> Verified:
    told, login = _look(hands, parameters), parameters["login"]
    if not _locked(told):
        words = f"{login} is not locked: password {told.one('password')}, expires {told.one('expires') or 'never'}"
        return Verified(so=False, words=words)
    if alive := told.number("processes"):
        return Verified(so=False, words=f"{login} is locked, but {alive} of its processes go on")
    return Verified(so=True, words=f"{login} is locked and expired, and runs nothing")


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    hands.change(RESTORE, login=parameters["login"], me=hands.login, **captured["was"])


VERB = Verb(
    id="lock-user",
    title="Lock a login on a server",
    does="Locks the password, lets the account expire (which stops log-ins with a key too) and ends everything that "
    "runs as this login. Does not remove keys, cron jobs or files, does not touch other logins or servers, and "
    "cannot lock root, the login it works with itself, or one that comes from a directory. Undoing it puts "
    "back lock and expiry; what was ended stays ended.",
    parameters=(SERVER, Parameter(name="login", help="Name of the login on the server", example="deploy")),
    permissions=PERMISSIONS,
    rehearsal=Rehearsal.READ,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("usermod(8), shadow(5), sshd(8) LOGIN PROCESS",),
)

VERBS = (VERB,)
