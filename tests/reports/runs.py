"""Runs to show: an estate with a bit of everything, one with nothing in it, one in which everything is hostile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from toolkit.core.change import Change
from toolkit.core.exemption import Exemption, Kind
from toolkit.core.finding import Finding
from toolkit.core.fix import Act, Advice, Fix, Gain
from toolkit.core.posture import AttackPath, Cap, PathStep, Posture, Stability, StoreRisk, UnknownStep
from toolkit.core.run import Run, RunStatus, gaps
from toolkit.core.step import Position, Step
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Cite, Outcome, Severity
from toolkit.usecase.exceptions import with_exceptions

NOW = datetime(2026, 11, 20, 9, 14, 2, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)

_CIS = Cite("CIS Debian 12 v1.1.0", "5.1.20")
_FAMILY = {"web1": Family.SERVER, "db1": Family.SERVER, "aws-main": Family.CLOUD, "dmz": Family.NETWORK}


def finding(check="ssh-root-login", target="web1", resource="sshd", outcome=Outcome.FAIL, **more):
    given = {
        "title": "Root can log in over SSH",
        "severity": Severity.HIGH,
        "family": _FAMILY.get(target, Family.SERVER),
        "evidence": "PermitRootLogin is yes",
        "observed_at": NOW,
        "fix": "Set `PermitRootLogin no` in sshd_config, then reload sshd.",
        "why": "A shared root login hides who acted, and one guessed password is the whole machine.",
        "cites": (_CIS, Cite("NIST 800-53r5", "AC-6(2)")),
    }
    return Finding(check=check, target=target, resource=resource, outcome=outcome, **{**given, **more})


def passing(check, target, resource, title, outcome=Outcome.PASS, evidence="", **more):
    return finding(check, target, resource, outcome, title=title, evidence=evidence, severity=Severity.MEDIUM, **more)


ROOT = finding(opens=Step.LOGIN, playbook="compromised-server")
PASSWORDS = finding(
    "ssh-password-login", title="SSH accepts passwords", evidence="PasswordAuthentication is yes",
    fix="Set `PasswordAuthentication no` once every user has a key.",
    why="A password can be guessed from anywhere; a key cannot.", opens=Step.LOGIN, playbook="credential-stuffing",
)  # fmt: skip
REDIS = finding(
    "redis-unauthenticated", "dmz", "192.0.2.7:6379/tcp", title="Redis answers without a password",
    severity=Severity.CRITICAL, evidence="PING was answered with +PONG; INFO names version 7.0.15 and 3 databases",
    fix="Set `requirepass` or an ACL, and bind Redis to the addresses that need it.",
    why="Whoever can connect reads and writes every key, and on many set-ups runs commands.",
    cites=(Cite("CIS Controls v8.1", "4.4"),), opens=Step.QUERY, required=True, playbook="exposed-database",
)  # fmt: skip
BUCKET = finding(
    "bucket-public", "aws-main", "bucket:customer-exports", title="A bucket can be read by anyone",
    severity=Severity.CRITICAL,
    evidence='policy statement "PublicRead" allows s3:GetObject to "*"; block public access is off',
    fix="Turn on all four Block Public Access settings of the bucket, then remove the statement.",
    why="Anyone who guesses the name reads every object, and nobody is told.",
    cites=(Cite("CIS AWS Foundations v3.0.0", "2.1.4"),), opens=Step.OPEN, required=True, playbook="exposed-bucket",
)  # fmt: skip
UPDATES = finding(
    "updates-pending", "db1", "packages", title="Security updates are waiting", severity=Severity.MEDIUM,
    evidence="7 packages, among them openssl 3.0.11-1~deb12u2 -> 3.0.15-1~deb12u1",
    fix="Run `apt-get upgrade`, and turn on unattended-upgrades.", why="Published faults are used within days.",
    cites=(),
)  # fmt: skip
SUDOERS = finding(
    "sudo-nopasswd", "web1", "file:/etc/sudoers.d/deploy", title="Sudo asks nobody for a password",
    severity=Severity.MEDIUM, evidence="deploy ALL=(ALL) NOPASSWD: ALL", fix="Name the commands that need it.",
    why="A stolen session is at once an administrator.", opens=Step.ESCALATE,
)  # fmt: skip
SHADOW = finding(
    "shadow-empty-password", "db1", "file:/etc/shadow", Outcome.UNKNOWN, title="An account has no password",
    severity=Severity.CRITICAL, evidence="needs root", call="cat /etc/shadow", required=True, opens=Step.ESCALATE,
)  # fmt: skip
FIREWALL = finding(
    "firewall-default", "db1", "firewall", Outcome.UNKNOWN, title="The firewall lets everything in",
    evidence="needs root", call="nft list ruleset", holds=Step.REACH,
)  # fmt: skip
ACL = finding(
    "bucket-acl", "aws-main", "bucket:customer-archive", Outcome.UNKNOWN, title="An ACL opens a bucket",
    evidence="AccessDenied", call="GetBucketAcl", opens=Step.OPEN,
)  # fmt: skip
FAULT = finding(
    "bucket-lifecycle", "aws-main", "bucket:customer-archive", Outcome.UNKNOWN, title="Objects are kept for ever",
    severity=Severity.LOW, evidence="a fault in check bucket-lifecycle: KeyError: 'Days'", fault=True,
)  # fmt: skip

QUIET = (
    passing("ssh-empty-passwords", "web1", "sshd", "Accounts without a password can log in over SSH", evidence="no"),
    passing("ssh-root-login", "db1", "sshd", "Root can log in over SSH", evidence="PermitRootLogin is no"),
    passing("ssh-password-login", "db1", "sshd", "SSH accepts passwords", evidence="PasswordAuthentication is no"),
    passing(
        "bucket-versioning", "aws-main", "bucket:customer-exports", "Deleted objects are gone", evidence="Enabled"
    ),
    passing(
        "bucket-tls",
        "aws-main",
        "bucket:customer-exports",
        "Objects travel in clear text",
        evidence="denied by policy",
    ),
    passing(
        "telnet-open", "dmz", "192.0.2.7:23/tcp", "Telnet is open", Outcome.NOT_APPLICABLE, "no telnet port is open"
    ),
    passing(
        "kernel-aslr", "web1", "sysctl", "Addresses are not randomised", evidence="kernel.randomize_va_space = 2"
    ),
)

PATH = AttackPath(
    position=Position.INTERNET,
    prior=1.0,
    prior_points=0.0,
    store="customer-exports",
    value=0.8646,
    value_points=2.106,
    probability=0.9,
    steps=(
        PathStep(
            start="pos:internet",
            end="store:customer-exports:read",
            step=Step.OPEN,
            probability=0.9,
            points=1.525,
            sentence="fetch bucket customer-exports from the internet, because a bucket can be read by anyone",
            findings=(BUCKET.key,),
        ),
    ),
)
NEXT = AttackPath(
    position=Position.INTERNET,
    prior=1.0,
    prior_points=0.0,
    store="sessions",
    value=0.62,
    value_points=6.92,
    probability=0.324,
    steps=(
        PathStep(
            start="pos:internet", end="host:web1:net@internet", step=Step.REACH, probability=0.9, points=1.525,
            sentence="reach web1 from the internet, because port 22 answers there",
            judgement="a scan from the internet saw open: 22",
        ),
        PathStep(
            start="host:web1:net@internet", end="host:web1:user", step=Step.LOGIN, probability=0.6, points=7.395,
            sentence="take a login shell on web1, because root can log in over SSH and passwords are accepted",
            findings=(ROOT.key, PASSWORDS.key), numbers=("failing.high", "holding.login"),
        ),
        PathStep(
            start="host:web1:user", end="host:web1:root", step=Step.ESCALATE, probability=0.75, points=4.165,
            sentence="become administrator of web1, because sudo asks nobody for a password",
            findings=(SUDOERS.key,),
        ),
        PathStep(
            start="host:web1:root", end="store:sessions:read", step=Step.HOLD, probability=0.8, points=3.23,
            sentence="read sessions as the administrator of the machine that keeps it",
            unknown=(SHADOW.key,), judgement="the administrator of a machine can read what it stores",
        ),
    ),
)  # fmt: skip

STORES = (
    StoreRisk(
        store="customer-exports", title="customer-exports", probability=0.9, score=3.631, records=1_204_332,
        data_class="personal", datasets=("customers",),
    ),
    StoreRisk(
        store="sessions", title="sessions", probability=0.324, score=23.235, records=100_000,
        data_class="credentials", datasets=("web sessions",),
        assumed="record count not declared: 100,000 assumed",
    ),
    StoreRisk(
        store="customer-archive", title="customer-archive", probability=0.255, score=29.4, records=480_000,
        data_class="personal", datasets=("customers", "orders"),
    ),
)  # fmt: skip


def posture(path=PATH, next_path=NEXT, **more):
    given = {
        "score": path.points if path else 100.0,
        "interval": (1.9, 19.6),
        "by_position": ((Position.INTERNET, 3.6), (Position.STOLEN_CREDENTIAL, 21.4), (Position.INSIDER, 35.0)),
        "by_family": ((Family.SERVER, 41.2), (Family.CLOUD, 3.6), (Family.NETWORK, 12.7)),
        "stores": STORES,
        "unknown": (
            UnknownStep(finding=ACL.key, reason="AccessDenied", on_path=False),
            UnknownStep(finding=SHADOW.key, reason="needs root", on_path=True),
        ),
        "caps": (
            Cap(
                name="required-unseen",
                ceiling=60.0,
                because="required and not passing on a way to personal data: An account has no password on db1",
            ),
        ),
        "notes": ("192.0.2.9 answers on the network but is no declared server",),
        "destruction": replace(NEXT, store="customers"),
        "last_line": NEXT.steps[1],
        "stability": Stability(by=0.2, share=0.925, draws=40, flips=(("failing.high", 1.2),), alone=31),
        "model": "2026.11",
        "checked_steps": (11, 13),
    }
    return Posture(path=path, next_path=next_path, **{**given, **more})


RULES = (
    Exemption(
        kind=Kind.ACCEPT, check="updates-pending", target="db1", owner="platform team", expires=date(2026, 12, 1),
        reason="the vendor certifies the new version in December", ticket="OPS-12",
    ),
    Exemption(
        kind=Kind.MUTE, check="ssh-*", target="lab*", owner="lab", expires=date(2026, 11, 1), reason="test machines"
    ),
)  # fmt: skip


def estate(**more):
    """Two servers, a public bucket, an open Redis, things unseen, a fault, and a run before it."""
    findings = (ROOT, PASSWORDS, REDIS, BUCKET, UPDATES, SUDOERS, SHADOW, FIREWALL, ACL, FAULT, *QUIET)
    findings = tuple(sorted(findings, key=lambda one: (one.target, one.check, one.resource)))
    change = Change(
        since_run=11, since=BEFORE, score_before=23.235, score_now=PATH.points, path_changed=True,
        opened=(BUCKET,), closed=(QUIET[1],), lost=(SHADOW,), regained=(QUIET[3],),
    )  # fmt: skip
    given = {
        "id": 12,
        "status": RunStatus.FINISHED,
        "started_at": NOW,
        "finished_at": NOW + timedelta(seconds=41),
        "organisation": "Example Ltd",
        "version": "0.1.0",
        "targets": tuple(Target(family, name) for name, family in _FAMILY.items()),
        "findings": findings,
        "posture": posture(),
        "worst": (BUCKET, REDIS, ROOT, PASSWORDS, SUDOERS),
        "gaps": gaps(findings),
        "change": change,
    }
    return with_exceptions(Run(**{**given, **more}), RULES)


def nothing():
    """A run that was promised and examined nothing."""
    return Run(
        id=1, status=RunStatus.INTERRUPTED, started_at=NOW, finished_at=None, organisation="", version="0.1.0",
        targets=(), findings=(),
    )  # fmt: skip


HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</style></svg><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "[red]not red[/red] [link=http://evil.example]x[/link] [/]",
    "abc\u202egpj.exe\u2066\u200b\ufeff",
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\x00nul\x00",
    "half \ud800 pair \udfff",
    "\ufffe\uffff\U000e0041",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "`` ` ``` | pipe | \\| <b>bold</b> | # head",
    "javascript:alert(1) http://evil.example www.evil.example a@evil.example @here #1",
    "]]> --> <!-- <![CDATA[ &amp; &#x3c;script&#x3e;",
    "line one\n# heading\n- item\n=1+1\n```\n\u2028x",
    "A" * 1_000_000,
)
"""What hostile machines say: each belongs in every field of some finding."""


def hostile_advice(plateau=""):
    """Fixes whose every word is an attack."""
    acts = tuple(
        Fix(
            act=list(Act)[at % 5], check=text[:300], target=text[:300], title=text[:300], does=text[:300],
            failing=((text[:300], "check", ""),), unseen=((text[:300], "check", text[:300]),),
        )
        for at, text in enumerate(HOSTILE)
    )  # fmt: skip
    gains = () if plateau else tuple(Gain(fix=fix, gain=1.0, score=9.0) for fix in acts)
    return Advice(gains=gains, plateau=plateau, moves=acts, score=12.5)


def hostile():
    """A run in which every string that came from outside, and some that did not, is an attack."""
    findings = []
    for at, text in enumerate(HOSTILE):
        outcome = list(Outcome)[at % 4]
        findings.append(
            finding(
                text[:300], text[:300], text[:300], outcome, title=text[:300], evidence=text, fix=text[:300],
                why=text[:300], cites=(Cite(text[:300], text[:300]),), call=text[:300], playbook=text[:300],
            )
        )  # fmt: skip
    findings = tuple(findings)
    keys = tuple(one.key for one in findings)
    steps = tuple(
        PathStep(
            start=text[:300], end=f"host:{text[:300]}:user", step=Step.LOGIN, probability=0.5, points=1.5,
            sentence=text[:300], findings=(key,), unknown=(key,), judgement=text[:300], numbers=(text[:300],),
        )
        for text, key in zip(HOSTILE, keys, strict=True)
    )  # fmt: skip
    path = AttackPath(
        position=Position.INSIDER, prior=0.2, prior_points=3.0, store=HOSTILE[0], value=0.5, value_points=4.0,
        probability=0.1, steps=steps,
    )  # fmt: skip
    stores = tuple(
        StoreRisk(
            store=text[:300], title=text[:300], probability=0.5, score=10.0, records=5, data_class=text[:300],
            datasets=(text[:300],), assumed=text[:300],
        )
        for text in HOSTILE
    )  # fmt: skip
    found = posture(
        path, path, stores=stores, notes=tuple(text[:300] for text in HOSTILE), model=HOSTILE[1],
        caps=tuple(Cap(name=text[:300], ceiling=50.0, because=text[:300]) for text in HOSTILE),
        unknown=tuple(
            UnknownStep(finding=one.key, reason=one.evidence, on_path=True)
            for one in findings
        ),
        advice=hostile_advice(), destruction=path, last_line=steps[0],
        stability=Stability(by=0.2, share=0.5, draws=4, flips=tuple((text[:300], 1.2) for text in HOSTILE)),
    )  # fmt: skip
    change = Change(
        since_run=1, since=BEFORE, score_before=None, score_now=1.0, path_changed=True,
        opened=findings, closed=findings, lost=findings, regained=findings,
    )  # fmt: skip
    rules = tuple(
        Exemption(
            kind=list(Kind)[at % 2], check=text[:300], target="*", owner=text[:300], reason=text[:300],
            ticket=text[:300], expires=date(2026, 12, 1),
        )
        for at, text in enumerate(HOSTILE)
        if at % 8 in (1, 2)
    )  # fmt: skip
    run = Run(
        id=2, status=RunStatus.FINISHED, started_at=NOW, finished_at=NOW, organisation=HOSTILE[0] + HOSTILE[4],
        version=HOSTILE[1], targets=tuple(Target(Family.SERVER, text[:300]) for text in HOSTILE), findings=findings,
        posture=found, worst=findings, gaps=gaps(findings), change=change, inventory_note=HOSTILE[0] + HOSTILE[6],
        evidence={HOSTILE[0]: "0" * 64},
    )  # fmt: skip
    return with_exceptions(run, rules)


def crowd(number, outcome=Outcome.PASS):
    """Many findings on a hundred servers."""
    findings = tuple(
        passing(f"check-{at % 97}", f"web{at % 100:03}", f"thing:{at}", "A rule", outcome, "as it should be")
        for at in range(number)
    )
    names = sorted({one.target for one in findings})
    return estate(findings=findings, targets=tuple(Target(Family.SERVER, name) for name in names))
