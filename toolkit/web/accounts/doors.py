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
    path("account/login/", account.login, name="account_login"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("account/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("account/sign-on/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/sign-on/error/", social.login_error, name="socialaccount_login_error"),
    path("account/sign-on/<str:provider_id>/", oidc.login, name="openid_connect_login"),
    path("account/sign-on/<str:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    path("account/signup/", closed, name="account_signup"),
    path("account/email/", closed, name="account_email"),
    path("account/sign-on/signup/", closed, name="socialaccount_signup"),
)
_SIGNED_IN = (
    path("account/logout/", account.logout, name="account_logout"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/factors/", mfa.index, name="mfa_index"),
    path("account/factors/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/factors/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/factors/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/factors/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("account/factors/keys/again/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/factors/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/factors/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/sign-on/", social.connections, name="socialaccount_connections"),
)

DOORS: Mapping[str, May] = {
    **{one.name: May.ANYBODY for one in _ANYBODY},
    **{one.name: May.SIGNED_IN for one in _SIGNED_IN},
}


def patterns() -> list[URLPattern]:
    """Their part of the map."""
    return [*_SIGNED_IN, *_ANYBODY]
