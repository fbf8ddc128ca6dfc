"""Packages of a server against advisories: what is found, what is proved absent, what proves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.collect.flaws.files import LOCAL, SSH, SUDO, advisory, until, written, zipped
from toolkit.collect.flaws import FlawFiles, open_feeds
from toolkit.core.exploit import Complexity
from toolkit.core.fact import Absent, Unread
from toolkit.facts.server import InstalledPackage, InstalledPackages, PackageFormat
from toolkit.facts.server.flaws import LocalFlaws, NetworkFlaws

AT = datetime(2026, 11, 25, tzinfo=UTC)


def package(source, version, name=""):
    return InstalledPackage(name=name or source, version=version, source=source, source_version=version)


def debian(*packages, **more):
    given = {"target": "web1", "distribution": "debian", "release": "12", "packages": packages, **more}
    return InstalledPackages(**given)


OLD = debian(package("openssh", "1:9.2p1-2", "openssh-server"), package("sudo", "1.9.13p3-1"))


@pytest.fixture
def files(tmp_path):
    return FlawFiles(
        advisories=(written(tmp_path),), known_exploited=tmp_path / "kev.json", epss=tmp_path / "epss.csv.gz"
    )


NEWEST = "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def ids(one):
    return [flaw.id for flaw in one.flaws]


def test_what_is_installed_has_the_flaws_of_its_version(files):
    feeds = open_feeds(files)
    network, local = feeds.flaws([OLD], AT)
    assert isinstance(network, NetworkFlaws)
    assert isinstance(local, LocalFlaws)
    (ssh,), (sudo,) = network.flaws, local.flaws
    assert (ssh.id, ssh.package, ssh.installed, ssh.fixed) == (
        "CVE-2024-6387", "openssh", "1:9.2p1-2", "1:9.2p1-2+deb12u3",
    )  # fmt: skip
    assert (ssh.cvss, ssh.complexity, ssh.epss, ssh.kev) == (8.1, Complexity.HIGH, 0.5, False)
    assert (sudo.id, sudo.fixed, sudo.kev, sudo.epss) == ("CVE-2021-3156", "", True, None)
    assert sudo.known_since == datetime(2024, 7, 1, 10, tzinfo=UTC)
    assert feeds.versions == {
        "Debian:12": "2026-11-20T10:00:00Z",
        "KEV": "2026.11.20",
        "EPSS": "2026-11-20T00:00:00+0000",
    }


@pytest.mark.parametrize(
    ("version", "there"),
    [("1:9.2p1-2", True), ("1:9.2p1-2+deb12u2", True), ("1:9.2p1-2+deb12u3", False), ("1:9.2p1-2+deb12u3+b1", False)],
)
def test_the_fixed_version_and_newer_ones_are_clean(files, version, there):
    network, _ = open_feeds(files).flaws([debian(package("openssh", version))], AT)
    assert bool(network.flaws) is there


def test_intervals(tmp_path):
    twice = advisory("CVE-2026-1000", "tool", *until("2", "1"), *until("4", "3"))
    last = advisory("CVE-2026-1001", "tool", {"introduced": "5"}, {"last_affected": "6"})
    listed = advisory("CVE-2026-1002", "tool")
    listed["affected"][0] = {"package": {"ecosystem": "Debian:12", "name": "tool"}, "versions": ["9", "9.1"]}
    feeds = open_feeds(FlawFiles(advisories=(zipped(tmp_path / "a.zip", twice, last, listed),)))

    def found(version):
        return ids(next(iter(feeds.flaws([debian(package("tool", version))], AT))))

    assert [bool(found(version)) for version in ("0.9", "1", "1.9", "2", "3", "4")] == [0, 1, 1, 0, 1, 0]
    assert [bool(found(version)) for version in ("5", "6", "6.1", "9", "9.1", "9.2")] == [1, 1, 0, 1, 1, 0]


def test_of_several_kernels_the_newest_counts(files, tmp_path):
    kernel = advisory("CVE-2026-2000", "linux", *until("6.1.20-1"))
    feeds = open_feeds(FlawFiles(advisories=(zipped(tmp_path / "k.zip", kernel),)))
    both = debian(package("linux", "6.1.10-1", "linux-image-a"), package("linux", "6.1.20-1", "linux-image-b"))
    network, _ = feeds.flaws([both], AT)
    assert network.flaws == ()
    assert network.compared == 2


def test_rpm_by_the_name_of_package_or_source(tmp_path):
    named = advisory(
        "ALSA-2026:1", "sudo", *until("0:1.9.5p2-10.el9"), ecosystem="AlmaLinux:9", related=["CVE-2026-3"]
    )
    feeds = open_feeds(FlawFiles(advisories=(zipped(tmp_path / "r.zip", named),)))
    installed = debian(
        package("sudo", "1.9.5p2-9.el9"), format=PackageFormat.RPM, distribution="almalinux", release="9.4"
    )
    network, _ = feeds.flaws([installed], AT)
    assert ids(network) == ["ALSA-2026:1"], "CVE-2026-3 is too short to be one"


def test_what_helps_nobody_but_users_of_the_machine_is_local(tmp_path):
    kinds = {
        "CVE-2026-4001": LOCAL,
        "CVE-2026-4002": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H",
        "CVE-2026-4003": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
        "CVE-2026-4004": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVE-2026-4005": "",
        "CVE-2026-4006": "CVSS:3.1/nonsense",
    }
    said = [advisory(name, "tool", vector=vector) for name, vector in kinds.items()]
    said.append(
        advisory(
            "CVE-2026-4007",
            "tool",
            severity=[{"type": "CVSS_V4", "score": NEWEST}],
        )
    )
    network, local = open_feeds(FlawFiles(advisories=(zipped(tmp_path / "a.zip", *said),))).flaws(
        [debian(package("tool", "1"))], AT
    )
    assert ids(local) == ["CVE-2026-4002", "CVE-2026-4003", "CVE-2026-4001"]
    by_name = {flaw.id: flaw for flaw in network.flaws}
    assert sorted(by_name) == [f"CVE-2026-{n}" for n in (4004, 4005, 4006, 4007)]
    assert by_name["CVE-2026-4005"].complexity is Complexity.UNKNOWN
    assert by_name["CVE-2026-4005"].cvss is None
    assert by_name["CVE-2026-4007"].complexity is Complexity.HIGH


def test_what_was_withdrawn_is_none(tmp_path):
    gone = advisory("CVE-2026-5000", "tool", withdrawn="2026-01-01T00:00:00Z")
    other = advisory("CVE-2026-5001", "other")
    network, _ = open_feeds(FlawFiles(advisories=(zipped(tmp_path / "a.zip", gone, other),))).flaws(
        [debian(package("tool", "1"))], AT
    )
    assert network.flaws == ()


@pytest.mark.parametrize(
    ("installed", "why"),
    [
        (replace(OLD, release="11"), "hold nothing to compare packages of debian 11 with"),
        (
            replace(OLD, distribution="alpine", format=PackageFormat.APK),
            "hold nothing to compare packages of alpine 12",
        ),
        (replace(OLD, release=""), "hold nothing to compare packages of debian with"),
        (replace(OLD, distribution="mine"), "hold nothing to compare packages of mine 12 with"),
    ],
)
def test_what_advisories_do_not_speak_of_is_not_known(files, installed, why):
    found = list(open_feeds(files).flaws([installed], AT))
    assert [one.kind for one in found if isinstance(one, Unread)] == [NetworkFlaws, LocalFlaws]
    assert all(why in one.reason for one in found)


def test_old_advisories_prove_nothing(files):
    feeds = open_feeds(files)
    assert isinstance(next(iter(feeds.flaws([OLD], AT + timedelta(days=9)))), NetworkFlaws)
    late = next(iter(feeds.flaws([OLD], AT + timedelta(days=11))))
    assert isinstance(late, Unread)
    assert "more than 14" in late.reason


@pytest.mark.parametrize("refused", [Unread, Absent])
def test_packages_that_were_not_read_are_no_proof(files, refused):
    words = {"reason": "needs root"} if refused is Unread else {"because": "no package manager that is known"}
    found = list(open_feeds(files).flaws([refused(kind=InstalledPackages, target="web1", **words)], AT))
    assert [type(one) for one in found] == [Unread, Unread]
    assert {one.kind for one in found} == {NetworkFlaws, LocalFlaws}


@pytest.mark.parametrize("broken", ["advisories.zip", "kev.json", "epss.csv.gz"])
@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"PK\x03\x04", b"\xff\xfe\x00", b"[" * 100_000, b"CVE-1,nan,0\n", b"null"]
)
def test_files_that_are_not_what_they_should_be_leave_flaws_unknown(files, tmp_path, broken, raw):
    (tmp_path / broken).write_bytes(raw)
    feeds = open_feeds(files)
    found = list(feeds.flaws([OLD], AT))
    assert all(isinstance(one, Unread) for one in found), broken
    assert len(found) == 2
    assert all(str(tmp_path / broken) in one.call for one in found)


@pytest.mark.parametrize("score", ["nan", "inf", "-0.1", "1.1", "0x1", ""])
def test_a_score_that_is_no_chance_is_refused(tmp_path, score):
    written(tmp_path, epss=f"cve,epss,percentile\nCVE-2024-6387,{score},0.9\n")
    files = FlawFiles(advisories=(tmp_path / "advisories.zip",), epss=tmp_path / "epss.csv.gz")
    assert open_feeds(files).trouble is not None


def test_a_huge_member_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.collect.flaws.osv.ENTRY_LIMIT", 100)
    files = FlawFiles(advisories=(zipped(tmp_path / "a.zip", SSH, SUDO),))
    assert "larger than 100" in open_feeds(files).trouble.reason
