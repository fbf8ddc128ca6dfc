"""moto's server, as a process of its own on a free port: an S3 that somebody else wrote."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.daemons.loopback import free_port

ACCOUNT_ID = "123456789012"


@dataclass(frozen=True)
class Moto:
    """A running server."""

    url: str
    pid: int
    hosts: list[str] = field(default_factory=list)
    """For a test to note in which hosts were meant."""

    def client(self, service: str = "s3", region: str = "us-east-1") -> Any:
        """A plain boto3 client for it."""
        import boto3
        from botocore.config import Config

        from toolkit.collect.aws.transport import one_address

        client = boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(s3={"addressing_style": "path"}),
        )
        one_address(client)
        return client

    def reset(self) -> None:
        """Forget everything."""
        urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"), timeout=10
        ).close()


@contextmanager
def moto_server(seconds: float = 30) -> Iterator[Moto]:
    """Start one, wait until it answers, end it."""
    port = free_port()
    environment = {**os.environ, "AWS_EC2_METADATA_DISABLED": "true", "PYTHONWARNINGS": "ignore"}
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        moto = Moto(f"http://127.0.0.1:{port}", process.pid)
        _wait(moto, process, time.monotonic() + seconds)
        yield moto
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(moto: Moto, process: "subprocess.Popen[bytes]", deadline: float) -> None:
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"moto ended at once, status {process.returncode}")
        try:
            urllib.request.urlopen(f"{moto.url}/moto-api/", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("moto did not answer")
