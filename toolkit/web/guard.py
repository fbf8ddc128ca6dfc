"""The headers of every answer: nothing from another host, no script in a page, no page in a foreign frame."""

import base64
import hashlib
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Headers:
    """Django's middleware. A view that shows a document in a frame of ours sets its own policy before."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add what is not there."""
        answer = self.answer(request)
        answer.headers.setdefault("Content-Security-Policy", _away(request) or POLICY)
        answer.headers.setdefault("X-Frame-Options", "DENY")
        answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if not request.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _away(request: HttpRequest) -> str:
    """The page that leads to a provider of sign-on: its form is answered by a redirect to that provider."""
    match = request.resolver_match
    if match is None or match.url_name != "openid_connect_login":
        return ""
    from toolkit.web.house import house  # noqa: PLC0415  opened after Django is set up

    plain = [one.issuer for one in house().settings.web.sign_on if one.issuer.startswith("http://")]
    return POLICY.replace("form-action 'self'", " ".join(("form-action 'self' https:", *plain)))


def framed(answer: HttpResponse, style_hash: str) -> HttpResponse:
    """Let a page of ours show this document in a frame: inert, with no style but the one of that hash."""
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    )
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def document(page: str) -> HttpResponse:
    """A page that a report of ours made, for a frame: with its own style and nothing else."""
    found = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    style = (found[1] if found else "").encode()
    return framed(HttpResponse(page), base64.b64encode(hashlib.sha256(style).digest()).decode())
