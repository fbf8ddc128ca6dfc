"""Who may use allauth's pages, by name. A name that is not here is refused, whatever allauth adds."""

from collections.abc import Mapping

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as sessions
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from toolkit.web.roles import May


def closed(_request: HttpRequest, **_: object) -> HttpResponseBase:
    """Pages that allauth links to and this house has not: accounts are made by administrators."""
    raise Http404


_ANYBODY = (
    path("login/", account.login, name="account_login"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-on/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-on/error/", social.login_error, name="socialaccount_login_error"),
    path("sign-on/<str:provider_id>/", oidc.login, name="openid_connect_login"),
    path("sign-on/<str:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    path("signup/", closed, name="account_signup"),
    path("reset/", closed, name="account_reset_password"),
    path("email/", closed, name="account_email"),
    path("sign-on/signup/", closed, name="socialaccount_signup"),
)
_SIGNED_IN = (
    path("logout/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("factors/", mfa.index, name="mfa_index"),
    path("factors/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("factors/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("factors/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/again/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("factors/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("sign-on/", social.connections, name="socialaccount_connections"),
)

DOORS: Mapping[str, May] = {
    **{one.name: May.ANYBODY for one in _ANYBODY},
    **{one.name: May.SIGNED_IN for one in _SIGNED_IN},
}


def patterns() -> list[URLPattern]:
    """Their part of the map."""
    return [*_SIGNED_IN, *_ANYBODY]
