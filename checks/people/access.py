"""What stands between a password that was given away and the systems, and whose access nobody looks after."""

from toolkit.core import Cite, RegisterPolicy, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.core.registers import SecondFactor
from toolkit.facts.register import AccessReview, GroupFactor, GroupOwner, GroupSize, Leavers, SharedAccounts

PLAYBOOK = "phishing-and-mailbox-takeover"


@check(
    id="second-factor-missing",
    title="A group logs in with a password alone",
    severity=Severity.HIGH,
    holds=Step.IMPERSONATE,
    required=True,
    fix="Require a second factor, passkeys first, for every log-in of the group.",
    cites=(Cite("NIST 800-53r5", "IA-2(1)"), Cite("CIS Controls v8", "6.3")),
    playbook=PLAYBOOK,
    good=GroupFactor(factor=SecondFactor.TOTP),
    bad=GroupFactor(factor=SecondFactor.NONE),
)
def factor_missing(group: GroupFactor) -> Verdict:
    """Passwords are given away, guessed and reused; a second factor is what is then left."""
    return failed("no second factor") if group.factor is SecondFactor.NONE else passed(group.factor)


@check(
    id="second-factor-phishable",
    title="The second factor of a group can be given away along with the password",
    severity=Severity.MEDIUM,
    holds=Step.IMPERSONATE,
    fix="Move the group to passkeys or security keys, its administrators first.",
    cites=(Cite("NIST 800-53r5", "IA-2(6)"),),
    playbook=PLAYBOOK,
    good=GroupFactor(factor=SecondFactor.PASSKEY),
    bad=GroupFactor(factor=SecondFactor.PUSH),
)
def factor_phishable(group: GroupFactor) -> Verdict:
    """A false page asks for the code, too, and uses it at once; a passkey answers only to the right site."""
    return passed("passkey") if group.factor is SecondFactor.PASSKEY else failed(f"{group.factor} can be relayed")


@check(
    id="administrators-without-passkey",
    title="Administrators log in without a passkey",
    severity=Severity.HIGH,
    fix="Give every administrator two security keys and turn the weaker factors off for them.",
    cites=(Cite("NIST 800-53r5", "IA-2(1)"), Cite("CIS Controls v8", "6.5")),
    playbook="administrator-takeover",
    good=GroupFactor(factor=SecondFactor.PASSKEY, admin=True),
    bad=GroupFactor(factor=SecondFactor.TOTP, admin=True),
)
def administrators(group: GroupFactor) -> Verdict:
    """One administrator is the whole machine or account; there the stronger factor is worth its trouble first."""
    if not group.admin:
        return not_applicable("none of its grants is an administrator's")
    return passed("passkey") if group.factor is SecondFactor.PASSKEY else failed(f"second factor: {group.factor}")


@check(
    id="leaver-with-access",
    title="People who left still have accounts that work",
    severity=Severity.CRITICAL,
    opens=Step.CREDENTIAL,
    fix="Lock the accounts today, end their sessions and keys, then find out why leaving did not do it.",
    cites=(Cite("NIST 800-53r5", "PS-4"), Cite("CIS Controls v8", "6.2")),
    playbook="insider",
    good=Leavers(),
    bad=Leavers(with_access=2),
)
def leavers(group: Leavers) -> Verdict:
    """Nobody notices what an account does whose owner is gone, and nobody misses its second factor."""
    return failed(f"{group.with_access} accounts of leavers work") if group.with_access else passed()


@check(
    id="shared-account",
    title="Several people use one account",
    severity=Severity.HIGH,
    opens=Step.CREDENTIAL,
    fix="Give each of them an account of their own, and lock the shared one.",
    cites=(Cite("NIST 800-53r5", "IA-2(5)"),),
    playbook="insider",
    good=SharedAccounts(),
    bad=SharedAccounts(count=1),
)
def shared(group: SharedAccounts) -> Verdict:
    """Its password is written down somewhere, has no second factor, and no log says who it was."""
    return failed(f"{group.count} shared accounts") if group.count else passed()


@check(
    id="access-review-overdue",
    title="Nobody went through a group's access for a long time",
    severity=Severity.HIGH,
    opens=Step.USE,
    fix="Have the owner go through every grant of the group, and take away what is not needed.",
    cites=(Cite("NIST 800-53r5", "AC-2"), Cite("CIS Controls v8", "5.1")),
    playbook="insider",
    good=AccessReview(age_days=60),
    bad=AccessReview(age_days=400),
)
def review(group: AccessReview, policy: RegisterPolicy) -> Verdict:
    """Access is given and never taken back; what one taken account opens grows with the years."""
    words = f"last reviewed {group.age_days} days ago"
    return failed(words) if group.age_days > policy.access_review_max_days else passed(words)


@check(
    id="group-without-owner",
    title="Nobody answers for a group's access",
    severity=Severity.LOW,
    fix="Name the role or team that decides about it.",
    cites=(Cite("NIST 800-53r5", "AC-2"),),
    playbook="insider",
    good=GroupOwner(owner="head of support"),
    bad=GroupOwner(),
)
def owner(group: GroupOwner) -> Verdict:
    """Without an owner there is nobody to ask whether it is still needed."""
    return passed(group.owner) if group.owner else failed("no owner")


@check(
    id="group-too-small",
    title="A group of the register is a person in all but name",
    severity=Severity.LOW,
    fix="Merge it with a group that does similar work.",
    playbook="insider",
    good=GroupSize(people=40),
    bad=GroupSize(people=1),
)
def too_small(group: GroupSize, policy: RegisterPolicy) -> Verdict:
    """A score must not point at a person; who was trained when is for their manager, not for a report."""
    small = group.people < policy.smallest_group
    return failed(f"fewer than {policy.smallest_group} people") if small else passed(f"{group.people} people")
