"""Rules on versions: what was published never changes, and says where it comes from."""

import re
from collections.abc import Iterator

from toolkit.core.playbook import Playbook
from toolkit.library.lint.kinds import Around, Fault
from toolkit.library.lint.ways import Ways
from toolkit.library.playbooks import digest

_VERSION = re.compile(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")
_LINEAGE = re.compile(r"^[a-z][a-z0-9-]*@\d+\.\d+\.\d+ sha256:[0-9a-f]{64}$")


def numbered(playbook: Playbook, around: Around, _found: Ways) -> Iterator[Fault]:
    """Versions are numbers by the rules of Semantic Versioning, and a published one never changes."""
    if not _VERSION.match(playbook.version):
        yield Fault(rule="", where="version", says='expected three numbers, as in "1.4.0"')
    ours = digest(playbook)
    published = around.published.get((playbook.id, playbook.version))
    if published and published != ours:
        says = f"{playbook.version} was published with other words ({published}): a changed word is a new version"
        yield Fault(rule="", where="version", says=says)
    if playbook.derived_from and not _LINEAGE.match(playbook.derived_from):
        yield Fault(rule="", where="derived_from", says='expected "id@version sha256:..."')
