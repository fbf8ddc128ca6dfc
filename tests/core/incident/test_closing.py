"""What stands in the way of closing."""

from tests.core.incident.test_flow import told
from tests.usecase.incident.books import Journal
from toolkit.core.incident import obligations, unfinished
from toolkit.core.incident.words import Kind


def test_nobody_may_close_before_somebody_said_whether_personal_data_was_affected():
    journal = Journal()
    assert "nobody has recorded" in "".join(obligations(journal.incident))
    journal.add(Kind.REACHED, milestone="personal-data-excluded", note="an empty bucket")
    assert list(obligations(journal.incident)) == []


def test_whoever_was_affected_is_told_or_it_was_decided_not_to():
    journal = told()
    assert len(list(obligations(journal.incident))) == 1
    for milestone in ("notified", "decided-not-to-notify"):
        answered = told().add(Kind.REACHED, milestone=milestone, note="n")
        assert list(obligations(answered.incident)) == []
    journal.add(Kind.REACHED, milestone="personal-data-excluded", note="n")
    assert list(obligations(journal.incident)), "what was confirmed is not undone by saying the opposite"


def test_everything_that_is_open_or_in_doubt_is_unfinished():
    journal = Journal()
    assert list(unfinished(journal.incident)) == ["step see is todo: See that {bucket} burns"]
    journal.add(Kind.COLLECTING, file="evidence/1").done("see").decide("is-it", "no").done("write-up")
    journal.add(Kind.ACT_PROMISED, "put-out", verb="v", parameters={}, captured={})
    words = list(unfinished(journal.incident))
    assert len(words) == 2
    assert "v of step put-out is in doubt" in words[0]
    assert "collecting evidence/1" in words[1]
    journal.add(Kind.COLLECTED, item="E1", file="evidence/1", name="1", sha256="0", size=1)
    journal.add(Kind.ACT_VERIFIED, "put-out", verb="v", parameters={}, so=True, words="")
    assert list(unfinished(journal.incident)) == []
