"""What reading buckets costs against bare boto3 making the same calls with as many threads.

moto takes 3 ms of CPU a call and is the limit of any wall time, so both are also measured against a server that
replays moto's answers from memory: that shows what the client itself costs.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.bench import table
from tests.daemons.moto import ACCOUNT_ID, Moto, moto_server

BUCKETS = 200
THREADS = 16
IN_ITS_TURN = (
    "get_bucket_policy",
    "get_bucket_acl",
    "get_bucket_ownership_controls",
    "get_public_access_block",
    "get_bucket_encryption",
    "get_bucket_versioning",
    "get_bucket_logging",
    "get_bucket_lifecycle_configuration",
    "get_object_lock_configuration",
)


def main() -> None:
    """Print the table."""
    os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_EC2_METADATA_DISABLED="true")
    with moto_server() as moto:
        _seed(moto, 10)
        _ten_buckets(moto)
        _seed(moto, BUCKETS)
        _compare("moto", moto.url, times=1)
        with _replay(moto.url) as url:
            _ours(url)()
            _compare("replay", url, times=5)


def _ten_buckets(moto: Moto) -> None:
    """A fresh process, imports and sign-in included, judged to the last check."""
    work = (
        "from tests.collect.aws.estate import account_of, findings, read\n"
        "from tests.daemons.moto import Moto\n"
        f"print(len(findings(read(account_of(Moto({moto.url!r}, 0))))))"
    )
    spent = table.best(lambda: subprocess.run([sys.executable, "-c", work], check=True, stdout=subprocess.DEVNULL))
    table.value("cloud: 10 buckets end to end", spent.wall, "s", 2.0)


def _compare(against: str, url: str, times: int) -> None:
    ours, bare = table.alternating(_ours(url), _bare(url), times)
    table.row(f"cloud: {BUCKETS} buckets, {against}, client CPU", ours.cpu, bare.cpu, "s", 1.15)
    table.row(f"cloud: {BUCKETS} buckets, {against}, wall", ours.wall, bare.wall, "s", 1.15)


def _ours(url: str) -> Callable[[], object]:
    from tests.collect.aws.estate import account_of, read

    def work() -> None:
        seen = read(account_of(Moto(url, 0)), seconds=600, workers=THREADS).seen
        assert len(seen) > BUCKETS * 12, len(seen)

    return work


def _bare(url: str) -> Callable[[], object]:
    """The same calls by hand: one session, shared clients, a pool of the same size, every answer thrown away."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    from toolkit.collect.aws.transport import one_address

    def quietly(call: Callable[..., object], **given: object) -> object:
        try:
            return call(**given)
        except ClientError:
            return None

    def work() -> None:
        session = boto3.Session(region_name="us-east-1")
        config = Config(max_pool_connections=THREADS + 2, s3={"addressing_style": "path"})
        s3, sts, control = (
            session.client(name, endpoint_url=url, config=config) for name in ("s3", "sts", "s3control")
        )
        one_address(control)

        def one(name: str) -> None:
            for method in IN_ITS_TURN:
                found = quietly(getattr(s3, method), Bucket=name)
                if method == "get_bucket_policy" and found:
                    quietly(s3.get_bucket_policy_status, Bucket=name)

        quietly(sts.get_caller_identity)
        quietly(control.get_public_access_block, AccountId=ACCOUNT_ID)
        names = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(one, names))
        quietly(control.list_access_points, AccountId=ACCOUNT_ID)

    return work


def _seed(moto: Moto, count: int) -> None:
    s3 = moto.client()
    there = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    for number in range(count):
        name = f"bench-{number}"
        if name in there:
            continue
        s3.create_bucket(Bucket=name)
        if number % 2:
            statement = {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
            grant = {"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": f"arn:aws:s3:::{name}/*"}
            said = {"Version": "2012-10-17", "Statement": [statement, *([grant] if number % 10 == 1 else [])]}
            s3.put_bucket_policy(Bucket=name, Policy=json.dumps(said))
        if number % 3 == 0:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


@contextmanager
def _replay(url: str) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.replay", url], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


if __name__ == "__main__":
    main()
    assert threading.active_count() < THREADS + 2
