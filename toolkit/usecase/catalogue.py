"""Every check there is, from every door that the configuration opens."""

from toolkit.config.settings import Settings
from toolkit.config.strict import expand
from toolkit.registry import Catalogue, load


def catalogue_of(settings: Settings) -> Catalogue:
    """The checks. Raises `UserError` for folders that may not be trusted."""
    folders = [expand(folder, settings.source) for folder in settings.checks.folders]
    return load(folders, settings.checks.skip, flaws=bool(settings.flaws.advisories))
