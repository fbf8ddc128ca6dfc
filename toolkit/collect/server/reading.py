"""One server: one script out, frames back, facts from the frames. What is missing in the answer is Unread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from toolkit.collect import hostkeys
from toolkit.collect.local import LocalShell
from toolkit.collect.reach import ServerSettings
from toolkit.collect.route import route
from toolkit.collect.runner import Job, Reading, attempt
from toolkit.collect.server.frames import Frame, Said, parse
from toolkit.collect.server.privileges import chosen
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.server.script import new_mark, script
from toolkit.collect.shell import Ran, Shell
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Fact, Seen, Unread
from toolkit.core.inventory import Server
from toolkit.core.target import Family, Target

MARGIN = 0.9
"""Share of the time that the script may take; the rest is for saying what it did not reach."""


def jobs(servers: Sequence[Server], wanted: frozenset[type[Fact]], settings: ServerSettings) -> list[Job]:
    """One job a server. `wanted` decides what is asked for; known_hosts files are read once for all."""
    fleet = _Fleet(wanted, settings)
    return [Job(Target(Family.SERVER, one.name), partial(fleet.read, one), settings.seconds) for one in servers]


@dataclass
class _Fleet:
    """What the servers of a run share. Goes to another process as what it was made of."""

    wanted: frozenset[type[Fact]]
    settings: ServerSettings

    def __getstate__(self) -> dict[str, object]:
        return {"wanted": self.wanted, "settings": self.settings}

    @cached_property
    def probes(self) -> Sequence[Probe]:
        return chosen(self.wanted)

    @cached_property
    def known(self) -> hostkeys.KnownHosts:
        return hostkeys.known_hosts(self.settings)

    def read(self, server: Server, reading: Reading) -> Iterator[Seen]:
        password = self.settings.secret(server.sudo_password) if server.sudo and server.sudo_password else ""
        if "\n" in password:
            raise Unreadable("sudo", "the password has a line break, and sudo reads one line")
        return read_server(server, self.probes, self.shell(server), reading, password)

    def shell(self, server: Server) -> Shell:
        if server.local:
            return LocalShell()
        from toolkit.collect.ssh import SshShell  # noqa: PLC0415 paramiko is slow to import and may not be needed

        hops = route(server, self.settings.ssh_config)
        return SshShell(hops, self.known, connect=self.settings.connect_seconds, secret=self.settings.secret)


def read_server(
    server: Server, probes: Sequence[Probe], shell: Shell, reading: Reading, password: str = ""
) -> Iterator[Seen]:
    """Run the probes in one go and yield what they saw, or for each kind of fact why it was not seen."""
    mark = new_mark()
    text = script(probes, mark, sudo=server.sudo, password=password)
    ran = shell.run(text, seconds=reading.left() * MARGIN)
    reading.tell(0.9, "reading the answer")
    said = parse(ran.stdout, ran.stderr, mark.encode(), server.name)
    if not said.begun:
        raise Unreadable("/bin/sh -s", f"no shell answered: {_first_words(ran)}")
    for probe in probes:
        yield from _facts(probe, said, ran, server)


def _facts(probe: Probe, said: Said, ran: Ran, server: Server) -> Iterator[Seen]:
    frame = said.frames.get(probe.name)
    if frame is None or frame.status is None:
        reason = _missing(probe, frame, said, ran, server)
        for kind in probe.feeds:
            yield Unread(kind=kind, target=server.name, reason=reason, call=probe.name)
        return
    kept: list[Seen] = []

    def read() -> Seen:
        kept.extend(probe.read(frame))
        if not kept:
            raise Unreadable(probe.name, "the answer is empty")
        return kept[-1]

    ended = attempt(probe.feeds[0], server.name, "", read)
    yield from kept
    if isinstance(ended, Unread) and not any(one is ended for one in kept):
        for kind in probe.feeds:
            yield replace(ended, kind=kind)


def _missing(probe: Probe, frame: Frame | None, said: Said, ran: Ran, server: Server) -> str:
    """Why a probe gave no whole answer."""
    if frame is None and probe.root is Root.NEEDS and said.uid != 0 and said.ended:
        if said.sudo is None:
            return f"needs root ({probe.why_root}); log in as root, or set `sudo = true` for {server.name}"
        words = (said.sudo_words.splitlines() or [f"exit status {said.sudo}"])[0][:200]
        return (
            f"needs root: sudo was refused ({words})"
            if said.sudo
            else "needs root, and the collector is too old to read it"
        )
    if ran.late:
        return "the time was up before it was read"
    if ran.stdout_cut:
        return f"the answer was cut off after {len(ran.stdout):,} bytes"
    if frame is not None and said.ended:
        return f"its answer is longer than {probe.cap:,} bytes, or it was ended" if probe.cap else "it was ended"
    return f"the answer ended early (exit status {ran.status}): {_first_words(ran)}"


def _first_words(ran: Ran) -> str:
    if ran.late:
        return "the time was up"
    if ran.stdout_cut:
        return f"{len(ran.stdout):,} bytes came that are no answer"
    said = (ran.stderr or ran.stdout).decode("utf-8", "backslashreplace").split("\n")
    line = next((line.strip() for line in said if line.strip()), "")
    return (
        "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line[:160])
        or "it said nothing"
    )
