"""Services that serve whoever connects. Each was asked one harmless question without credentials."""

from toolkit.core import Check, Severity, Step, Verdict, check, failed, passed
from toolkit.facts.network import (
    Access,
    DockerAccess,
    ElasticsearchAccess,
    EtcdAccess,
    MemcachedAccess,
    MongodbAccess,
    PostgresAccess,
    RedisAccess,
    ServiceAccess,
)


def unauthenticated(  # noqa: PLR0917 a row of a table is read by position
    id: str, kind: type[ServiceAccess], port: int, title: str, why: str, fix: str, opens: Step = Step.QUERY
) -> Check:
    """A row: one service that must not answer strangers."""

    def judge(met: ServiceAccess) -> Verdict:
        where = f"{met.address} port {met.port}"
        if met.access is Access.OPEN:
            return failed(f"{where} {met.said}, without credentials")
        return passed(f"{where} {met.said}")

    judge.__annotations__["met"] = kind
    return check(
        id=id,
        title=title,
        why=why,
        fix=fix,
        severity=Severity.CRITICAL,
        opens=opens,
        required=opens is Step.QUERY,
        playbook="exposed-database" if opens is Step.QUERY else "compromised-server",
        good=kind(address="192.0.2.7", port=port, access=Access.AUTHENTICATED, said="asked for credentials"),
        bad=kind(address="192.0.2.7", port=port, access=Access.OPEN, said="answered"),
    )(judge)


SERVICES = (
    unauthenticated(
        "redis-unauthenticated",
        RedisAccess,
        6379,
        "Redis serves anyone who connects",
        "Sessions, tokens and cached records can be read and replaced; its commands can write files on the machine.",
        "Set `requirepass` or ACL users, bind Redis to loopback or an internal address, keep `protected-mode yes`.",
    ),
    unauthenticated(
        "memcached-unauthenticated",
        MemcachedAccess,
        11211,
        "A memcached serves anyone who connects",
        "Whatever the application cached, sessions and records among it, can be listed, read and replaced.",
        "Start memcached with `-l 127.0.0.1` and `-U 0`, or with SASL (`-S`) where it must be shared.",
    ),
    unauthenticated(
        "postgres-trust",
        PostgresAccess,
        5432,
        "PostgreSQL lets its administrator in without a password",
        "`trust` in pg_hba.conf gives the administrator's account, and with it every table, to whoever connects.",
        "Replace `trust` by `scram-sha-256` in the `host` lines of pg_hba.conf, then `SELECT pg_reload_conf();`.",
    ),
    unauthenticated(
        "mongodb-unauthenticated",
        MongodbAccess,
        27017,
        "MongoDB serves anyone who connects",
        "Every collection can be copied and deleted; open servers are found and held to ransom within hours.",
        "Set `security.authorization: enabled` and create users, and `net.bindIp` to internal addresses.",
    ),
    unauthenticated(
        "elasticsearch-unauthenticated",
        ElasticsearchAccess,
        9200,
        "Elasticsearch serves anyone who connects",
        "Every index can be searched, copied and deleted with a browser.",
        "Set `xpack.security.enabled: true` (OpenSearch: enable the security plug-in); bind to an internal address.",
    ),
    unauthenticated(
        "etcd-unauthenticated",
        EtcdAccess,
        2379,
        "The key store etcd serves anyone who connects",
        "A cluster keeps its secrets in etcd; who reads them is administrator of everything in the cluster.",
        "Set `--client-cert-auth` with a trusted CA and enable authentication with `etcdctl auth enable`.",
    ),
    unauthenticated(
        "docker-api-unauthenticated",
        DockerAccess,
        2375,
        "The Docker API obeys anyone who connects",
        "Whoever can start a container on the machine can mount its disk and is its administrator.",
        "Remove `-H tcp://` from dockerd, or use `--tlsverify` with client certificates; prefer `ssh://`.",
        opens=Step.LOGIN,
    ),
)
