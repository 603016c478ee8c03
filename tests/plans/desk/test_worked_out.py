"""What the desk home says of plans and figures is worked out by a job, so that nobody waits for it."""

import datetime as dt

import pytest

from csp_portal.operation.reading import read_together
from plans.documents import worked_out as room
from plans.documents.worked_out import LongWork, work_out_again, worked_out
from tests import builders

TODAY, TOMORROW = dt.date(2026, 11, 30), dt.date(2026, 12, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


def test_a_job_works_out_again_what_is_no_longer_true_and_the_next_visit_finds_it(monkeypatch):
    owners = [builders.partnership(name.lower(), name=name) for name in ("Anytown", "Othertown")]
    asked: list[list[str]] = []

    def work(of):
        asked.append([one.name for one in of])
        return {one.pk: len(asked) for one in of}

    long = LongWork("counted", work)
    monkeypatch.setattr(room, "contributed", lambda name: [long])

    def visit(today):
        def reader():
            found = yield from worked_out(long, {owners[0].pk: owners[0]}, today)
            yield from found.values()

        return read_together([reader()])[0]

    assert work_out_again(TODAY, dt.timedelta(minutes=1)) == 0  # nobody has asked for anything yet
    assert visit(TODAY) == [1]
    assert work_out_again(TODAY, dt.timedelta(minutes=1)) == 0
    assert work_out_again(TOMORROW, dt.timedelta(0)) == 0  # no time is left: the next run goes on
    assert work_out_again(TOMORROW, dt.timedelta(minutes=1)) == 1
    assert visit(TOMORROW) == [2]
    assert asked == [["Anytown"], ["Anytown"]]
