"""What allauth asks of the house: nobody makes an account for himself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """None: a forgotten password is set anew at the terminal or by an administrator."""


class SignOns(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whoever the organisation's provider vouches for gets an account without any role until one is given."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Those providers only that the configuration names exist."""
        del request, sociallogin
        return True
