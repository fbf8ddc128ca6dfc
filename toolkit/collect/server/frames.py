"""What came back from the script, cut into the probes' frames by a marker that is new in every run.

Whatever stands before the first marker (banners, messages of the day) is noise. A frame counts only when its
probe's own end was seen: what was cut off by a limit or a deadline is not an answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.collect.trouble import Unreadable


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled piece of a frame. `status` None: it did not end."""

    label: str
    text: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What one probe said. `status` None: it did not end, so nothing it did not say is proved."""

    name: str
    target: str = ""
    text: str = ""
    """What was said before the first part, or all of it when there are no parts."""
    parts: tuple[Part, ...] = ()
    stderr: str = ""
    status: int | None = None
    seconds: float = 0.0

    def part(self, label: str) -> Part:
        """The first part of that label. Raises `Unreadable` when there is none."""
        for part in self.parts:
            if part.label == label:
                return part
        raise Unreadable(self.name, f"the answer has no part {label!r}")

    def labelled(self, first_word: str) -> Iterator[tuple[str, Part]]:
        """Every part whose label begins with a word, with the rest of the label."""
        for part in self.parts:
            word, _, rest = part.label.partition(" ")
            if word == first_word:
                yield rest, part

    def denied(self) -> tuple[str, ...]:
        """Lines of standard error that tell of a refusal."""
        refusals = ("Permission denied", "Operation not permitted")
        return tuple(line for line in self.stderr.splitlines() if any(words in line for words in refusals))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All of one run: the frames by name, whether it reached its end, as whom it ran, how sudo answered."""

    frames: Mapping[str, Frame] = field(default_factory=dict)
    begun: bool = False
    ended: bool = False
    uid: int | None = None
    sudo: int | None = None
    """Exit status of sudo; None: it was not called."""
    sudo_words: str = ""


def words(data: bytes) -> str:
    """Outside bytes as text; what is not UTF-8 stays visible as an escape, so two names cannot become one."""
    return data.decode("utf-8", "backslashreplace")


def parse(stdout: bytes, stderr: bytes, mark: bytes, target: str = "") -> Said:
    """Cut both outputs at the marker. Never raises: what is not understood is not a frame."""
    reading = _Reading(target, _errors(stderr, mark))
    for piece in (b"\n" + stdout).split(b"\n" + mark + b" ")[1:]:
        head, _, body = piece.partition(b"\n")
        kind, _, argument = head.partition(b" ")
        reading.take(kind, words(argument), body)
    return reading.said()


class _Reading:
    """The run as it is read, marker by marker."""

    def __init__(self, target: str, errors: Mapping[str, str]) -> None:
        self.target = target
        self.errors = errors
        self.frames: dict[str, Frame] = {}
        self.building: _Building | None = None
        self.begun = self.ended = False
        self.uid: int | None = None
        self.sudo: int | None = None

    def take(self, kind: bytes, argument: str, body: bytes) -> None:
        if kind == b"@":
            self.begun, self.uid = True, _int(argument)
        elif kind == b"#":
            self.ended = True
        elif kind == b"!":
            self.sudo = _int(argument)
        elif kind == b"+":
            name, _, at = argument.partition(" ")
            self.building = _Building(name, _float(at), body)
        elif kind == b"=" and self.building:
            self._keep(self.building)
            self.building = None
        elif self.building:
            self.building.take(kind, argument, body)

    def said(self) -> Said:
        if self.building:  # cut off in the middle: kept to say how far it came
            self._keep(self.building)
        return Said(
            frames=self.frames,
            begun=self.begun,
            ended=self.ended,
            uid=self.uid,
            sudo=self.sudo,
            sudo_words=self.errors.get("sudo", "").strip(),
        )

    def _keep(self, building: "_Building") -> None:
        """Of two frames of one name (as root, and again without) the first that ended counts."""
        kept = self.frames.get(building.name)
        if kept is None or kept.status is None:
            self.frames[building.name] = building.frame(self.target, self.errors.get(building.name, ""))


class _Building:
    """A frame as it is read."""

    def __init__(self, name: str, begun: float, body: bytes) -> None:
        self.name = name
        self.begun = begun
        self.body = body
        self.ended = begun
        self.status: int | None = None
        self.parts: list[list[object]] = []

    def take(self, kind: bytes, argument: str, body: bytes) -> None:
        if kind == b".":
            self.parts.append([argument, body, None])
        elif kind == b"?" and self.parts:
            self.parts[-1][2] = _int(argument)
        elif kind == b"-":
            _, _, numbers = argument.partition(" ")
            status, _, at = numbers.partition(" ")
            self.status, self.ended = _int(status), _float(at)

    def frame(self, target: str, stderr: str) -> Frame:
        return Frame(
            name=self.name,
            target=target,
            text=words(self.body),
            parts=tuple(Part(label, words(body), status) for label, body, status in self.parts),  # type: ignore[arg-type]
            stderr=stderr,
            status=self.status,
            seconds=max(0.0, self.ended - self.begun),
        )


def _errors(stderr: bytes, mark: bytes) -> dict[str, str]:
    """Standard error by frame name; the script marks both outputs alike."""
    found: dict[str, str] = {}
    for piece in (b"\n" + stderr).split(b"\n" + mark + b" + ")[1:]:
        name, _, body = piece.partition(b"\n")
        found[words(name)] = found.get(words(name), "") + words(body)
    return found


def _int(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
