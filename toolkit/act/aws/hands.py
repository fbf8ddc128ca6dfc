"""What an AWS verb reaches the account with: it reads, retrying; it changes, never retrying what may have been done.

A change whose answer was lost is `CannotAct(maybe=True)`: only reading the state back can say what became of it.
"""

import random
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    SSLError,
)
from botocore.parsers import ResponseParserError

from toolkit.act.aws.reach import Answer
from toolkit.act.verb import CannotAct
from toolkit.collect.aws.refusal import NOT_OFFERED, PASSING, THROTTLED, code_of, unreadable
from toolkit.collect.aws.session import Clients
from toolkit.collect.trouble import Unreadable
from toolkit.core.inventory import Account, SecretRef

ATTEMPTS = 6
LONGEST_WAIT = 8.0
"""Seconds before another try."""
MOST_PAGES = 20_000
"""A million events of CloudTrail; an endpoint that turns pages for ever is stopped here."""

NEVER_SENT = (
    ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ParamValidationError, ProxyConnectionError,
    SSLError,
)  # fmt: skip
"""Errors from before the request left: nothing can have been done."""


class AwsHands:
    """One account, through the clients that also read it. Raises `CannotAct` for whatever the service says."""

    def __init__(self, account: Account, secret: Callable[[SecretRef], str], evidence: Path) -> None:
        self.account = account
        self.evidence = evidence
        try:
            self.clients = Clients(account, secret, workers=1)
        except Unreadable as no:
            raise CannotAct(no.call, no.reason) from no

    def read(self, call: str, *, region: str = "", absent: Collection[str] = (), **given: Any) -> Answer | None:
        """The answer, or None where the service says one of `absent`, its codes for "there is none"."""
        return self._ask(call, region, absent, given, THROTTLED | PASSING)

    def pages(self, call: str, part: str, *, region: str = "", **given: Any) -> Iterator[Any]:
        """All of `part`, page by page. A page without `part` was not understood; it is never an empty one."""
        token_in, token_out = _tokens(self._client(call, region), call)
        for _ in range(MOST_PAGES):
            answer = self._ask(call, region, (), given, THROTTLED | PASSING)
            assert answer is not None
            if part not in answer:
                raise CannotAct(call, f"the answer has no {part}")
            yield from answer[part]
            if not answer.get(token_out):
                return
            given = {**given, token_in: answer[token_out]}
        raise CannotAct(call, f"more than {MOST_PAGES} pages")

    def change(self, call: str, *, region: str = "", **given: Any) -> Answer:
        """Make one change. Tried again only when the service said that it was too busy to begin."""
        answer = self._ask(call, region, (), given, THROTTLED)
        assert answer is not None
        return answer

    def _ask(
        self, call: str, region: str, absent: Collection[str], given: dict[str, Any], again: Collection[str]
    ) -> Answer | None:
        ask = getattr(self._client(call, region), xform_name(call.partition(":")[2]))
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer: Answer = ask(**given)
            except ClientError as error:
                code = code_of(error)
                if code in absent:
                    return None
                if code not in again or attempt == ATTEMPTS:
                    raise CannotAct(call, unreadable(call, error).reason, maybe=_maybe(error)) from error
                time.sleep(min(LONGEST_WAIT, 0.25 * 2**attempt) * random.uniform(0.5, 1))  # noqa: S311  jitter
            except (BotoCoreError, ResponseParserError, ValueError, LookupError) as error:
                maybe = not isinstance(error, NEVER_SENT)
                raise CannotAct(call, unreadable(call, error).reason, maybe=maybe) from error
            else:
                return answer
        raise AssertionError("the last attempt returns or raises")

    def _client(self, call: str, region: str) -> Any:
        try:
            return self.clients.of(call.partition(":")[0], region)
        except Unreadable as no:
            raise CannotAct(call, no.reason) from no


def _maybe(error: ClientError) -> bool:
    """Whether a refusal leaves open what was done: the service failed in the middle of it."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = code_of(error)
    return code not in THROTTLED | NOT_OFFERED and (code in PASSING or int(status or 0) >= 500)


def _tokens(client: Any, call: str) -> tuple[str, str]:
    """How a call spells "next page", in the request and in the answer."""
    pager = client.get_paginator(xform_name(call.partition(":")[2]))
    told = pager._pagination_cfg  # noqa: SLF001  botocore's own table of the names
    return str(told["input_token"]), str(told["output_token"])
