"""A signed POST. The receiver computes HMAC-SHA256 over timestamp, a dot and the body, and compares.

Headers: `X-Breachready-Timestamp` (Unix seconds), `X-Breachready-Signature: sha256=<hex>` and
`X-Breachready-Delivery`, the same id however often one alert is sent.
"""

import hashlib
import hmac
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import IO
from urllib.parse import urlsplit

from toolkit.tell.trouble import NotSent, loopback, within

TOTAL = 60.0
"""Seconds for one attempt."""

ATTEMPTS = 3
PAUSES = (1.0, 5.0)
ANSWER_LIMIT = 64 * 1024
"""Bytes of the answer that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where to post and with which key."""

    url: str
    secret: str
    ca_file: str = ""
    seconds: float = 20.0


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What stands in `X-Breachready-Signature`."""
    key = secret.encode("utf-8", "surrogateescape")
    return "sha256=" + hmac.new(key, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def post(
    body: bytes, hook: Hook, *, delivery: str, now: Callable[[], float], sleep: Callable[[float], object]
) -> None:
    """Post the JSON body, up to three times. Any 2xx is a success; redirects are not followed.

    Raises `NotSent`; `maybe` when an attempt got no answer.
    """
    checked(hook)
    maybe = False
    for attempt in range(ATTEMPTS):
        try:
            within(TOTAL, lambda: _once(body, hook, delivery, int(now())))
        except NotSent as no:
            maybe = maybe or no.maybe
            if not no.again or attempt == ATTEMPTS - 1:
                raise NotSent(no.reason, maybe=maybe, again=no.again) from no
            sleep(PAUSES[attempt])
        else:
            return


def checked(hook: Hook) -> None:
    """Refuse what would tell the network: http beyond this machine, names and passwords in the address."""
    try:
        parts = urlsplit(hook.url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as no:
        raise NotSent(f"the address of the webhook is not valid: {no}", again=False) from no
    if parts.username or parts.password:
        raise NotSent("the address of the webhook holds a name or password; it is signed instead", again=False)
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and loopback(host))):
        raise NotSent("a webhook needs https:// (http:// is for this machine only)", again=False)
    if not hook.secret:
        raise NotSent("the secret of the webhook is empty", again=False)


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect would carry a signed body to somebody else."""

    def redirect_request(  # noqa: PLR0917  the signature is urllib's
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        del req, fp, code, msg, headers, newurl


def _once(body: bytes, hook: Hook, delivery: str, timestamp: int) -> None:
    request = urllib.request.Request(  # noqa: S310  `checked` allows https, and http to loopback
        hook.url,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "User-Agent": "breachready",
            "X-Breachready-Timestamp": str(timestamp),
            "X-Breachready-Signature": signature(hook.secret, timestamp, body),
            "X-Breachready-Delivery": delivery,
        },
    )
    try:
        with _opener(hook).open(request, timeout=hook.seconds) as answer:
            answer.read(ANSWER_LIMIT)
    except urllib.error.HTTPError as no:
        no.close()
        again = no.code >= 500 or no.code in {408, 425, 429}
        raise NotSent(f"the webhook answered {no.code}", again=again) from no
    except (ConnectionRefusedError, ssl.SSLError) as no:
        raise NotSent(f"the webhook cannot be reached: {no}") from no
    except urllib.error.URLError as no:
        raise NotSent(
            f"the webhook cannot be reached: {no.reason}", maybe=isinstance(no.reason, TimeoutError)
        ) from no
    except (OSError, http.client.HTTPException, ValueError) as no:
        raise NotSent(f"the webhook gave no answer: {type(no).__name__}", maybe=True) from no


def _opener(hook: Hook) -> urllib.request.OpenerDirector:
    parts = urlsplit(hook.url)
    handlers: list[urllib.request.BaseHandler] = [_Stay()]
    if parts.scheme == "https":
        handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=hook.ca_file or None)))
    if loopback(parts.hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)
