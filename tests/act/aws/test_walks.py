"""Every verb that moto knows, end to end: done, done twice, put back; denied, stopped, answers lost."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.act.aws.bench import WORLDS
from tests.act.ledger import Stop
from toolkit.act.perform import Ending

pytestmark = pytest.mark.live

READS = ("Get", "List", "Describe", "Head", "Lookup")
EVERY = pytest.mark.parametrize("name", WORLDS)


def changing(tap):
    return [operation for operation in tap.names() if not operation.startswith(READS)]


class Stage:
    """One world, made, and its verb."""

    def __init__(self, bench, name):
        self.bench = bench
        self.world = WORLDS[name]
        self.parameters = self.world.make(bench)
        self.before = self.state()

    def state(self):
        return self.world.state(self.bench, self.parameters)

    def contained(self):
        return self.world.contained(self.state())

    def do(self):
        return self.bench.do(self.world.verb, self.parameters)

    def plan(self):
        return self.bench.plan(self.world.verb, self.parameters)

    def undo(self):
        return self.bench.undo(self.world.verb, self.parameters)


@EVERY
def test_a_plan_changes_nothing_and_says_what_would(bench, tap, name):
    stage = Stage(bench, name)
    planned = stage.plan()
    assert planned.ending is Ending.PLANNED
    assert planned.plan.changes
    assert planned.plan.warnings
    assert changing(tap) == []
    assert stage.state() == stage.before
    assert not stage.contained()


@EVERY
def test_done_seen_done_again_and_put_back(bench, tap, name):
    stage = Stage(bench, name)
    assert stage.do().ending is Ending.DONE
    assert stage.contained()
    made = changing(tap)
    after = stage.state()
    assert stage.do().ending is Ending.ALREADY
    assert (changing(tap), stage.state()) == (made, after)
    assert stage.undo().ending is Ending.UNDONE
    assert stage.state() == stage.before


@EVERY
def test_the_plan_names_calls_that_are_made(bench, tap, name):
    stage = Stage(bench, name)
    planned = {change.call.partition(":")[2] for change in stage.plan().plan.changes}
    stage.do()
    assert planned <= set(changing(tap))


@EVERY
@pytest.mark.parametrize("line", ["promise", "acted"])
def test_stopped_between_promise_and_proof_it_goes_on(bench, name, line):
    stage = Stage(bench, name)
    bench.ledger.stop_at = line
    with pytest.raises(Stop):
        stage.do()
    assert stage.do().ending is Ending.DONE
    assert stage.contained()
    assert stage.undo().ending is Ending.UNDONE
    assert stage.state() == stage.before


def at_nth_change(number, what):
    """A tap that does `what` at the nth call that changes something."""
    count = 0

    def tapped(operation, _given):
        nonlocal count
        if not operation.startswith(READS):
            count += 1
            if count == number:
                what(operation)

    return tapped


def changes_of(server_bench, tap, name):
    stage = Stage(server_bench, name)
    assert stage.do().ending is Ending.DONE
    number = len(changing(tap))
    stage.undo()
    server_bench.server.reset()
    server_bench.ledger.lines.clear()
    return number


def lost(operation):
    raise ReadTimeoutError(endpoint_url=f"https://service.example/{operation}")


def stopped(operation):
    raise Stop(operation)


@EVERY
@pytest.mark.parametrize("what", [lost, stopped])
@pytest.mark.parametrize("where", ["before", "after"])
def test_lost_or_stopped_at_any_change_it_ends_the_same(bench, tap, name, what, where):
    """`before`: the request never came; `after`: it was done and the answer never came."""
    for number in range(1, changes_of(bench, tap, name) + 1):
        stage = Stage(bench, name)
        setattr(tap, where, at_nth_change(number, what))
        try:
            first = stage.do()
        except Stop:
            first = None
        setattr(tap, where, None)
        if first is not None:
            # Success is claimed only where it is so.
            assert first.ending in {Ending.IN_DOUBT, Ending.DONE}
            assert (first.ending is Ending.DONE) == stage.contained()
        assert stage.do().success
        assert stage.contained()
        assert stage.undo().ending is Ending.UNDONE, (number, name)
        assert stage.state() == stage.before
        bench.server.reset()
        bench.ledger.lines.clear()


@EVERY
def test_denied_at_any_call_nothing_is_called_a_success(bench, tap, name):
    stage = Stage(bench, name)
    assert stage.do().ending is Ending.DONE
    asked = list(dict.fromkeys(tap.names()))
    bench.server.reset()
    bench.ledger.lines.clear()
    for denied in asked:
        stage = Stage(bench, name)
        tap.before = deny(denied)
        done = stage.do()
        assert not done.success, denied
        assert done.ending in {Ending.REFUSED, Ending.FAILED, Ending.UNVERIFIED}
        if done.ending is Ending.REFUSED:
            assert stage.state() == stage.before
        tap.before = None
        assert stage.do().success
        bench.server.reset()
        bench.ledger.lines.clear()


def deny(denied):
    def refuse(operation, _given):
        if operation == denied:
            said = {"Error": {"Code": "AccessDenied", "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
            raise ClientError(said, operation)

    return refuse


@EVERY
def test_what_is_not_offered_is_no_success(bench, tap, name):
    stage = Stage(bench, name)

    def refuse(operation, _given):
        if not operation.startswith(READS):
            said = {"Error": {"Code": "NotImplemented", "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 501}}
            raise ClientError(said, operation)

    tap.before = refuse
    done = stage.do()
    assert done.ending is Ending.FAILED
    assert not stage.contained()


@EVERY
def test_an_answer_without_meaning_is_no_success(bench, tap, name):
    """An endpoint that says yes to everything and tells nothing."""
    stage = Stage(bench, name)
    tap.before = lambda _operation, _given: {}
    assert not stage.do().success
