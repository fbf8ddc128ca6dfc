"""Second factors: their secrets are kept encrypted; a sign-on provider may vouch for one."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """A copy of the database alone gives no codes: the key is in the state directory."""

    def encrypt(self, text: str) -> str:
        """Before it is kept."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """When it is needed."""
        return _box().decrypt(encrypted_text.encode()).decode()


def vouched(request: HttpRequest) -> bool:
    """Whether this session began at a provider that always asks for a second factor."""
    from toolkit.web.house import house  # noqa: PLC0415  opened after Django is set up

    trusted = {f"sign-on-{n}" for n, one in enumerate(house().settings.web.sign_on, 1) if one.second_factor}
    methods = request.session.get("account_authentication_methods", [])
    return any(one.get("method") == "socialaccount" and one.get("provider") in trusted for one in methods)


def _box() -> Fernet:
    key = hashlib.sha256(b"second factors " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
