"""Has the software here flaws that everybody can read about? Asked where `[flaws]` names advisories."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.core import Cite, Complexity, Exploit, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.server.flaws import Flaw, LocalFlaws, NetworkFlaws, PublishedFlaws

BAD = Flaw(
    id="CVE-2024-6387", package="openssh", installed="1:9.2p1-2", fixed="1:9.2p1-2+deb12u3", cvss=8.1, kev=True
)
FIX = (
    "Install the fixed versions (`apt-get dist-upgrade`, `dnf upgrade`) and restart what uses them; where there is "
    "none yet, remove the package, stop the service or put it behind something that strangers do not reach."
)
CITES = (Cite("CIS Controls v8.1", "7.4"), Cite("NIST 800-53r5", "SI-2"))
HARDNESS = (Complexity.HIGH, Complexity.MEDIUM, Complexity.LOW, Complexity.UNKNOWN)
LISTENING = 0.5
"""How sure it is that a flaw of an installed package can be reached from the network: nothing says what it serves."""


@check(
    id="flaws-from-network",
    title="Installed software has published flaws that need no login",
    severity=Severity.CRITICAL,
    opens=Step.LOGIN,
    fix=FIX,
    cites=CITES,
    playbook="compromised-server",
    good=NetworkFlaws(compared=412),
    bad=NetworkFlaws(flaws=(BAD,), compared=412),
)
def from_network(found: NetworkFlaws) -> Verdict:
    """What is published is tried on every address within days, and what is known to be exploited within hours."""
    return _judged(found, LISTENING)


@check(
    id="flaws-from-within",
    title="Installed software has published flaws for whoever is on the machine",
    severity=Severity.CRITICAL,
    opens=Step.ESCALATE,
    fix=FIX,
    cites=CITES,
    playbook="compromised-server",
    good=LocalFlaws(compared=412),
    bad=LocalFlaws(flaws=(replace(BAD, id="CVE-2021-3156", package="sudo"),), compared=412),
)
def from_within(found: LocalFlaws) -> Verdict:
    """An ordinary account, or one that was taken over, becomes administrator with what anybody can download."""
    return _judged(found, 1.0)


def _judged(found: PublishedFlaws, confidence: float) -> Verdict:
    flaws = found.flaws
    if not flaws:
        return passed(f"none in {found.compared} packages, by advisories up to {_day(found)}")
    return failed(_told(flaws), _severity(flaws), _exploit(flaws, confidence))


def _told(flaws: Sequence[Flaw]) -> str:
    used = sum(flaw.kev for flaw in flaws)
    packages = len({flaw.package for flaw in flaws})
    words = f"{len(flaws)} in {packages} packages, {used} known to be exploited: "
    return words + "; ".join(map(_named, flaws[:8])) + ("; and more" if len(flaws) > 8 else "")


def _named(flaw: Flaw) -> str:
    known = [
        f"fixed in {flaw.fixed}" if flaw.fixed else "no fix yet",
        *([f"CVSS {flaw.cvss:.1f}"] if flaw.cvss is not None else []),
        *([f"EPSS {flaw.epss:.3f}"] if flaw.epss is not None else []),
        *(["exploited"] if flaw.kev else []),
    ]
    return f"{flaw.id} {flaw.package} {flaw.installed} ({', '.join(known)})"


def _severity(flaws: Sequence[Flaw]) -> Severity:
    """By the worst: CVSS's own words for its scores; exploited, or not scored, is never less than high."""
    most = max(max(flaw.cvss or 0.0, 7.0 if flaw.kev or flaw.cvss is None else 0.0) for flaw in flaws)
    steps = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.0, Severity.LOW))
    return next(severity for least, severity in steps if most >= least)


def _exploit(flaws: Sequence[Flaw], confidence: float) -> Exploit:
    """Every part by the flaw that is worst in it; one whose age is not known is as old as it can be."""
    ages = [flaw.known_since for flaw in flaws]
    return Exploit(
        complexity=max((flaw.complexity for flaw in flaws), key=HARDNESS.index),
        epss=None if any(flaw.epss is None for flaw in flaws) else max(flaw.epss or 0.0 for flaw in flaws),
        kev=any(flaw.kev for flaw in flaws),
        known_since=None if None in ages else min(age for age in ages if age),
        confidence=confidence,
    )


def _day(found: PublishedFlaws) -> str:
    return f"{found.known_until:%Y-%m-%d}" if found.known_until else "an unknown day"
