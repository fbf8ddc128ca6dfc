"""Threads and processes read alike; a process that dies says what it took with it."""

import os
from functools import partial

from toolkit.collect.runner import Job
from toolkit.core import Fact, Family, Target, Unread
from toolkit.engine.local import run


def sees(name, _reading):
    yield Unread(kind=Fact, target=name, reason="seen by a reader")


def dies(_reading):
    os._exit(9)


def job(name, read):
    return Job(Target(Family.SERVER, name), read, 20.0)


def test_two_processes_see_what_one_sees():
    jobs = [job(f"s{n}", partial(sees, f"s{n}")) for n in range(7)]
    seen = [{c.target: c.seen for c in run(jobs, processes=count)} for count in (1, 2)]
    assert seen[0] == seen[1]
    assert len(seen[0]) == 7


def test_the_jobs_of_every_family_can_go_to_another_process(tmp_path):
    from toolkit.collect import aws, network, server
    from toolkit.config.secrets import resolve
    from toolkit.core.inventory import Account, Network, Server

    known = server.ServerSettings(
        state_known_hosts=tmp_path / "k",
        known_hosts=(),
        ssh_config=None,
        connect_seconds=1,
        seconds=5,
        secret=resolve,
    )
    jobs = [
        *server.jobs([Server(name="s", host="127.0.0.1", port=1, user="u", password="env:NO")], frozenset(), known),
        *aws.jobs([Account(name="a", profile="no-such-profile")], frozenset(), aws.CloudSettings(5.0, resolve)),
        *network.jobs([Network(name="n", ranges=("-x",))], frozenset(), network.NetworkSettings(seconds=5)),
    ]
    found = {c.target.name: c.seen for c in run(jobs, processes=2)}
    assert set(found) == {"s", "a", "n"}
    assert all(isinstance(one, Unread) and not one.fault for seen in found.values() for one in seen)


def test_a_dead_process_costs_its_own_targets():
    jobs = [job("dies", dies), job("fine", partial(sees, "fine"))]
    found = {c.target.name: c.seen[0] for c in run(jobs, processes=2)}
    assert found["fine"].reason == "seen by a reader"
    assert found["dies"].fault
    assert "ended" in found["dies"].reason
