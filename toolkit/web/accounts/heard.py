"""What happens to accounts, in the audit trail."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from toolkit.web import audit


@receiver(user_logged_in)  # type: ignore[untyped-decorator]  # Django ships no types
def logged_in(request: Any, user: Any, **_: Any) -> None:
    """Somebody is in, with every factor."""
    audit.record(request, "logged in", outcome=audit.DONE, who=user.get_username())


@receiver(user_logged_out)  # type: ignore[untyped-decorator]
def logged_out(request: Any, user: Any, **_: Any) -> None:
    """Somebody has left."""
    if user is not None:
        audit.record(request, "logged out", outcome=audit.DONE, who=user.get_username())


@receiver(user_login_failed)  # type: ignore[untyped-decorator]
def failed(request: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Somebody was not let in. The name only where it is one: a password is often typed into its field."""
    from django.contrib.auth.models import User  # noqa: PLC0415  models are there only now

    said = str(credentials.get("username") or credentials.get("email") or "")
    known = User.objects.filter(username__iexact=said).exists()
    audit.record(request, "login failed", about=said if known else "an unknown name", outcome=audit.REFUSED)


@receiver(password_changed)  # type: ignore[untyped-decorator]
def changed(request: Any, user: Any, **_: Any) -> None:
    """A password is another."""
    audit.record(request, "password changed", outcome=audit.DONE, who=user.get_username())


@receiver((authenticator_added, authenticator_removed, authenticator_reset))  # type: ignore[untyped-decorator]
def factor(signal: Any, request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """A second factor came, went or was renewed."""
    did = {id(authenticator_added): "added", id(authenticator_removed): "removed"}.get(id(signal), "renewed")
    audit.record(
        request, f"second factor {did}", about=authenticator.type, outcome=audit.DONE, who=user.get_username()
    )
