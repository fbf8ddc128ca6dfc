"""What a Linux verb reaches a server with: one exec a phase, over checked SSH or here, as root or through sudo."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from toolkit.act.linux.hearing import Hearing, shown
from toolkit.act.linux.reach import Answer, Phase, Taken
from toolkit.act.linux.script import new_mark, script
from toolkit.act.verb import CannotAct
from toolkit.collect import hostkeys
from toolkit.collect.local import LocalShell
from toolkit.collect.reach import ServerSettings
from toolkit.collect.route import route
from toolkit.collect.shell import Into, Ran
from toolkit.collect.trouble import Broken, Unreadable
from toolkit.core.inventory import Server

ANSWER = 4 * 1024 * 1024
"""Bytes that a phase may say besides its files."""
ERRORS = 64 * 1024


class _Shell(Protocol):
    """Runs one script, and passes on what it says."""

    def run(self, script: bytes, *, seconds: float, stdout: int, stderr: int, into: Into | None) -> Ran:
        """As `toolkit.collect.shell.Shell` does."""


class LinuxHands:
    """One server. Nothing is asked twice: whether a change was made, only reading the state can say."""

    def __init__(self, server: Server, settings: ServerSettings, evidence: Path, version: str) -> None:
        self.server = server
        self.evidence = evidence
        self.version = version
        self.login = ""
        self._sudo: str | None = None
        if server.sudo:
            self._sudo = settings.secret(server.sudo_password) if server.sudo_password else ""
        try:
            self._shell = self._reached(settings)
        except Unreadable as no:
            raise CannotAct(no.call, no.reason) from no

    def read(self, phase: Phase, **given: str) -> Answer:
        """Run a phase that changes nothing."""
        return self._run(phase, given, {}, 0, changes=False).answer()

    def change(self, phase: Phase, **given: str) -> Answer:
        """Run a phase that changes something; never tried again. `maybe` when its end was not seen."""
        return self._run(phase, given, {}, 0, changes=True).answer()

    def take(self, phase: Phase, names: Mapping[str, Path], *, limit: int, **given: str) -> dict[str, Taken]:
        """Run a phase that sends files. What was cut off is there as far as it came, and not `whole`."""
        return self._run(phase, given, names, limit, changes=False).taken

    def _reached(self, settings: ServerSettings) -> _Shell:
        if self.server.local:
            return LocalShell()
        from toolkit.collect.ssh import SshShell  # noqa: PLC0415  paramiko is slow to import

        hops = route(self.server, settings.ssh_config)
        self.login = hops[-1].user
        known = hostkeys.known_hosts(settings)
        return SshShell(hops, known, connect=settings.connect_seconds, secret=settings.secret)

    def _run(
        self, phase: Phase, given: Mapping[str, str], files: Mapping[str, Path], limit: int, *, changes: bool
    ) -> Hearing:
        mark = new_mark()
        text = script(phase, mark, given, sudo=self._sudo, version=self.version)
        hearing = Hearing(mark, files, limit)
        try:
            ran = self._shell.run(text, seconds=phase.seconds, stdout=limit + ANSWER, stderr=ERRORS, into=hearing)
        except Unreadable as no:
            raise CannotAct(no.call, no.reason, maybe=changes and isinstance(no, Broken)) from no
        finally:
            hearing.end()
        _heard(phase, hearing, ran, changes=changes)
        return hearing


def _heard(phase: Phase, hearing: Hearing, ran: Ran, *, changes: bool) -> None:
    """Raise `CannotAct` unless the phase came to its end and said that all was well."""
    if hearing.refusal:
        raise hearing.refusal
    if not hearing.begun:
        why = "the time was up" if ran.late else first_words(ran.stderr)
        raise CannotAct("root shell", f"no root shell answered: {why}", maybe=changes and ran.late)
    if hearing.taken and (ran.late or ran.stdout_cut):
        return  # what was cut off is kept, and says so
    if hearing.status is None:
        why = f"not ended within {phase.seconds:.0f} seconds" if ran.late else "the answer broke off"
        raise CannotAct(phase.name, f"{why}: {first_words(ran.stderr)}", maybe=changes)
    if hearing.status != 0:
        raise CannotAct(phase.name, f"exit status {hearing.status}: {first_words(ran.stderr)}")


def first_words(stderr: bytes) -> str:
    """The first line that says something."""
    lines = (line.strip() for line in stderr.decode("utf-8", "backslashreplace").splitlines())
    return shown(next(filter(None, lines), "it said nothing")[:200])
