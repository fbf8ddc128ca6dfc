"""Published flaws, from files that the organisation supplied: advisories (OSV), CISA's KEV, FIRST's EPSS.

Nothing is fetched. `Feeds.flaws` compares the packages of one server with all of them.
"""

from toolkit.collect.flaws.feeds import Feeds, FlawFiles, open_feeds

__all__ = ["Feeds", "FlawFiles", "open_feeds"]
