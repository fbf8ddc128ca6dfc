"""What a server recorded since a moment: its journal, the files under /var/log, who logged in. A copy, read-only."""

from datetime import UTC, datetime

from toolkit.act.linux import collected
from toolkit.act.linux.reach import PERMISSIONS, SERVER, Hands, Phase
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified
from toolkit.act.when import moment

KIND = "logs"
JOURNAL_LIMIT = 4 * 1024**3
FILES_LIMIT = 8 * 1024**3
NAMES = {"journal": "-journal.jsonl.gz", "files": "-var-log.tar.gz"}

LIBRARY = r"""
since_known() { case $P_since in '' | *[!0-9]* | ?????????????*) no since 'is no number of seconds' ;; esac; }
journal() {
  if [ -d /var/log/journal ] || [ -d /run/log/journal ]; then
    t 1800 journalctl --utc --quiet -o json --since="@$P_since" --no-pager
  fi
}
logged() {
  cd / || return 1
  {
    find var/log -xdev -type f -newermt "@$P_since" ! -path 'var/log/journal/*' -print0
    for C in wtmp btmp lastlog faillog; do [ ! -f var/log/$C ] || printf 'var/log/%s\0' $C; done
    [ ! -f run/utmp ] || printf 'run/utmp\0'
  } | sort -zu
}
# 1: a file grew while it was read, as logs do.
packed() {
  logged | t 3000 tar -C / --null --no-recursion -T - -cf -
  [ $? -le 1 ]
}
"""

LOOK = Phase(
    name="logs_look",
    seconds=120,
    library=LIBRARY,
    script=r"""
since_known
have gzip || no gzip 'Unsupported: the server has no gzip'
tar --version 2>/dev/null | grep -q GNU || no tar 'Unsupported: the server has no GNU tar'
have journalctl || say lacks 'a journal (no journalctl)'
[ -e /var/log/audit ] || say lacks 'an audit log (/var/log/audit)'
[ -e /var/log/btmp ] || say lacks 'a record of failed log-ins (/var/log/btmp)'
say count "$(logged | tr -cd '\0' | wc -c | tr -d ' ')"
cd / || no / 'cannot be entered'
say size "$(logged | xargs -0 -r du -cb -- 2>/dev/null | awk '$2 == "total" { s += $1 } END { printf "%.0f", s }')"
if have journalctl; then
  say first "$(t 30 journalctl --utc --quiet -o short-iso --no-pager 2>/dev/null | head -n 1 | cut -c 1-24)"
fi
:
""",
)

SEND = Phase(
    name="logs_send",
    seconds=5400,
    library=LIBRARY,
    script=rf"""
since_known
file journal {JOURNAL_LIMIT} zipped journal
file files {FILES_LIMIT} zipped packed
""",
)

PHASES = (LOOK, SEND)


def _since(parameters: Parameters) -> datetime:
    since = moment("since", parameters["since"])
    if since > datetime.now(UTC):
        raise CannotAct("since", "is not yet")
    return max(since, datetime.fromtimestamp(0, UTC))


def _asked(parameters: Parameters) -> str:
    return str(int(_since(parameters).timestamp()))


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    told = hands.read(LOOK, since=_asked(parameters))
    collected.room_for(hands, told.number("size"))
    warnings = [f"The server lacks {one}." for one in told.all("lacks")]
    if not told.number("count"):
        warnings.append("No file under /var/log is from since then: logs lie elsewhere, or somebody took them away.")
    if first := "".join(told.all("first")):
        warnings.append(f"The journal begins at {first}: nothing before it is there.")
    warnings.append("Whoever is root there may have changed them: what a log host holds is worth more.")
    warnings.append("Logs hold personal data: names, addresses, what people did.")
    words = f"journal since {parameters['since']}, and {told.number('count')} files ({told.number('size'):,} bytes)"
    return Plan(
        changes=(Change(call="journalctl, tar", resource=f"{hands.server.name}:/var/log", words=words),),
        warnings=tuple(warnings),
    )


def _capture(_hands: Hands, parameters: Parameters) -> Captured:
    _since(parameters)
    return {"was": {}, "stamp": collected.stamp()}


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    limit = JOURNAL_LIMIT + FILES_LIMIT
    collected.fetch(hands, KIND, captured, SEND, NAMES, limit=limit, since=_asked(parameters))


def _verify(hands: Hands, _parameters: Parameters, captured: Captured) -> Verified:
    return collected.seen(hands, KIND, captured)


VERB = Verb(
    id="copy-logs",
    title="Copy the logs of a server",
    does="Streams the journal since a moment, files under /var/log that changed since, and the records of log-ins "
    "into the evidence folder. Does not take logs that lie elsewhere, does not delete or rotate anything, and "
    "cannot bring back what somebody removed. Undoing it leaves the files.",
    parameters=(
        SERVER,
        Parameter(name="since", help="First moment; a day begins at midnight UTC", example="2026-11-20"),
    ),
    permissions=PERMISSIONS,
    rehearsal=Rehearsal.READ,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=collected.nothing_undone,
    sources=("journalctl(1); RFC 3227, Guidelines for Evidence Collection and Archiving",),
)

VERBS = (VERB,)
