"""What can be reached from where the scan stands. A port in the list of approved ones is somebody's decision."""

from toolkit.core import Cite, NetworkPolicy, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.core.resource import PortName
from toolkit.facts.network import ClearTextLogin, DatabasePort, FileSharePort, ManagementPort, OpenPort, WatchedPort

LISTED = NetworkPolicy(
    approved=("22/tcp", "443/tcp", "192.0.2.7:5432/tcp", "192.0.2.7:3389/tcp", "192.0.2.7:2049/tcp")
)
ADDRESS = "192.0.2.7"
SERVICES = (Cite("CIS Debian 12 v1.1.0", "2.1.22"),)


def _at(kind: type[WatchedPort], port: int, service: str) -> WatchedPort:
    return kind(address=ADDRESS, port=port, service=service, resource=str(PortName(ADDRESS, port)))


def _reachable(seen: WatchedPort, policy: NetworkPolicy, severity: Severity | None = None) -> Verdict:
    if policy.approved and any(name in policy.approved for name in seen.names):
        return passed(f"{seen.place}: in the list of approved ports")
    return failed(seen.place, severity)


@check(
    id="database-port-reachable",
    title="A database can be reached over the network",
    severity=Severity.HIGH,
    opens=Step.QUERY,
    fix="Bind the service to loopback or an internal address and let the firewall admit its clients only; "
    "list the port under `approved` where that is meant.",
    cites=SERVICES,
    playbook="exposed-database",
    good=_at(DatabasePort, 5432, "PostgreSQL"),
    bad=_at(DatabasePort, 27017, "MongoDB"),
    policy_for_examples=LISTED,
)
def database_reachable(seen: DatabasePort, policy: NetworkPolicy) -> Verdict:
    """One guessed password or one flaw in the service, and its data is gone with no machine taken first."""
    return _reachable(seen, policy)


@check(
    id="management-port-reachable",
    title="A management interface can be reached over the network",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="Put it behind a VPN or a jump host and close the port in the firewall; "
    "list the port under `approved` where that is meant.",
    cites=SERVICES,
    playbook="compromised-server",
    good=_at(ManagementPort, 3389, "RDP"),
    bad=_at(ManagementPort, 2375, "Docker"),
    policy_for_examples=LISTED,
)
def management_reachable(seen: ManagementPort, policy: NetworkPolicy) -> Verdict:
    """Remote desktops, consoles and cluster control give the whole machine to whoever gets past one prompt."""
    return _reachable(seen, policy)


@check(
    id="file-share-reachable",
    title="A file share can be reached over the network",
    severity=Severity.HIGH,
    opens=Step.QUERY,
    fix="Close SMB, NFS, AFP and rsync in the firewall to all but their clients; "
    "list the port under `approved` where that is meant.",
    cites=SERVICES,
    playbook="ransomware",
    good=_at(FileSharePort, 2049, "NFS"),
    bad=_at(FileSharePort, 445, "SMB"),
    policy_for_examples=LISTED,
)
def file_share_reachable(seen: FileSharePort, policy: NetworkPolicy) -> Verdict:
    """Shares are where ransomware spreads to and where whole folders of records are copied from."""
    return _reachable(seen, policy)


@check(
    id="clear-text-login",
    title="People log in over a connection that anyone on the way can read",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="Replace telnet, rlogin and FTP by SSH and SFTP; let mail clients use IMAPS and POP3S, or require STARTTLS.",
    cites=SERVICES,
    playbook="compromised-server",
    good=ClearTextLogin(address=ADDRESS, port=143, service="IMAP", identified=True, upgrade="STARTTLS"),
    bad=ClearTextLogin(address=ADDRESS, port=23, service="telnet", identified=True),
)
def clear_text_login(seen: ClearTextLogin) -> Verdict:
    """Passwords that pass in clear text are read by whoever stands between, and tried everywhere else."""
    if seen.upgrade:
        return passed(f"{seen.place}, and offers {seen.upgrade}")
    return failed(f"{seen.place}, and offers no encryption")


@check(
    id="port-not-approved",
    title="A port is open that nobody approved",
    severity=Severity.MEDIUM,
    opens=Step.REACH,
    fix="Close the port, or add it to `approved` of this network once its owner is known.",
    cites=SERVICES,
    playbook="compromised-server",
    good=OpenPort(address=ADDRESS, port=443, service="https"),
    bad=OpenPort(address=ADDRESS, port=8080, service="HTTP", identified=True),
    policy_for_examples=LISTED,
)
def not_approved(seen: OpenPort, policy: NetworkPolicy) -> Verdict:
    """What nobody knows about nobody updates. That no list is kept is a proof in itself: then this cannot apply."""
    if policy.approved is None:
        return not_applicable("no list of approved ports is kept for this network")
    name = PortName(seen.address, seen.port, seen.proto)
    if str(name) in policy.approved or f"{seen.port}/{seen.proto}" in policy.approved:
        return passed(f"{name} is approved")
    said = f"{seen.service} answers" if seen.identified else "unidentified"
    return failed(f"{name} is open ({said}) and not in the list of approved ports")
