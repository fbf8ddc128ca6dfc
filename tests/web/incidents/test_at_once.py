"""Truly at once: many browsers say how one step ended. One counts, the others are asked, nothing is lost or mixed."""

from concurrent.futures import ThreadPoolExecutor

from toolkit.core.incident import Kind
from toolkit.usecase.incident import steps
from toolkit.usecase.incident.session import Overtaken, Said, look


def test_of_eight_who_say_it_at_once_one_counts_and_seven_are_asked(fire):
    seen = len(look(fire).events)

    def say(number):
        try:
            steps.done(fire, "see", Said(by=f"p{number}", note=str(number), seen=seen), ready=True)
        except Overtaken as no:
            return no.events
        return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(say, range(8)))
    assert answers.count(None) == 1
    done = [event for event in look(fire).events if event.kind is Kind.DONE]
    assert len(done) == 1
    assert all(one[0].by == done[0].by for one in answers if one)
    assert len(look(fire).events) == seen + 1
