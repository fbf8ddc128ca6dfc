"""What is held and what for, as the last run read it in the registers: for each class of data the purposes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.config.settings import Settings
from toolkit.core.finding import Finding
from toolkit.core.inventory import DataClass
from toolkit.core.notice.checked import checked
from toolkit.core.notice.template import Field
from toolkit.core.notice.words import FieldType
from toolkit.core.resource import dataset as dataset_name
from toolkit.core.trust import Obstacle
from toolkit.core.verdict import Outcome
from toolkit.usecase.trust.leaks import Fence
from toolkit.usecase.trust.places import customer_datasets

CHECK = "dataset-purpose-missing"
"""Its evidence is the purpose."""

CLASSES = {
    DataClass.PERSONAL: "personal_for",
    DataClass.FINANCIAL: "financial_for",
    DataClass.CREDENTIALS: "credentials_for",
    DataClass.SPECIAL: "special_for",
}
"""The field that lists the purposes of each class."""

_LINE = Field(id="purpose", type=FieldType.TEXT, label="", help="", given_by="organisation", example={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Purposes by field. `obstacles`: why none of it may be said; `notes`: what may be, and reads badly."""

    purposes: Mapping[str, tuple[str, ...]]
    obstacles: tuple[Obstacle, ...] = ()
    notes: tuple[Obstacle, ...] = ()


def held(settings: Settings, findings: Iterable[Finding], fence: Fence, language: str) -> Held:
    """What customers read. One purpose that may not be said stops all: half a list would be untrue."""
    said = {one.resource: one.evidence for one in findings if one.check == CHECK and one.outcome is Outcome.PASS}
    shown = settings.trust.purposes.get(language, {})
    purposes: dict[str, list[str]] = {}
    obstacles: list[Obstacle] = []
    notes: list[Obstacle] = []
    for dataset in customer_datasets(settings.inventory):
        purpose = said.get(dataset_name(dataset.name), "")
        words = shown.get(purpose, purpose)
        if not purpose:
            continue  # the claim is not made then: its check says why
        obstacles += _unfit(words, dataset.name, language, fence)
        if purpose not in shown and language != settings.notices.languages[0]:
            because = f"its purpose is not written in {language}"
            do = f'[trust.purposes.{language}] "{purpose}" = "..."'
            notes.append(Obstacle(what="purpose", where=f"dataset {dataset.name}", because=because, do=do))
        purposes.setdefault(CLASSES[dataset.data_class], []).append(words)
    listed = {name: tuple(dict.fromkeys(words)) for name, words in purposes.items()}
    return Held(purposes=listed, obstacles=tuple(obstacles), notes=tuple(notes))


def _unfit(words: str, dataset: str, language: str, fence: Fence) -> Iterator[Obstacle]:
    do = f"Word it for customers: [trust.purposes.{language}]."
    where = f"dataset {dataset}"
    try:
        checked(_LINE, words)
    except ValueError as no:
        yield Obstacle(what="purpose", where=where, because=f"its purpose {no}", do=do)
    for leak in fence.found(words, "purpose"):
        because = f"its purpose says {leak.text!r}: {leak.why}"
        yield Obstacle(what="purpose", where=where, because=because, do=do)
