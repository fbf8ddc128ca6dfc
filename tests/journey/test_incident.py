"""From a finding to the bucket closed: scanned, opened, contained for real, put back, exported, rehearsed."""

import json
import subprocess
import sys
import zipfile

import pytest

from tests.cli.command import breachready
from tests.daemons.moto import moto_server

pytestmark = pytest.mark.live

PUBLIC = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-exports/*"}
    ],
}

CONFIG = """
[[account]]
name = "prod"
endpoint_url = "{url}"
region = "us-east-1"
access_key_id = "env:MOTO_KEY"
secret_access_key = "env:MOTO_KEY"
[[store]]
name = "exports"
kind = "bucket"
account = "prod"
bucket = "example-exports"
[[dataset]]
name = "customers"
class = "personal"
stores = ["exports"]
records = 1200
people = {{ TH = 900, DE = 300 }}
"""


@pytest.fixture
def moto():
    with moto_server() as server:
        s3 = server.client()
        s3.create_bucket(Bucket="example-exports")
        s3.put_bucket_policy(Bucket="example-exports", Policy=json.dumps(PUBLIC))
        yield server


def test_from_a_finding_to_a_closed_bucket(moto, tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG.format(url=moto.url))

    def run(*words, check=0, who="ana"):
        return breachready(*words, cwd=tmp_path, check=check, MOTO_KEY="testing", BREACHREADY_RESPONDER=who)

    def told(*words, **more):
        return json.loads(run(*words, "--json", **more).stdout)

    run("scan", "--quiet", check=1)
    opened = told("incident", "open", "--finding", "bucket-public@prod", "--level", "P1")
    status = told("incident", "status")
    assert status["values"]["bucket"] == {"text": "example-exports", "by": "finding"}
    assert status["values"]["store"] == {"text": "exports", "by": "inventory"}
    assert status["affected"]["people"] == {"DE": 300, "TH": 900}
    run("incident", "done", "confirm")
    run("incident", "decide", "is-it-open", "yes")
    run("incident", "done", "set-level")
    run("incident", "done", "record-settings")
    run("incident", "decide", "does-something-need-it", "no")

    s3 = moto.client()
    plan = told("incident", "act", "close-bucket")
    assert (plan["ending"], len(plan["changes"])) == ("planned", 1)
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchPublicAccessBlock"):
        s3.get_public_access_block(Bucket="example-exports")

    done = told("incident", "act", "close-bucket", "--execute")
    assert (done["ending"], done["success"]) == ("done", True)
    block = s3.get_public_access_block(Bucket="example-exports")["PublicAccessBlockConfiguration"]
    assert all(block.values())
    assert "contained" in told("incident", "status")["milestones"]

    run("incident", "act", "close-bucket", "--undo", "--execute")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchPublicAccessBlock"):
        s3.get_public_access_block(Bucket="example-exports")
    assert "contained" not in told("incident", "status")["milestones"]
    assert told("incident", "act", "close-bucket", "--execute")["success"]

    run("incident", "export", "--out", "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        packed.extractall(tmp_path / "bundle")
    verified = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "bundle" / opened["id"] / "verify.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout
    kinds = [one["kind"] for one in told("incident", "timeline")]
    assert kinds.count("act-promised") == 2
    assert kinds.index("act-promised") < kinds.index("act-acted") < kinds.index("act-verified")


def test_an_exercise_leaves_the_account_as_it_is(moto, tmp_path):
    (tmp_path / "breachready.toml").write_text(CONFIG.format(url=moto.url))

    def run(*words, check=0):
        return breachready(*words, cwd=tmp_path, check=check, MOTO_KEY="testing", BREACHREADY_RESPONDER="ana")

    words = ["-p", "exposed-bucket", "--level", "P1", "bucket=example-exports", "account=prod", "--json"]
    name = json.loads(run("exercise", "start", *words).stdout)["id"]
    assert "nothing outside was read" in run("incident", "act", "close-bucket", "-i", name).stdout
    assert (
        "nothing outside is touched"
        in run("incident", "act", "close-bucket", "-i", name, "--execute", check=2).stderr
    )
    s3 = moto.client()
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchPublicAccessBlock"):
        s3.get_public_access_block(Bucket="example-exports")
