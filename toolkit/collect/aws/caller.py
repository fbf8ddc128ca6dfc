"""Makes the declared calls of one account: paced, retried within the deadline, every refusal in words."""

import random
import threading
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from toolkit.collect.aws.operation import Operation
from toolkit.collect.aws.pace import Line
from toolkit.collect.aws.refusal import (
    NOT_OFFERED,
    NOT_OFFERED_ELSEWHERE,
    PASSING,
    SIGNED_OUT,
    THROTTLED,
    NotOffered,
    code_of,
    unreadable,
)
from toolkit.collect.aws.session import Clients
from toolkit.collect.runner import Reading
from toolkit.collect.trouble import Unreadable

ATTEMPTS = 5
LONGEST_WAIT = 5.0
"""Seconds before another try."""

Answer = dict[str, Any]


class Caller:
    """One account's calls, for all threads."""

    def __init__(self, clients: Clients, reading: Reading) -> None:
        self.clients = clients
        self._reading = reading
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], Line] = {}

    def ask(self, operation: Operation, *, region: str = "", absent: str = "", **given: Any) -> Answer | None:
        """The answer, or None when the service says `absent` (its code for "there is none").

        Raises `Unreadable`, and `NotOffered` when a service other than AWS does not have the call.
        """
        line = self._line(operation.service, region)
        call = getattr(self.clients.of(operation.service, region), operation.method)
        for attempt in range(1, ATTEMPTS + 1):
            self._reading.check(operation.name)
            line.enter(operation.name, self._reading.left())
            try:
                answer: Answer = call(**given)
            except ClientError as error:
                if absent and code_of(error) == absent:
                    line.answered()
                    return None
                if not self._again(operation, line, error, attempt):
                    raise self._refusal(operation, error) from error
            except (BotoCoreError, ResponseParserError, ValueError, LookupError) as error:
                if isinstance(error, ConnectionClosedError) and attempt == 1:
                    continue  # a kept connection that the other side closed meanwhile
                refusal = unreadable(operation.name, error)
                if isinstance(error, NoConnection | HTTPClientError):
                    line.failed(refusal.reason)
                raise refusal from error
            else:
                line.answered()
                return answer
        raise AssertionError("the last attempt returns or raises")

    def _again(self, operation: Operation, line: Line, error: ClientError, attempt: int) -> bool:
        """Whether to try once more; waits when so, and gives the region up when no call can succeed."""
        code = code_of(error)
        if code in THROTTLED:
            line.throttled()
        else:
            line.answered()
        if code in SIGNED_OUT and not (operation.aws_only and self.clients.compatible):
            line.give_up(unreadable(operation.name, error).reason)
        if code not in THROTTLED | PASSING:
            return False
        if attempt == ATTEMPTS:
            if code in THROTTLED:
                line.failed(unreadable(operation.name, error).reason)
            return False
        wait = min(LONGEST_WAIT, 0.1 * 2**attempt) * random.uniform(0.5, 1)  # noqa: S311  jitter is no secret
        if wait > self._reading.left():
            return False
        time.sleep(wait)
        return True

    def _refusal(self, operation: Operation, error: ClientError) -> Unreadable:
        code = code_of(error)
        if self.clients.compatible and (
            code in NOT_OFFERED or (operation.aws_only and code in NOT_OFFERED_ELSEWHERE)
        ):
            return NotOffered(operation.name, code)
        return unreadable(operation.name, error)

    def part(self, operation: Operation, answer: Answer, key: str) -> Any:
        """The part of an answer that makes it one.

        A service that does not know a sub-resource may answer with a listing of the bucket instead, and a
        success; so a missing part is a call that was not understood, never "nothing configured".
        """
        if key in answer:
            return answer[key]
        if self.clients.compatible:
            raise NotOffered(operation.name, f"answered without {key}")
        raise Unreadable(operation.name, f"the answer has no {key}")

    def _line(self, service: str, region: str) -> Line:
        with self._lock:
            return self._lines.setdefault((service, region or self.clients.region), Line())
