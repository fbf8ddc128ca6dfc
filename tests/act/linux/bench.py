"""A machine, a ledger and hands that reach it over SSH: each verb walked as an incident would."""

from contextlib import contextmanager

from tests.act.ledger import Memory
from tests.daemons.machine import AT, PORT
from toolkit.act.approval import Asked
from toolkit.act.linux import VERBS, reach
from toolkit.act.linux.hands import LinuxHands
from toolkit.act.perform import Act, perform, rollback
from toolkit.collect.reach import ServerSettings
from toolkit.core.inventory import Server

BY_ID = {verb.id: verb for verb in VERBS}


class Bench:
    """One machine as the responder has it."""

    def __init__(self, machine, folder):
        self.machine = machine
        self.evidence = folder / "evidence"
        self.ledger = Memory()
        self.connect_seconds = 30
        self.known = folder / "known_hosts"
        self.known.write_text(machine.known + "\n")

    def hands(self, **more):
        given = {"name": "web", "host": AT, "port": PORT, "user": "root", "key": str(self.machine.key), **more}
        settings = ServerSettings(
            state_known_hosts=self.known, connect_seconds=self.connect_seconds, secret=lambda one: one
        )
        return reach(Server(**given), settings.secret, self.evidence, settings)

    def act(self, verb, parameters, **more):
        asked = Asked(by="ana", playbook="sha256:" + "cd" * 32)
        given = {"server": "web", **parameters}
        return Act(verb=BY_ID[verb], hands=self.hands(**more), parameters=given, asked=asked, ledger=self.ledger)

    def do(self, verb, parameters, **more):
        with self.machine.beside():
            return perform(self.act(verb, parameters, **more), execute=True)

    def plan(self, verb, parameters, **more):
        with self.machine.beside():
            return perform(self.act(verb, parameters, **more))

    def undo(self, verb, parameters, **more):
        with self.machine.beside():
            return rollback(self.act(verb, parameters, **more), execute=True)


@contextmanager
def at_phase(monkeypatch, name, what):
    """Do `what` in place of the phase; it gets the real one to call."""
    real = LinuxHands._run

    def run(hands, phase, *rest, **how):
        if phase.name != name:
            return real(hands, phase, *rest, **how)
        return what(lambda: real(hands, phase, *rest, **how))

    with monkeypatch.context() as patch:
        patch.setattr(LinuxHands, "_run", run)
        yield


def without(machine, *programs):
    """Take programs away by their names: iptables and ip6tables are one file under two."""
    machine.sh(f"""
      mkdir -p /run/had
      mount --bind /usr/sbin /run/had
      mount -t tmpfs none /usr/sbin
      for one in /run/had/*; do ln -s "$one" /usr/sbin/; done
      cd /usr/sbin
      rm {" ".join(programs)}
    """)
