"""When a session was last used, for the list of sessions: by a person, not by a page that asks by itself."""

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponseBase


class Activity(UserSessionsMiddleware):  # type: ignore[misc]  # allauth ships no types
    """Parts that a page asks for every few seconds write nothing: a hundred open pages would write without pause."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave such a request alone."""
        if request.method == "GET" and request.headers.get("HX-Request"):
            answer: HttpResponseBase = self.get_response(request)
            return answer
        noted: HttpResponseBase = super().__call__(request)
        return noted
