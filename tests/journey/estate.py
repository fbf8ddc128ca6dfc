"""A small organisation that really runs: two servers, object storage, a cache; all on loopback.

The servers are one machine under two sshd with different configurations, so what differs between them is SSH.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.command import breachready
from tests.daemons.moto import Moto, moto_server
from tests.daemons.redis import RedisServer, redis_server
from tests.daemons.sshd import Sshd, me, plain_account, sshd

GOOD, BAD = "127.0.41.1", "127.0.41.2"

HARDENED = """\
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
X11Forwarding no
AllowTcpForwarding no
AllowAgentForwarding no
MaxAuthTries 3
LoginGraceTime 30
ClientAliveInterval 300
ClientAliveCountMax 2
MaxStartups 10:30:60
AllowUsers {user}
UsePAM yes
"""
LOOSE = """\
PermitRootLogin yes
PasswordAuthentication yes
PermitEmptyPasswords no
Match Address 10.0.0.0/8
  PermitEmptyPasswords yes
"""

PUBLIC = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::exports/*",
    },
}


@dataclass
class Estate:
    """What runs, and the folder with its breachready.toml."""

    folder: Path
    good: Sshd
    bad: Sshd
    moto: Moto
    redis: RedisServer
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, check: int | None = None):
        return breachready(*words, cwd=self.folder, check=check, **self.environment)

    def scan(self) -> dict:
        """`breachready scan --json`, parsed; its exit code must be that of findings."""
        return json.loads(self.run("scan", "--json", check=1).stdout)

    def configure(self) -> None:
        (self.folder / "breachready.toml").write_text(self._toml())

    def _toml(self) -> str:
        return f"""
[organisation]
name = "Journey Ltd"
[[zone]]
name = "edge"
reachable_from = ["internet"]
[[zone]]
name = "inner"
reachable_from = ["edge"]
[[server]]
name = "good"
host = "{GOOD}"
port = {self.good.port}
user = "{plain_account()}"
key = "{self.good.key}"
zone = "inner"
[[server]]
name = "bad"
host = "{BAD}"
port = {self.bad.port}
user = "{me()}"
key = "{self.bad.key}"
zone = "edge"
[[account]]
name = "cloud"
endpoint_url = "{self.moto.url}"
region = "us-east-1"
account_id = "123456789012"
access_key_id = "env:JOURNEY_KEY"
secret_access_key = "env:JOURNEY_SECRET"
[[network]]
name = "edge-net"
ranges = ["{GOOD}", "{BAD}"]
ports = "{self.good.port},{self.bad.port},{self.redis.port},5432,6379,11211"
vantage = "internet"
zone = "edge"
approved = ["{self.good.port}/tcp", "{self.bad.port}/tcp"]
[[store]]
name = "crm"
kind = "database"
server = "good"
port = 5432
[[store]]
name = "sessions"
kind = "cache"
server = "bad"
port = {self.redis.port}
[[store]]
name = "exports"
kind = "bucket"
account = "cloud"
bucket = "exports"
[[store]]
name = "archive"
kind = "bucket"
account = "cloud"
bucket = "archive"
[[dataset]]
name = "customers"
class = "personal"
stores = ["crm", "exports", "archive"]
records = 120000
people = {{ TH = 90000, DE = 30000 }}
[[dataset]]
name = "sessions"
class = "personal"
stores = ["sessions"]
records = 5000
[scan]
ssh_config = ""
known_hosts = []
"""


@contextmanager
def estate(folder: Path) -> Iterator[Estate]:
    """Start everything, write the configuration, enrol the host keys; end everything."""
    with ExitStack() as stack:
        made = Estate(
            folder,
            stack.enter_context(sshd(HARDENED.format(user=plain_account()), address=GOOD)),
            stack.enter_context(sshd(LOOSE, address=BAD)),
            stack.enter_context(moto_server()),
            stack.enter_context(redis_server(BAD, "", "--protected-mode", "no")),
            {"JOURNEY_KEY": "testing", "JOURNEY_SECRET": "testing", "AWS_EC2_METADATA_DISABLED": "true"},
        )
        s3 = made.moto.client()
        for name in ("exports", "archive"):
            s3.create_bucket(Bucket=name)
        s3.put_bucket_policy(Bucket="exports", Policy=json.dumps(PUBLIC))
        close(s3, "archive")
        made.configure()
        made.run("hosts", "trust", "--yes", check=0)
        yield made


def close(s3, bucket: str) -> None:
    """Whatever was granted, nothing is public any more."""
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
