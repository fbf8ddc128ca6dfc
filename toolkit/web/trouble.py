"""What goes wrong, as a page that says what happened and what was kept. Needs neither database nor session."""

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from toolkit.core.errors import UserError
from toolkit.store.database import words_of
from toolkit.web.rendering import trouble

log = logging.getLogger(__name__)

CONFLICT = 409
TOO_LARGE = 413
FAULT = 500
AWAY = 503


class Trouble:
    """Django's middleware: the three kinds of error (the user's, the world's, ours) to three kinds of page."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to add."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """What a view raised."""
        if isinstance(error, UserError):
            return trouble(request, CONFLICT, problems=[str(one) for one in error.problems])
        if isinstance(error, DatabaseError):
            return _database(request, error)
        if isinstance(error, RequestDataTooBig | TooManyFieldsSent):
            return trouble(request, TOO_LARGE, problems=[str(error)])
        return None


def _database(request: HttpRequest, error: DatabaseError) -> HttpResponseBase:
    log.error("the database: %s", error)
    return trouble(request, AWAY, problems=[f"The database {words_of(str(error))}"])


def stale_form(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponseBase:
    """A form of an older session or another tab. Nothing was done; what was typed can be sent again."""
    del reason, exception
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    typed = [one for one in fields if one[0] != "csrfmiddlewaretoken"]
    return trouble(request, 403, problems=[], stale=True, typed=typed)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Nothing is here. Django names the argument."""
    del exception
    return trouble(request, 404, problems=[])


def fault(request: HttpRequest) -> HttpResponseBase:
    """We erred; the traceback is in the log. Or the database did, under a middleware: no session could be read."""
    if isinstance(error := sys.exc_info()[1], DatabaseError):
        return _database(request, error)
    return trouble(request, FAULT, problems=[])
