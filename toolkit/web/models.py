"""What the web keeps besides Django's accounts: the audit trail, tokens."""

from django.conf import settings
from django.db import models


class Audited(models.Model):  # type: ignore[misc]  # Django ships no types
    """One line of the audit trail. The database refuses to change it (migration 0002); lines are chained."""

    at = models.DateTimeField()
    who = models.CharField(max_length=150)
    """The name they had then; empty for somebody without an account."""
    did = models.CharField(max_length=60)
    """What was asked for: the page's name, or what happened to an account."""
    about = models.CharField(max_length=300)
    """What it was done to, as in the path."""
    outcome = models.CharField(max_length=20)
    """`asked` before it is done, `refused`, `done` for what happened without a page."""
    address = models.CharField(max_length=45)
    chain = models.CharField(max_length=64)
    """SHA-256 over the line before's and this line's words."""

    class Meta:
        """The newest first, by its number."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.who or '-'} {self.did} {self.about}: {self.outcome}"


class Token(models.Model):  # type: ignore[misc]
    """A key to the JSON API. Only its digest is kept."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.TextField()
    """JSON list of rights, none that the owner has not."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.owner_id}"
