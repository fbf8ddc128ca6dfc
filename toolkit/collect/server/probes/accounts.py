"""Accounts, groups, password classes, sudo rules. Hashes are classed on the machine itself and never sent."""

from collections.abc import Iterator

from toolkit.collect.runner import attempt
from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import accounts
from toolkit.collect.server.parse.sudoers import sudo_rules
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Seen
from toolkit.facts.server import Account, AccountFile, GroupFile, ShadowFile, SudoRules

CLASSES = r"""
function class(p) {
  if (p == "") return "empty"; if (p == "x") return "shadowed"; if (p ~ /^[!*]/) return "locked"
  if (p ~ /^\$g?y\$/) return "yescrypt"; if (p ~ /^\$6\$/) return "sha512"; if (p ~ /^\$5\$/) return "sha256"
  if (p ~ /^\$2[abxy]?\$/) return "bcrypt"; if (p ~ /^\$7\$/) return "scrypt"; if (p ~ /^\$1\$/) return "md5"
  if (length(p) == 13 && p !~ /[$]/ || p ~ /^_/) return "des"; return "other"
}
"""


def _passwd(frame: Frame) -> Iterator[Seen]:
    if frame.status != 0:
        raise Unreadable("/etc/passwd", frame.stderr.strip()[:200] or "cannot be read")
    found = accounts.passwd(frame.part("passwd").text)
    yield AccountFile(target=frame.target, accounts=found)
    yield attempt(GroupFile, frame.target, "file:/etc/group", lambda: _groups(frame, found))


def _groups(frame: Frame, found: tuple[Account, ...]) -> GroupFile:
    return GroupFile(target=frame.target, groups=accounts.group(frame.part("group").text, found))


def _shadow(frame: Frame) -> Iterator[Seen]:
    if frame.status != 0:
        raise Unreadable("/etc/shadow", frame.stderr.strip()[:200] or "cannot be read")
    yield ShadowFile(target=frame.target, lines=accounts.shadow(frame.text))


def _sudo(frame: Frame) -> Iterator[Seen]:
    if any(True for _ in frame.labelled("none")):
        because = "sudo is not installed: no sudo command and no /etc/sudoers"
        yield Absent(kind=SudoRules, target=frame.target, because=because)
        return
    rules = frame.part("json")
    if rules.status != 0:
        raise Unreadable("cvtsudoers -f json", frame.stderr.strip()[:200] or f"ended with {rules.status}")
    yield sudo_rules(rules.text, frame.target)


PROBES = (
    Probe(
        name="passwd",
        feeds=(AccountFile, GroupFile),
        read=_passwd,
        cap=2_000_000,
        script=f"""
part passwd; awk -F: '{CLASSES}
{{ print $1 ":" class($2) ":" $3 ":" $4 ":" $6 ":" $7 }}' /etc/passwd || return 1
part group; awk -F: '{{ print $1 ":" $3 ":" $4 }}' /etc/group
""",
    ),
    Probe(
        name="shadow",
        feeds=(ShadowFile,),
        read=_shadow,
        root=Root.NEEDS,
        why_root="/etc/shadow: accounts without a password, weak hashes (only classes are printed)",
        cap=2_000_000,
        script=f"""
awk -F: '{CLASSES}
{{ print $1 ":" class($2) ":" $5 }}' /etc/shadow
""",
    ),
    Probe(
        name="sudoers",
        feeds=(SudoRules,),
        read=_sudo,
        root=Root.NEEDS,
        why_root="/etc/sudoers and its includes: who may become root, and whether with a password",
        cap=1_000_000,
        script="""
if ! command -v sudo >/dev/null 2>&1 && [ ! -e /etc/sudoers ]; then part none; return 0; fi
if command -v cvtsudoers >/dev/null 2>&1; then part json; t cvtsudoers -e -f json /etc/sudoers; code $?
else echo 'cvtsudoers is not installed, and nothing else reads sudoers as sudo does' >&2; part json; code 127; fi
return 0
""",
    ),
)
