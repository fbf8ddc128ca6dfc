from django.apps import AppConfig


class WebConfig(AppConfig):  # type: ignore[misc]  # Django ships no types
    """The web, as Django names it."""

    name = "toolkit.web"
    label = "web"

    def ready(self) -> None:
        """Listen to what happens to accounts."""
        from toolkit.web.accounts import heard  # noqa: F401, PLC0415  models are there only now
