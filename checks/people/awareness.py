"""Would somebody of the group fall for it, and would anybody tell?"""

from toolkit.core import Cite, RegisterPolicy, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.register import Joiners, PhishingTest, Training

PLAYBOOK = "phishing-and-mailbox-takeover"


@check(
    id="training-overdue",
    title="A group has people who were not trained for a long time",
    severity=Severity.MEDIUM,
    opens=Step.PHISH,
    fix="Train whoever of the group is overdue, and let the register say when.",
    cites=(Cite("NIST 800-53r5", "AT-2"), Cite("CIS Controls v8", "14.1")),
    playbook=PLAYBOOK,
    good=Training(age_days=100),
    bad=Training(age_days=500),
)
def training(group: Training, policy: RegisterPolicy) -> Verdict:
    """The oldest training of a group is the one that counts: one person is enough to get in."""
    words = f"the last of them was trained {group.age_days} days ago"
    return failed(words) if group.age_days > policy.training_max_days else passed(words)


@check(
    id="joiners-untrained",
    title="New people of a group were not trained within thirty days",
    severity=Severity.MEDIUM,
    opens=Step.PHISH,
    fix="Train them in their first weeks, before they get access where that is possible.",
    cites=(Cite("NIST 800-53r5", "AT-2"),),
    playbook=PLAYBOOK,
    good=Joiners(),
    bad=Joiners(untrained=3),
)
def joiners(group: Joiners) -> Verdict:
    """New people know neither the usual requests nor the voices, and are written to first."""
    return failed(f"{group.untrained} not trained after thirty days") if group.untrained else passed()


@check(
    id="phishing-test-overdue",
    title="Nobody knows how a group reacts to a phishing mail",
    severity=Severity.MEDIUM,
    opens=Step.PHISH,
    fix="Send the group a simulated mail, without blame, and keep the numbers of the whole group only.",
    cites=(Cite("NIST 800-53r5", "AT-2(1)"),),
    playbook=PLAYBOOK,
    good=PhishingTest(age_days=90, sent=100),
    bad=PhishingTest(age_days=600, sent=100),
)
def test_overdue(test: PhishingTest, policy: RegisterPolicy) -> Verdict:
    """People and lures both change; an old number is about other people."""
    words = f"last simulated {test.age_days} days ago"
    return failed(words) if test.age_days > policy.phishing_test_max_days or not test.sent else passed(words)


@check(
    id="phishing-click-rate",
    title="Too many of a group follow a phishing mail",
    severity=Severity.HIGH,
    opens=Step.PHISH,
    fix="Talk about the mails that worked, make reporting easy, and put a second factor behind every log-in.",
    cites=(Cite("NIST 800-53r5", "AT-2(1)"),),
    playbook=PLAYBOOK,
    good=PhishingTest(sent=400, clicked=8, reported=200),
    bad=PhishingTest(sent=100, clicked=20, reported=10),
)
def click_rate(test: PhishingTest, policy: RegisterPolicy) -> Verdict:
    """The upper bound counts: of ten mails that nobody followed, one in five may still be followed next time."""
    words = f"{test.clicked} of {test.sent} followed it, up to {test.click_bound:.0%} at 95 % confidence"
    return failed(words) if test.click_bound > policy.click_rate_max else passed(words)


@check(
    id="phishing-report-rate",
    title="Few of a group report a phishing mail",
    severity=Severity.LOW,
    fix="Put a report button into the mail program, and thank whoever uses it.",
    cites=(Cite("NIST 800-53r5", "IR-6"),),
    playbook=PLAYBOOK,
    good=PhishingTest(sent=100, reported=40),
    bad=PhishingTest(sent=100, reported=2),
)
def report_rate(test: PhishingTest, policy: RegisterPolicy) -> Verdict:
    """The first report is the alarm; without one the attack is noticed when the data is gone."""
    words = f"{test.reported} of {test.sent} reported it"
    return passed(words) if test.sent and test.reported / test.sent >= policy.report_rate_min else failed(words)
