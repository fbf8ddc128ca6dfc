"""Those outside who were let in, or were given data."""

from toolkit.core import Cite, RegisterPolicy, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.core.registers import SecondFactor
from toolkit.facts.register import (
    VendorAgreement,
    VendorBreachClause,
    VendorDeletion,
    VendorFactor,
    VendorOwner,
    VendorReview,
)

PLAYBOOK = "compromised-processor"


@check(
    id="vendor-breach-clause-missing",
    title="A vendor need not tell when it is breached",
    severity=Severity.HIGH,
    fix="Agree in writing that it tells of every breach, whom, by which channel, and within how many hours.",
    cites=(Cite("GDPR", "Art. 33(2)"), Cite("GDPR", "Art. 28(3)(f)")),
    playbook=PLAYBOOK,
    good=VendorBreachClause(clause=True, hours=24),
    bad=VendorBreachClause(),
)
def breach_clause(vendor: VendorBreachClause) -> Verdict:
    """Its customers learn it from the news, and the organisation's own clock has not even begun."""
    return passed() if vendor.clause else failed("the contract has no such clause")


@check(
    id="vendor-notice-late",
    title="A vendor may take too long to tell of a breach",
    severity=Severity.MEDIUM,
    fix="Agree on a number of hours that leaves time to assess and to write: 24 or fewer.",
    cites=(Cite("GDPR", "Art. 33(1)"), Cite("GDPR", "Art. 33(2)")),
    playbook=PLAYBOOK,
    good=VendorBreachClause(clause=True, hours=24),
    bad=VendorBreachClause(clause=True, hours=96),
)
def notice_hours(vendor: VendorBreachClause, policy: RegisterPolicy) -> Verdict:
    """The authority is to be told in 72 hours, and the people soon after; what the vendor uses up is gone."""
    if not vendor.clause:
        return not_applicable("there is no clause at all: see vendor-breach-clause-missing")
    if vendor.hours is None:
        return failed("the clause names no number of hours")
    words = f"within {vendor.hours} hours"
    return failed(words) if vendor.hours > policy.vendor_notice_hours_max else passed(words)


@check(
    id="vendor-agreement-missing",
    title="A vendor handles data without an agreement on it",
    severity=Severity.HIGH,
    fix="Sign an agreement on processing before any more data goes there.",
    cites=(Cite("GDPR", "Art. 28(3)"),),
    playbook=PLAYBOOK,
    good=VendorAgreement(signed=True),
    bad=VendorAgreement(),
)
def agreement(vendor: VendorAgreement) -> Verdict:
    """Without one the vendor owes nothing: no security, no help in a breach, no deletion."""
    return passed() if vendor.signed else failed("no agreement is recorded as signed")


@check(
    id="vendor-review-overdue",
    title="Nobody looked at a vendor's access for a long time",
    severity=Severity.HIGH,
    opens=Step.DELEGATE,
    fix="Go through what the vendor may use and still holds, and take away what is not needed.",
    cites=(Cite("NIST 800-53r5", "SA-9"), Cite("CIS Controls v8", "15.5")),
    playbook=PLAYBOOK,
    good=VendorReview(age_days=100),
    bad=VendorReview(age_days=800),
)
def review(vendor: VendorReview, policy: RegisterPolicy) -> Verdict:
    """Access that was opened for a project outlives it, on machines that nobody here can see."""
    words = f"last reviewed {vendor.age_days} days ago"
    return failed(words) if vendor.age_days > policy.vendor_review_max_days else passed(words)


@check(
    id="vendor-second-factor-missing",
    title="A vendor logs in with a password alone",
    severity=Severity.HIGH,
    holds=Step.DELEGATE,
    fix="Let the vendor in through your own log-in, with a second factor.",
    cites=(Cite("NIST 800-53r5", "IA-2(1)"), Cite("CIS Controls v8", "6.4")),
    playbook=PLAYBOOK,
    good=VendorFactor(factor=SecondFactor.TOTP),
    bad=VendorFactor(factor=SecondFactor.NONE),
)
def factor(vendor: VendorFactor) -> Verdict:
    """How the vendor keeps its passwords cannot be seen from here."""
    return failed("no second factor") if vendor.factor is SecondFactor.NONE else passed(vendor.factor)


@check(
    id="vendor-without-owner",
    title="Nobody answers for a vendor",
    severity=Severity.LOW,
    fix="Name the role or team that keeps the contract and the access.",
    playbook=PLAYBOOK,
    good=VendorOwner(owner="procurement"),
    bad=VendorOwner(),
)
def owner(vendor: VendorOwner) -> Verdict:
    """On the day the vendor is breached, somebody must know whom to call there."""
    return passed(vendor.owner) if vendor.owner else failed("no owner")


@check(
    id="vendor-keeps-data",
    title="A vendor keeps the data when the contract ends",
    severity=Severity.MEDIUM,
    fix="Agree that it deletes or returns everything, and have it confirm that it did.",
    cites=(Cite("GDPR", "Art. 28(3)(g)"),),
    playbook=PLAYBOOK,
    good=VendorDeletion(deletes=True),
    bad=VendorDeletion(),
)
def deletion(vendor: VendorDeletion) -> Verdict:
    """Data that nobody needs any more is breached as well as the rest."""
    return passed() if vendor.deletes else failed("it is not agreed that the data is deleted")
