"""The map: our rooms, allauth's doors, and nothing else."""

from toolkit.web.accounts import doors
from toolkit.web.accounts import pages as _accounts
from toolkit.web.api import pages as _api
from toolkit.web.duties import acting as _recording
from toolkit.web.duties import pages as _duties
from toolkit.web.entrance import pages as _entrance
from toolkit.web.incidents import pages as _incidents
from toolkit.web.library import pages as _library
from toolkit.web.notices import pages as _notices
from toolkit.web.posture import pages as _posture
from toolkit.web.readiness import pages as _readiness
from toolkit.web.readiness import trust as _trust
from toolkit.web.route import patterns

ROOMS = (
    _entrance,
    _accounts,
    _posture,
    _incidents,
    _duties,
    _recording,
    _notices,
    _readiness,
    _trust,
    _library,
    _api,
)
"""Rooms with pages; importing one declares them."""

urlpatterns = [*patterns(), *doors.patterns()]

handler404 = "toolkit.web.trouble.not_found"
handler500 = "toolkit.web.trouble.fault"
handler403 = "toolkit.web.trouble.stale_form"
