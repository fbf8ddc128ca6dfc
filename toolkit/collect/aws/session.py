"""Sessions and clients of one account: made once, shared by all threads."""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.loaders
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from toolkit.collect.aws.refusal import unreadable
from toolkit.collect.aws.transport import bound_answers, one_address
from toolkit.collect.trouble import Unreadable
from toolkit.core.errors import UserError
from toolkit.core.inventory import Account, SecretRef

CONNECT_SECONDS = 5
READ_SECONDS = 20
FALLBACK_REGION = "us-east-1"
_AMAZON = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonaws.eu")


class Clients:
    """The clients of one account, by service and region. Raises `Unreadable` when no session can be had."""

    def __init__(self, account: Account, secret: Callable[[SecretRef], str], workers: int) -> None:
        self._account = account
        self._secret = secret
        self._workers = workers
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str], Any] = {}
        self._session = self._signed_in()
        self.region: str = account.region or self._session.region_name or FALLBACK_REGION
        self.compatible = not _amazon(self.of("s3").meta.endpoint_url)
        """True for anything that is not Amazon's own service."""

    def of(self, service: str, region: str = "") -> Any:
        """The client of a service in a region. An S3-compatible service has the one region it was declared with."""
        key = (service, region or self.region)
        with self._lock:
            if key not in self._made:
                try:
                    self._made[key] = self._make(self._session, *key)
                except (BotoCoreError, ValueError) as error:
                    raise Unreadable(f"{service} client", str(error)[:300]) from error
            return self._made[key]

    def _signed_in(self) -> Any:
        try:
            session = self._own_session()
            session.region_name  # noqa: B018  the profile is read now, so that a wrong one is said here
            return self._assume_role(session) if self._account.role_arn else session
        except UserError as error:
            raise Unreadable("credentials", str(error)) from error
        except BotoCoreError as error:
            raise Unreadable("credentials", str(error)[:300]) from error

    def _own_session(self) -> Any:
        given = self._account
        return _new_session(
            profile_name=given.profile or None,
            region_name=given.region or None,
            aws_access_key_id=self._reveal(given.access_key_id),
            aws_secret_access_key=self._reveal(given.secret_access_key),
            aws_session_token=self._reveal(given.session_token),
        )

    def _assume_role(self, session: Any) -> Any:
        sts = self._make(session, "sts", self._account.region or session.region_name or FALLBACK_REGION)
        external = self._reveal(self._account.external_id)
        extra = {"ExternalId": external} if external else {}
        try:
            given = sts.assume_role(RoleArn=self._account.role_arn, RoleSessionName="breachready", **extra)
        except (ClientError, BotoCoreError) as error:
            raise unreadable("AssumeRole", error) from error
        keys = given.get("Credentials", {})
        return _new_session(
            region_name=self._account.region or session.region_name,
            aws_access_key_id=keys.get("AccessKeyId"),
            aws_secret_access_key=keys.get("SecretAccessKey"),
            aws_session_token=keys.get("SessionToken"),
        )

    def _make(self, session: Any, service: str, region: str) -> Any:
        url = self._account.endpoint_url
        elsewhere = bool(url) and not _amazon(url)
        # An endpoint of Amazon's own (a VPC endpoint) serves S3 alone; any other serves what it has at one address.
        client = session.client(
            service,
            region_name=region,
            endpoint_url=url if url and (elsewhere or service == "s3") else None,
            verify=self._account.ca_file or None,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                # `Caller` retries, because it knows the deadline and when to give a region up.
                retries={"mode": "standard", "total_max_attempts": 1},
                max_pool_connections=self._workers + 2,
                s3={"addressing_style": "path"} if elsewhere else None,
                user_agent_extra="breachready",
            ),
        )
        bound_answers(client)
        if elsewhere:
            one_address(client)
        return client

    def _reveal(self, reference: SecretRef | None) -> str | None:
        return self._secret(reference) if reference else None


def _amazon(url: str) -> bool:
    return (urlsplit(url).hostname or "").endswith(_AMAZON)


@cache
def _loader() -> Any:
    return botocore.loaders.create_loader()


def _new_session(**given: str | None) -> Any:
    """A session that shares the parsed service descriptions with all others; reading them costs the most."""
    core = botocore.session.get_session()
    core.register_component("data_loader", _loader())
    return boto3.Session(botocore_session=core, **given)
