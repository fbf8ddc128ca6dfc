"""CloudTrail's history and the lock on snapshots. moto has neither, so the answers are botocore's Stubber's: it holds
requests and answers to the provider's model, but nobody shows here that AWS itself answers so."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.stub import Stubber

from tests.act.aws.bench import BY_ID, DIGEST, REGION
from tests.act.ledger import Memory
from toolkit.act.approval import Asked
from toolkit.act.aws import reach
from toolkit.act.perform import Act, Ending, perform, rollback
from toolkit.core.inventory import Account

INSTANCE = "i-0123456789abcdef0"
SNAPSHOT = "snap-0123456789abcdef0"
SPAN = {"region": REGION, "since": "2026-11-20", "until": "2026-11-21T00:00:00Z"}
FILE = f"cloudtrail-{REGION}-2026-11-20T000000Z-2026-11-21T000000Z.jsonl"


@pytest.fixture
def hands(tmp_path):
    return reach(Account(name="production", region=REGION), lambda reference: reference, tmp_path / "evidence")


@pytest.fixture
def stub(hands):
    def of(service):
        stubbed = Stubber(hands.clients.of(service, REGION))
        stubbed.activate()
        return stubbed

    return of


def an_act(verb, hands, parameters, ledger):
    asked = Asked(by="ana", playbook=DIGEST)
    return Act(verb=BY_ID[verb], hands=hands, parameters=parameters, asked=asked, ledger=ledger)


def event(number):
    when = datetime(2026, 11, 20, 1, number, tzinfo=UTC)
    return {
        "EventId": f"e{number}",
        "EventName": "GetObject\u2028\x1b[31m",
        "EventTime": when,
        "CloudTrailEvent": "{}",
    }


def lookups(stubbed, *pages):
    span = {"StartTime": datetime(2026, 11, 20, tzinfo=UTC), "EndTime": datetime(2026, 11, 21, tzinfo=UTC)}
    stubbed.add_response("lookup_events", {"Events": []}, {**span, "MaxResults": 1})
    for index, page in enumerate(pages):
        more = {"NextToken": str(index + 1)} if index + 1 < len(pages) else {}
        stubbed.add_response(
            "lookup_events", {"Events": page, **more}, {**span, **({"NextToken": str(index)} if index else {})}
        )


def test_events_of_all_pages_are_kept_once_each_and_read_again(hands, stub, tmp_path):
    trail = stub("cloudtrail")
    lookups(trail, [event(3), event(2)], [event(2), event(1)])
    ledger = Memory()
    done = perform(an_act("export-trail", hands, SPAN, ledger), execute=True)
    assert done.ending is Ending.DONE
    assert "3 events, from 2026-11-20T01:01:00+00:00 to 2026-11-20T01:03:00+00:00" in done.words
    raw = (tmp_path / "evidence" / FILE).read_bytes()
    assert [json.loads(line)["EventId"] for line in raw.splitlines()] == ["e3", "e2", "e1"]
    assert raw.isascii()
    assert b"\x1b" not in raw
    trail.assert_no_pending_responses()
    assert perform(an_act("export-trail", hands, SPAN, ledger), execute=True).ending is Ending.ALREADY
    assert rollback(an_act("export-trail", hands, SPAN, ledger), execute=True).ending is Ending.UNDONE
    assert (tmp_path / "evidence" / FILE).read_bytes() == raw


def test_a_page_lost_in_the_middle_leaves_no_file_that_looks_whole(hands, stub, tmp_path):
    trail = stub("cloudtrail")
    lookups(trail, [event(3)], [event(2)])
    trail._queue.pop()
    trail.add_client_error("lookup_events", "AccessDenied", "no", 403)
    ledger = Memory()
    assert perform(an_act("export-trail", hands, SPAN, ledger), execute=True).ending is Ending.FAILED
    assert not (tmp_path / "evidence" / FILE).exists()
    trail._queue.clear()
    lookups(trail, [event(3)], [event(2)])
    trail._queue.popleft()  # the promise stands, so nothing is planned again
    done = perform(an_act("export-trail", hands, SPAN, ledger), execute=True)
    assert done.ending is Ending.DONE
    assert "2 events" in done.words


def test_too_fast_is_waited_for(hands, stub):
    trail = stub("cloudtrail")
    lookups(trail)
    trail.add_client_error("lookup_events", "ThrottlingException", "slow down", 400)
    trail.add_response("lookup_events", {"Events": [event(1)]})
    assert perform(an_act("export-trail", hands, SPAN, Memory()), execute=True).ending is Ending.DONE


def test_no_event_is_no_proof(hands, stub):
    lookups(stub("cloudtrail"), [])
    done = perform(an_act("export-trail", hands, SPAN, Memory()), execute=True)
    assert "no proof" in done.words


def test_a_file_that_was_changed_is_not_verified(hands, stub, tmp_path):
    lookups(stub("cloudtrail"), [event(1)])
    ledger = Memory()
    perform(an_act("export-trail", hands, SPAN, ledger), execute=True)
    (tmp_path / "evidence" / FILE).write_text("{}\n")
    assert not perform(an_act("export-trail", hands, SPAN, ledger), execute=True).success


def test_what_the_history_cannot_have_is_said(hands, stub):
    now = datetime.now(UTC)
    stub("cloudtrail").add_response("lookup_events", {"Events": []})
    old = {"region": REGION, "since": (now - timedelta(days=120)).isoformat(), "until": now.isoformat()}
    said = " ".join(perform(an_act("export-trail", hands, old, Memory())).plan.warnings)
    assert "90 days" in said
    assert "15 minutes late" in said
    assert "data events" in said


@pytest.mark.parametrize(
    "wrong", [{"until": "2026-11-19"}, {"since": "x"}, {"region": "../../etc"}, {"since": "2026-11-20T00:00:00"}]
)
def test_a_span_that_is_none_is_refused(hands, wrong):
    assert perform(an_act("export-trail", hands, {**SPAN, **wrong}, Memory()), execute=True).ending is Ending.REFUSED


LOCK = {"instance": INSTANCE, "region": REGION, "lock_days": "90"}


class Disks:
    """Queues the answers of EC2 for one instance with one volume."""

    def __init__(self, stubbed):
        self.stub = stubbed

    def machine(self):
        volume = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": "vol-1"}}
        about = {"InstanceId": INSTANCE, "State": {"Name": "running"}, "BlockDeviceMappings": [volume]}
        self.stub.add_response("describe_instances", {"Reservations": [{"Instances": [about]}]})

    def snapshots(self, *tokens, state="completed"):
        made = [
            {
                "SnapshotId": SNAPSHOT, "VolumeId": "vol-1", "State": state,
                "Tags": [
                    {"Key": "breachready-snapshot", "Value": token},
                    {"Key": "breachready-instance", "Value": INSTANCE},
                ],
            }
            for token in tokens
        ]  # fmt: skip
        self.stub.add_response("describe_snapshots", {"Snapshots": made})

    def locked(self, *days, state="governance"):
        each = [{"SnapshotId": SNAPSHOT, "LockState": state, "LockDuration": one} for one in days]
        self.stub.add_response("describe_locked_snapshots", {"Snapshots": each}, {"SnapshotIds": [SNAPSHOT]})

    def lock(self):
        given = {"SnapshotId": SNAPSHOT, "LockMode": "governance", "LockDuration": 90}
        self.stub.add_response("lock_snapshot", {"SnapshotId": SNAPSHOT, "LockState": "governance"}, given)

    def create(self):
        self.stub.add_response("create_snapshots", {"Snapshots": [{"SnapshotId": SNAPSHOT, "VolumeId": "vol-1"}]})


@pytest.fixture
def token(monkeypatch):
    monkeypatch.setattr("toolkit.act.aws.snapshot.uuid4", lambda: "token-1")
    return "token-1"


@pytest.fixture
def disks(stub):
    return Disks(stub("ec2"))


def begun(disks):
    disks.machine()  # plan
    disks.machine()
    disks.snapshots()  # capture
    disks.machine()


def test_snapshots_are_locked_in_governance_mode_and_the_lock_is_read_back(hands, disks, token):
    begun(disks)
    disks.snapshots()
    disks.create()
    disks.locked()
    disks.lock()
    disks.snapshots(token)
    disks.locked(90)
    ledger = Memory()
    done = perform(an_act("snapshot-instance", hands, LOCK, ledger), execute=True)
    assert (done.ending, "locked for 90 days" in done.words) == (Ending.DONE, True)
    disks.stub.assert_no_pending_responses()
    disks.snapshots(token)
    disks.locked(90)
    disks.stub.add_response("unlock_snapshot", {"SnapshotId": SNAPSHOT}, {"SnapshotId": SNAPSHOT})
    disks.stub.add_response("delete_snapshot", {}, {"SnapshotId": SNAPSHOT})
    disks.snapshots()
    disks.machine()
    assert rollback(an_act("snapshot-instance", hands, LOCK, ledger), execute=True).ending is Ending.UNDONE
    disks.stub.assert_no_pending_responses()


def test_stopped_between_snapshot_and_lock_none_is_made_twice(hands, disks, token):
    begun(disks)
    disks.snapshots()
    disks.create()
    disks.locked()
    disks.stub.add_client_error("lock_snapshot", "UnauthorizedOperation", "no", 403)
    ledger = Memory()
    assert perform(an_act("snapshot-instance", hands, LOCK, ledger), execute=True).ending is Ending.FAILED
    disks.snapshots(token)
    disks.locked()
    disks.lock()
    disks.snapshots(token)
    disks.locked(90)
    assert perform(an_act("snapshot-instance", hands, LOCK, ledger), execute=True).ending is Ending.DONE
    disks.stub.assert_no_pending_responses()


@pytest.mark.parametrize("days", [(), (30,)])
def test_a_lock_that_is_not_there_or_too_short_is_a_failure(hands, disks, token, days):
    begun(disks)
    disks.snapshots(token)
    disks.locked(90)
    disks.snapshots(token)
    disks.locked(*days)
    done = perform(an_act("snapshot-instance", hands, LOCK, Memory()), execute=True)
    assert (done.ending, "not locked" in done.words) == (Ending.FAILED, True)


def test_a_lock_that_ran_out_is_none(hands, disks, token):
    begun(disks)
    disks.snapshots(token)
    disks.locked(90, state="expired")
    disks.lock()
    disks.snapshots(token)
    disks.locked(90, state="expired")
    assert perform(an_act("snapshot-instance", hands, LOCK, Memory()), execute=True).ending is Ending.FAILED


@pytest.mark.parametrize(("state", "ending"), [("pending", Ending.UNVERIFIED), ("error", Ending.FAILED)])
def test_a_snapshot_not_written_yet_is_no_success(hands, disks, token, state, ending):
    parameters = {"instance": INSTANCE, "region": REGION}
    begun(disks)
    disks.snapshots()
    disks.create()
    disks.snapshots(token, state=state)
    assert perform(an_act("snapshot-instance", hands, parameters, Memory()), execute=True).ending is ending


@pytest.mark.parametrize("days", ["-1", "ninety", "36501", "\u0663"])
def test_days_that_are_none_are_refused(hands, days):
    done = perform(an_act("snapshot-instance", hands, {**LOCK, "lock_days": days}, Memory()), execute=True)
    assert done.ending is Ending.REFUSED
