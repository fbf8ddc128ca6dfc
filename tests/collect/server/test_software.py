"""Updates, package sources and installed packages. What dnf and rpm say was recorded from dnf 4.14 and rpm 4.18 on
repositories made for it; what apk keeps is constructed after its documentation and was not seen on a machine."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.server.frames import Frame, Part
from toolkit.collect.server.parse import dnf, packages, sources
from toolkit.collect.server.parse.installed import installed
from toolkit.collect.server.probes import PROBES
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Seen, Unread
from toolkit.facts.server import (
    AutomaticUpdates,
    InstalledPackage,
    InstalledPackages,
    PackageFormat,
    PackageIndex,
    PackageSources,
    PendingUpdates,
)

POLICY = """\
apt|2.6.1|2.6.2
curl|8.0|7.9
git|2.9|2.10
zip|3.0~10|3.0~9
curl|8.0|8.1
curl|8.0|8.0.1
openssl|3.0.17-1~deb12u2|3.0.17-1~deb12u2
all|850|850
"""


def test_held_pinned_and_overtaken_packages_are_pending_all_the_same() -> None:
    assert packages.passed_over(POLICY) == ("apt 2.6.2", "git 2.10", "curl 8.1")
    assert packages.passed_over("all|1|1\n") == ()


@pytest.mark.parametrize(
    "broken",
    ["", POLICY.replace("all|850|850", ""), POLICY.replace("|850\n", "|851\n"), "all|0|0", "all|1|", "a|b\nall|1|1"],
)
def test_a_cut_answer_of_apt_cache_is_none(broken: str) -> None:
    with pytest.raises(Unreadable):
        packages.passed_over(broken)


def test_apt_heeds_no_case_in_the_name_of_a_setting() -> None:
    said = packages.apt_config('APT::periodic::enable "0";\nA::B:: "one";\nA::B:: "two";\n')
    assert said == {"apt::periodic::enable": ("0",), "a::b::": ("one", "two")}


ONE_LINE = "\nF|/etc/apt/sources.list\ndeb [ arch=amd64 OPTION ] https://repo.example/x ./\n"
STANZA = "\nF|/etc/apt/sources.list.d/x.sources\nTypes: deb\nURIs: https://repo.example/x\nSuites: ./\nFIELD\n"


@pytest.mark.parametrize("option", ["trusted=yes", "trusted=1", "trusted=01", "trusted=0x1", "trusted=TRUE",
    "trusted=with", '"trusted=yes"', "allow-insecure=yes", "allow-weak=on",
    "allow-downgrade-to-insecure=enable"])  # fmt: skip
def test_a_line_that_apt_takes_without_a_signature(option: str) -> None:
    (found,) = sources.unchecked(ONE_LINE.replace("OPTION", option))
    assert found == f"/etc/apt/sources.list: {option.strip(chr(34))} for https://repo.example"


@pytest.mark.parametrize(
    "option", ["trusted=no", "trusted=2", "trusted=maybe", "signed-by=/trusted=yes", "lang=trusted"]
)
def test_a_line_that_apt_checks(option: str) -> None:
    assert sources.unchecked(ONE_LINE.replace("OPTION", option)) == ()


@pytest.mark.parametrize(
    "field", ["Trusted: yes", "TRUSTED:yes", "Trusted:\tyes", "Trusted:\n yes", "Allow-Insecure: 1"]
)
def test_a_stanza_that_apt_takes_without_a_signature(field: str) -> None:
    (found,) = sources.unchecked(STANZA.replace("FIELD", field))
    assert found.endswith(" for https://repo.example")


@pytest.mark.parametrize(
    "field", ["Trusted: no", "Trusted: yes\nEnabled: no", "X-Note: Trusted: yes", "Signed-By:\n Trusted"]
)
def test_a_stanza_that_apt_checks_or_passes_over(field: str) -> None:
    assert sources.unchecked(STANZA.replace("FIELD", field)) == ()


@pytest.mark.parametrize("secret", ["https://ann:hunter2@repo.example/x", "https://ann:hunter2@@repo.example/hunter2",
    "https://repo.example/hunter2/debian", "https://repo.example?key=hunter2"])  # fmt: skip
def test_no_secret_of_an_address_is_kept(secret: str) -> None:
    both = ONE_LINE.replace("OPTION", "trusted=yes") + STANZA.replace("FIELD", "Trusted: yes")
    found = sources.unchecked(both.replace("https://repo.example/x", secret))
    assert len(found) == 2
    assert not [one for one in found if "hunter2" in one or not one.endswith("https://repo.example")]


REPOINFO = """\
Repo-id            : ex
Repo-updated       : Wed Nov 25 08:43:21 2026
Repo-expire        : 172800 second(s) (last: Wed Nov 25 08:43:22 2026)
"""
REPOLIST = "repo id                                 repo name\nex                                      Example\n"
ADVICE = "EX-2026:1 Important/Sec. alpha-1.0-2.el9.noarch\n"
UPGRADES = "alpha|1.0-2.el9|noarch|ex\nbeta|2.0-1|noarch|ex\n"
NOW = "1795682602"  # a day after Wed Nov 25 08:43:22 2026


def probed(name: str, parts: dict[str, tuple[str, int | None]], stderr: str = "") -> dict[type, Seen]:
    (probe,) = [one for one in PROBES if one.name == name]
    said = tuple(Part(label, text, status) for label, (text, status) in parts.items())
    seen = probe.read(Frame(name=name, target="web", parts=said, stderr=stderr, status=0))
    return {one.kind if isinstance(one, Unread) else type(one): one for one in seen}  # type: ignore[union-attr]


def dnf_machine(**other: tuple[str, int | None]) -> dict[type, Seen]:
    parts: dict[str, tuple[str, int | None]] = {
        "manager": ("dnf yum\n", None), "now": (NOW, None), "repos": (REPOINFO, 0), "enabled": (REPOLIST, 0),
        "advised": ("ex-2e2db0e7fc4ea8b8\n", None), "security": (ADVICE, 0), "upgrades": (UPGRADES, 0),
    }  # fmt: skip
    return probed("pending", parts | other)


def test_dnf_tells_security_updates_from_others() -> None:
    seen = dnf_machine()
    assert seen[PackageIndex] == PackageIndex(target="web", age_days=1.0)
    assert seen[PendingUpdates] == PendingUpdates(target="web", security=("alpha-1.0-2.el9.noarch",), other=1)
    none = dnf_machine(security=("", 0), upgrades=("beta|2.0-1|noarch|ex\n", 0))
    assert none[PendingUpdates] == PendingUpdates(target="web", other=1)


def test_a_repository_without_advisories_cannot_say_that_nothing_is_pending() -> None:
    silent = dnf_machine(advised=("", None), security=("", 0))
    assert isinstance(silent[PendingUpdates], Unread)
    assert "does not say which are for security" in silent[PendingUpdates].reason
    nothing = dnf_machine(advised=("", None), security=("", 0), upgrades=("", 0))
    assert nothing[PendingUpdates] == PendingUpdates(target="web")


@pytest.mark.parametrize("late", ["Sat Nov 14 08:43:22 2026", "Wed Nov  4 08:43:22 2026"])
def test_an_old_cache_of_dnf_says_nothing(late: str) -> None:
    for line in ("Wed Nov 25 08:43:22 2026", "Wed Nov 25 08:43:21 2026"):
        seen = dnf_machine(repos=(REPOINFO.replace(line, late), 0))
        assert isinstance(seen[PendingUpdates], Unread)
        assert "too old" in seen[PendingUpdates].reason


@pytest.mark.parametrize(
    ("label", "text", "status"),
    [
        ("repos", "", 1),
        ("repos", "", 0),
        ("repos", REPOINFO.replace("2026", "soon"), 0),
        ("repos", REPOINFO.replace("Nov 25", "Feb 31"), 0),
        ("enabled", REPOLIST + "two   Two\n", 0),
        ("enabled", "", 0),
        ("security", "", 1),
        ("security", "Name Type Severity Package Issued\nEX security Important alpha-1.0-2 2026-11-20\n", 0),
        ("upgrades", "", 124),
        ("upgrades", "alpha 1.0\n", 0),
    ],
)
def test_what_dnf_does_not_say_whole_is_not_read(label: str, text: str, status: int) -> None:
    try:
        seen = dnf_machine(**{label: (text, status)})
    except Unreadable:
        return
    assert isinstance(seen[PendingUpdates], Unread)


def test_repositories_of_dnf_whose_packages_are_not_checked() -> None:
    text = "\nF|/etc/dnf/dnf.conf\n[main]\nDEFAULT\n\nF|/etc/yum.repos.d/a.repo\n[a]\n[b]\ngpgcheck=0\n"
    text += "[c]\nenabled=0\ngpgcheck = 0\n"
    assert dnf.unchecked(text.replace("DEFAULT", "gpgcheck=1")) == ("/etc/yum.repos.d/a.repo: gpgcheck=0 for b",)
    assert len(dnf.unchecked(text.replace("DEFAULT", ""))) == 2
    seen = probed("automatic", {"manager": ("dnf", None), "sources": (text, None)})
    assert isinstance(seen[PackageSources], PackageSources)
    assert isinstance(seen[AutomaticUpdates], Unread)
    with pytest.raises(Unreadable):
        probed("automatic", {"manager": ("dnf", None), "sources": (text, None)}, "grep: x: Permission denied\n")


def test_apk_is_not_known_and_says_why() -> None:
    with pytest.raises(Unreadable, match="which updates are for security"):
        probed("pending", {"manager": ("apk\n", None)})


APT_CONFIG = """\
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::Update-Package-Lists "1";
Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=${distro_codename},label=Debian-Security";
"""


def unattended(config: str, scheduled: int = 0) -> AutomaticUpdates:
    parts = {
        "manager": ("apt-get", None),
        "config": (config, 0),
        "unattended": ("", 0),
        "scheduled": ("", scheduled),
        "sources": ("", None),
    }
    found = probed("automatic", parts)[AutomaticUpdates]  # type: ignore[arg-type]
    assert isinstance(found, AutomaticUpdates)
    return found


def test_updates_install_themselves_only_when_all_of_it_is_on() -> None:
    assert unattended(APT_CONFIG) == AutomaticUpdates(
        target="web", installed=True, enabled=True, refreshes=True, scheduled=True, covers=True
    )
    assert not unattended(APT_CONFIG + 'APT::periodic::enable "0";').enabled
    assert not unattended(APT_CONFIG, scheduled=1).scheduled
    assert not unattended(APT_CONFIG.replace("Debian-Security", "Debian")).covers


DPKG = """\
ii |libc6|2.36-9+deb12u10|glibc|2.36-9+deb12u10|amd64
hi |linux-image-amd64|6.1.153-1|linux-signed-amd64|6.1.153+1|amd64
rc |vim|2:9.0|vim|2:9.0|amd64
iU |zlib1g|1:1.2.13|zlib|1:1.2.13|amd64
"""
RPM = """\
openssl-libs|1:3.0.7-24.el9|x86_64|openssl-3.0.7-24.el9.src.rpm
gpg-pubkey|0:fd431d51-4ae0493b|(none)|(none)
alpha|0:1.0-1.el9|noarch|alpha-1.0-1.el9.src.rpm
odd|0:1.0-1|noarch|(none)
"""
APK = "P:musl\nV:1.2.4-r2\nA:x86_64\no:musl\n\nP:libcrypto3\nV:3.1.4-r1\nA:x86_64\no:openssl\n\n"  # constructed


def test_installed_packages_of_dpkg() -> None:
    found = installed(PackageFormat.DPKG, DPKG)
    assert [one.name for one in found] == ["libc6", "linux-image-amd64", "zlib1g"], (
        "settings that stayed are no package"
    )
    assert found[0] == InstalledPackage(
        name="libc6",
        version="2.36-9+deb12u10",
        architecture="amd64",
        source="glibc",
        source_version="2.36-9+deb12u10",
    )


def test_installed_packages_of_rpm() -> None:
    found = installed(PackageFormat.RPM, RPM)
    assert [(one.name, one.version, one.source, one.source_version) for one in found] == [
        ("openssl-libs", "1:3.0.7-24.el9", "openssl", "3.0.7-24.el9"),
        ("alpha", "1.0-1.el9", "alpha", "1.0-1.el9"),
        ("odd", "1.0-1", "odd", "1.0-1"),
    ]


def test_installed_packages_of_apk() -> None:
    found = installed(PackageFormat.APK, APK)
    assert [(one.name, one.version, one.source) for one in found] == [
        ("musl", "1.2.4-r2", "musl"),
        ("libcrypto3", "3.1.4-r1", "openssl"),
    ]


@pytest.mark.parametrize("kind", PackageFormat)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "x",
        "a|b|c\n",
        "ii |||||\n",
        "|0:|||\n",
        "P:musl\nA:x\n",
        DPKG + "a|" * 9,
        "x" * 2000,
        f"ii |{'x' * 2000}|1|x|1|all\n",
        f"{'x' * 2000}|0:1-1|all|x-1-1.src.rpm\n",
    ],
)
def test_a_list_that_is_broken_is_not_a_shorter_list(kind: PackageFormat, text: str) -> None:
    with pytest.raises(Unreadable):
        installed(kind, text)


def test_the_list_on_this_machine_says_of_which_distribution_it_is() -> None:
    system = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'
    found = probed("packages", {"system": (system, None), "list dpkg": (DPKG, 0)})[InstalledPackages]
    assert isinstance(found, InstalledPackages)
    assert (found.distribution, found.release, found.codename) == ("debian", "12", "bookworm")
    assert len(found.packages) == 3
    broken: tuple[dict[str, tuple[str, int | None]], ...] = (
        {"system": ("", None), "list dpkg": (DPKG, 0)}, {"system": (system, None)},
        {"system": (system, None), "list dpkg": (DPKG, 124)}, {"system": (system, None), "list dpkg": (DPKG, None)},
        {"system": (system, None), "list pacman": (DPKG, 0)},
    )  # fmt: skip
    for parts in broken:
        with pytest.raises(Unreadable):
            probed("packages", parts)


PARSERS: tuple[Callable[[str], object], ...] = (
    sources.unchecked, dnf.unchecked, dnf.security, dnf.upgrades, dnf.advised, packages.passed_over,
    lambda text: dnf.repositories(text, REPOLIST), lambda text: dnf.repositories(REPOINFO, text),
    *(lambda text, kind=kind: installed(kind, text) for kind in PackageFormat),  # type: ignore[misc]
)  # fmt: skip
REAL = (
    POLICY,
    ONE_LINE,
    STANZA,
    REPOINFO,
    REPOLIST,
    ADVICE,
    UPGRADES,
    DPKG,
    RPM,
    APK,
    "\nF|/x\n[main]\ngpgcheck=1\n",
)


@pytest.mark.parametrize("parser", PARSERS)
@given(st.one_of(st.text(), st.builds(lambda real, a, b, junk: real[:a] + junk + real[b:], st.sampled_from(REAL),
       st.integers(0, 400), st.integers(0, 400), st.text(max_size=9))))  # fmt: skip
def test_whatever_comes_is_a_value_or_unreadable(parser: Callable[[str], object], text: str) -> None:
    with suppress(Unreadable):
        parser(text)


@pytest.mark.parametrize("parser", PARSERS)
def test_huge_input(parser: Callable[[str], object]) -> None:
    for text in (
        "9" * 500_000,
        "a:b|c " * 100_000,
        "\n \n" * 100_000,
        "\nF|/x.sources\n" * 20_000,
        "Repo-id: x\n" * 20_000,
    ):
        with suppress(Unreadable):
            parser(text)


def test_the_time_is_read_in_full() -> None:
    (found,) = dnf.repositories(REPOINFO, REPOLIST)
    assert found.made == datetime(2026, 11, 25, 8, 43, 21, tzinfo=UTC)
