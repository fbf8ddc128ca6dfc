from django.apps import AppConfig


class StoreConfig(AppConfig):  # type: ignore[misc]  # Django ships no types
    """What is kept, as Django names it."""

    name = "toolkit.store"
    label = "store"
