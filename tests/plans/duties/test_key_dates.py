"""The partnership's own year: what is due when, marked done with one click, back next year, among the tasks."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.desk.weekly import tasks_of
from plans.duties import tasks
from plans.editing import save
from plans.editing.tables import editable_tables
from plans.models import Change, KeyDate, Partnership
from plans.schemas.usual_year import USUAL_YEAR
from tests import builders
from tests.performance.indicators.test_pages import words

D = dt.date
YEAR = "/desk/anytown/year/"


BEGUN = D(2025, 1, 1)


def yearly(month: int, day: int, done_for: dt.date | None = None, counts_from: dt.date = BEGUN) -> KeyDate:
    return KeyDate(title="Bids", month=month, day=day, done_for=done_for, counts_from=counts_from)


@pytest.mark.parametrize(
    ("row", "today", "due"),
    [
        (yearly(4, 1), D(2026, 3, 1), D(2025, 4, 1)),  # never done: the last one waits
        (yearly(4, 1, counts_from=D(2025, 6, 1)), D(2026, 3, 1), D(2026, 4, 1)),  # a list that began later
        (yearly(4, 1, counts_from=D(2025, 6, 1)), D(2026, 4, 1), D(2026, 4, 1)),  # on the day it is not late
        (yearly(4, 1, counts_from=D(2025, 6, 1)), D(2026, 4, 2), D(2026, 4, 1)),  # late from the next day
        (yearly(4, 1, D(2025, 4, 1)), D(2026, 3, 1), D(2026, 4, 1)),  # done last year: back this year
        (yearly(4, 1, D(2026, 4, 1)), D(2026, 3, 20), D(2027, 4, 1)),  # done beforehand
        (yearly(4, 1, D(2026, 4, 1)), D(2027, 4, 2), D(2027, 4, 1)),  # and late again
        (yearly(4, 15, D(2026, 4, 1)), D(2026, 5, 1), D(2027, 4, 15)),  # moved a little after it was done
        (yearly(1, 31, D(2026, 1, 31)), D(2026, 12, 31), D(2027, 1, 31)),
        (KeyDate(title="Launch", once_on=D(2026, 5, 5)), D(2026, 6, 1), D(2026, 5, 5)),
        (KeyDate(title="Launch", once_on=D(2026, 5, 5), done_for=D(2026, 5, 5)), D(2026, 6, 1), None),
    ],
)
def test_the_day_that_waits(row, today, due):
    assert row.due(today) == due


@pytest.mark.parametrize(("today", "soon"), [(D(2026, 3, 17), False), (D(2026, 3, 18), True), (D(2026, 4, 9), True)])
def test_it_is_due_soon_from_its_days_before_and_while_it_is_late(today, soon):
    assert yearly(4, 1, counts_from=D(2026, 1, 1)).is_due_soon(today) == soon


@pytest.fixture
def here(db) -> Partnership:
    return builders.partnership()


@pytest.fixture
def desk(client, here):
    client.force_login(builders.person("officer", here, "officer"))
    return client


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Give a month and a day for every year, or one day that comes once."),
        ({"month": 4}, "Give a month and a day for every year, or one day that comes once."),
        ({"month": 4, "day": 1, "once_on": D(2026, 4, 1)},
         "Give a month and a day for every year, or one day that comes once."),
        ({"month": 2, "day": 29}, "The month does not have this day every year. February counts to 28."),
        ({"month": 6, "day": 31}, "The month does not have this day every year. February counts to 28."),
        ({"month": 6, "day": 1, "remind_days": 367}, "Remind at most 366 days before."),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_refused_with_a_sentence(here, values, sentence):
    with pytest.raises(ValidationError) as refused:
        save.add_row(editable_tables()["key-dates"], here, {"title": "Bids"} | values, by=None)
    assert sentence in refused.value.messages


def test_a_month_is_typed_in_the_table_and_may_stay_empty(desk, here):
    sent = {"n1-title": "Bids", "n1-month": "september", "n1-day": "30", "n1-lead": "Ada", "n1-remind_days": "21"}
    sent |= {"n2-title": "Launch", "n2-once_on": "5 May 2027", "save": "yes"}
    answer = desk.post("/desk/anytown/about/key-dates/table/", sent, follow=True)
    assert "2 rows added" in words(answer)
    stored = here.key_dates.order_by("title").values_list("title", "month", "day", "once_on", "lead", "remind_days")
    assert list(stored) == [("Bids", 9, 30, None, "Ada", 21), ("Launch", None, None, D(2027, 5, 5), "", 14)]


def lines(user, today: dt.date) -> list[tuple[str, bool, str]]:
    mine = list(user.memberships.select_related("partnership"))
    return [(task.sentence, task.urgent, task.address) for task in builders.read(tasks.key_dates(user, mine, today))]


def test_late_and_due_soon_are_tasks_of_officers(here):
    begun = {"counts_from": D(2026, 1, 1)}
    here.key_dates.create(title="Budget bids", month=9, day=30, lead="Finance", **begun)
    here.key_dates.create(title="Return", month=10, day=31, **begun)
    here.key_dates.create(title="Much later", month=12, day=1, **begun)
    officer = builders.person("officer", here, "officer")
    assert lines(officer, D(2026, 10, 20)) == [
        ("“Budget bids” was due on 30 September 2026 and is not marked done (lead: Finance).", True, YEAR),
        ("“Return” is due on 31 October 2026.", False, YEAR),
    ]
    assert lines(builders.person("lead", here, "lead"), D(2026, 10, 20)) == []
    weekly = [task.sentence for task in tasks_of(officer, D(2026, 10, 20))]
    assert "“Return” is due on 31 October 2026." in weekly


def test_tasks_cost_one_query_for_many_dates(here):
    officer = builders.person("officer", here, "officer")
    mine = list(officer.memberships.select_related("partnership"))
    for number in range(30):
        here.key_dates.create(title=f"Date {number}", month=9, day=30)
    with CaptureQueriesContext(connection) as asked:
        assert len(builders.read(tasks.key_dates(officer, mine, D(2030, 9, 25)))) == 30
    assert len(asked) == 1


def test_a_new_partnership_ticks_the_usual_dates(desk, here):
    page = desk.get(YEAR).content.decode()
    assert page.count('name="date"') == page.count(' checked\n aria-describedby="why-') == len(USUAL_YEAR) == 14
    assert "31 March: Plan revised and published, before 1 April" in words(desk.get(YEAR))
    answer = desk.post(f"{YEAR}add/", {"date": ["plan", "budget", "nonsense"]}, follow=True)
    assert "Added: 2 dates." in words(answer)
    assert set(here.key_dates.values_list("title", "month", "day", "remind_days")) == {
        ("Plan revised and published, before 1 April", 3, 31, 14),
        ("Budget bids for the next year", 12, 1, 14),
    }
    assert Change.objects.filter(row_kind="key-dates", kind="added").count() == 2
    desk.post(f"{YEAR}add/", {"date": ["plan"]})
    assert here.key_dates.count() == 2
    page = desk.get(YEAR).content.decode()
    assert (page.count('name="date"'), ' checked\n aria-describedby="why-' in page) == (12, False)


def test_the_law_is_that_of_the_nation(desk, here):
    assert "S.I. 2007/1830, regulation 12" in words(desk.get(YEAR))
    Partnership.objects.filter(pk=here.pk).update(jurisdiction="wales")
    page = words(desk.get(YEAR))
    assert "S.I. 2007/3076 (Wales)" in page
    assert "2007/1830" not in page


def test_one_click_marks_a_date_done_until_next_year(desk, here, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_given: D(2026, 10, 5))
    row = here.key_dates.create(title="Bids", month=9, day=30, counts_from=D(2026, 1, 1))
    assert "Bids 30 September 2026 late" in words(desk.get(YEAR))
    sent = {"due": "2026-09-30", "row_version": "1"}
    said = words(desk.post(f"{YEAR}{row.pk}/done/", sent, follow=True))
    assert "“Bids” is done for 30 September 2026. It is next due on 30 September 2027." in said
    assert "Bids 30 September 2027 done for 30 September 2026 not yet due" in said
    again = words(desk.post(f"{YEAR}{row.pk}/done/", sent, follow=True))
    assert "“Bids” was marked already, or its date was changed." in again
    row.refresh_from_db()
    assert (row.done_for, row.row_version, Change.objects.filter(field="done_for").count()) == (D(2026, 9, 30), 2, 1)


def test_what_somebody_changed_meanwhile_is_not_marked(desk, here):
    row = here.key_dates.create(title="Launch", once_on=D(2030, 5, 5))
    KeyDate.objects.filter(pk=row.pk).update(row_version=2)
    sent = {"due": "2030-05-05", "row_version": "1"}
    assert "Someone changed “Launch” in the meantime." in words(desk.post(f"{YEAR}{row.pk}/done/", sent, follow=True))
    row.refresh_from_db()
    assert row.done_for is None


def test_those_who_only_read_see_no_buttons(client, here):
    here.key_dates.create(title="Bids", month=9, day=30)
    client.force_login(builders.person("lead", here, "lead"))
    page = client.get(YEAR).content.decode()
    assert "Bids" in page
    assert '<form method="post"' not in page[page.index("<main") : page.index("</main")]


def test_the_page_costs_the_same_for_one_date_and_for_many(desk, here):
    counts = []
    for number in (1, 30):
        for one in range(number):
            here.key_dates.create(title=f"Date {number} {one}", month=9, day=30)
        with CaptureQueriesContext(connection) as asked:
            desk.get(YEAR)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_other_partnership_can_mark_it(desk, here):
    other = builders.partnership("elsewhere").key_dates.create(title="Theirs", month=9, day=30)
    assert desk.post(f"{YEAR}{other.pk}/done/", {"due": "2026-09-30", "row_version": "1"}).status_code == 404
