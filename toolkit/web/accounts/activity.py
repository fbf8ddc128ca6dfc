"""When a session was last used, for the list of sessions: by a person, not by a page that asks by itself."""

import time

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponseBase

SEEN = "seen"
NOTED_EVERY = 300
"""Seconds."""


class Activity(UserSessionsMiddleware):  # type: ignore[misc]  # allauth ships no types
    """Parts that a page asks for every few seconds write nothing: a hundred open pages would write without pause."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave such a request alone."""
        if request.method == "GET" and request.headers.get("HX-Request"):
            answer: HttpResponseBase = self.get_response(request)
            return answer
        _goes_on(request)
        noted: HttpResponseBase = super().__call__(request)
        return noted


def _goes_on(request: HttpRequest) -> None:
    """A session ends so long after the last click, not after the login; it is written every few minutes at most."""
    now = int(time.time())
    if request.user.is_authenticated and now - request.session.get(SEEN, 0) > NOTED_EVERY:
        request.session[SEEN] = now
