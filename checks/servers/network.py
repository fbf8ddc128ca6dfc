"""What the machine listens on, and whether anything is in the way."""

from toolkit.core import Cite, ServerPolicy, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.facts.server import Firewall, ListeningPrograms, ListeningSocket, ListeningSockets

CIS = "CIS Debian 12 v1.1.0"
DATABASES = {
    1433: "SQL Server", 1521: "Oracle", 2375: "Docker", 2379: "etcd", 3306: "MySQL", 5432: "PostgreSQL",
    5984: "CouchDB", 6379: "Redis", 8123: "ClickHouse", 9042: "Cassandra", 9200: "Elasticsearch",
    9300: "Elasticsearch", 11211: "memcached", 27017: "MongoDB",
}  # fmt: skip
PROGRAMS = {
    "postgres": "PostgreSQL", "postmaster": "PostgreSQL", "mysqld": "MySQL", "mariadbd": "MariaDB",
    "redis-server": "Redis", "valkey-server": "Valkey", "memcached": "memcached", "mongod": "MongoDB",
    "mongos": "MongoDB", "etcd": "etcd", "dockerd": "Docker", "influxd": "InfluxDB", "sqlservr": "SQL Server",
    "tnslsnr": "Oracle", "clickhouse-serv": "ClickHouse", "clickhouse": "ClickHouse", "couchdb": "CouchDB",
    "pgbouncer": "PostgreSQL", "scylla": "Scylla", "cockroach": "CockroachDB", "minio": "MinIO",
}  # fmt: skip
"""Names of programs as the kernel keeps them, cut at fifteen letters."""
LEGACY = {
    "21/tcp": "FTP", "23/tcp": "Telnet", "69/udp": "TFTP", "111/tcp": "rpcbind", "111/udp": "rpcbind",
    "161/udp": "SNMP", "512/tcp": "rexec", "513/tcp": "rlogin", "514/tcp": "rsh", "631/tcp": "CUPS",
    "873/tcp": "rsync", "5353/udp": "mDNS",
}  # fmt: skip
ANY4 = "0.0.0.0"  # noqa: S104 what was seen, not a bind


def _tcp(port: int, address: str = ANY4, program: str = "") -> ListeningSocket:
    return ListeningSocket(proto="tcp", address=address, port=port, process=program)


def _listed(sockets: list[str]) -> str:
    return ", ".join(sockets[:20]) + (f" and {len(sockets) - 20} more" if len(sockets) > 20 else "")


@check(
    id="database-on-any-address",
    title="A database listens on every address of the machine, or on a public one",
    severity=Severity.CRITICAL,
    opens=Step.QUERY,
    fix="Bind it to 127.0.0.1 or to the private address of its clients, and let the firewall pass only these.",
    cites=(Cite("Lynis", "DBS-1888"),),
    playbook="exposed-database",
    good=ListeningSockets(sockets=(_tcp(5432, "127.0.0.1"),)),
    bad=ListeningSockets(sockets=(_tcp(6379),)),
)
def database_on_any(listeners: ListeningSockets) -> Verdict:
    """One change of a firewall rule then puts customers' records on the internet."""
    bound = [
        f"{what} on {one}"
        for one in listeners.sockets
        if one.proto == "tcp" and (one.any_address or one.public) and (what := DATABASES.get(one.port))
    ]
    return failed(_listed(bound)) if bound else passed("by their ports")


@check(
    id="database-program-on-any-address",
    title="A database listens on every address of the machine, or on a public one, under another port",
    severity=Severity.CRITICAL,
    opens=Step.QUERY,
    fix="Bind it to 127.0.0.1 or to the private address of its clients, and let the firewall pass only these.",
    cites=(Cite("Lynis", "DBS-1888"),),
    playbook="exposed-database",
    good=ListeningPrograms(sockets=(_tcp(15432, "127.0.0.1", "postgres"),)),
    bad=ListeningPrograms(sockets=(_tcp(15432, program="postgres"),)),
)
def database_program_on_any(listeners: ListeningPrograms) -> Verdict:
    """Another port hides a database from nobody: a scan of all of them takes minutes."""
    bound = [
        f"{PROGRAMS[one.process]} on {one}"
        for one in listeners.sockets
        if (one.any_address or one.public) and one.process in PROGRAMS
    ]
    return failed(_listed(bound)) if bound else passed()


@check(
    id="legacy-service-listening",
    title="A service without encryption or log-in listens",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="Remove the service, or bind it to 127.0.0.1.",
    cites=(Cite(CIS, "2.1"),),
    playbook="compromised-server",
    good=ListeningSockets(sockets=(_tcp(22),)),
    bad=ListeningSockets(sockets=(_tcp(23),)),
)
def legacy_service(listeners: ListeningSockets) -> Verdict:
    """Passwords cross the network readable, or are not asked for."""
    found = [
        f"{LEGACY[f'{one.port}/{one.proto}']} on {one}"
        for one in listeners.sockets
        if f"{one.port}/{one.proto}" in LEGACY and not one.loopback
    ]
    return failed(_listed(found)) if found else passed()


@check(
    id="listener-unapproved",
    title="Something listens that nobody approved",
    severity=Severity.HIGH,
    opens=Step.LOGIN,
    fix="Stop the program, or add `PORT/PROTO` to `approved_listeners` of the server in the inventory.",
    cites=(Cite(CIS, "2.1.22"),),
    playbook="compromised-server",
    good=ListeningSockets(sockets=(_tcp(22), _tcp(8125, "127.0.0.1"))),
    bad=ListeningSockets(sockets=(_tcp(22), _tcp(4444))),
    policy_for_examples=ServerPolicy(approved_listeners=("22/tcp",)),
)
def unapproved(listeners: ListeningSockets, policy: ServerPolicy) -> Verdict:
    """A back door, a forgotten trial and a wrong deployment all look like this."""
    if policy.approved_listeners is None:
        return not_applicable("the inventory keeps no list of approved listeners for it")
    odd = [
        str(one)
        for one in listeners.sockets
        if not one.loopback and f"{one.port}/{one.proto}" not in policy.approved_listeners
    ]
    return failed(_listed(odd)) if odd else passed()


@check(
    id="firewall-default-deny",
    title="No firewall on the machine drops what nobody allowed",
    severity=Severity.HIGH,
    holds=Step.REACH,
    fix="Allow what is needed, then drop the rest by default (`ufw default deny incoming`, or nft).",
    cites=(Cite(CIS, "4.3.8"), Cite(CIS, "4.4.2.1"), Cite(CIS, "4.4.3.1")),
    playbook="compromised-server",
    good=Firewall(default_deny=True, because="nftables inet filter input: policy drop"),
    bad=Firewall(resource="firewall IPv6", because="no rule set drops what is not allowed"),
)
def default_deny(firewall: Firewall) -> Verdict:
    """Without it, whatever is started next is on the network, over IPv6 as well as IPv4."""
    return passed(firewall.because) if firewall.default_deny else failed(firewall.because)
