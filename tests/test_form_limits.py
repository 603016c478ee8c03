"""Numbers, days and keys of the desk's forms beyond what can be held: a sentence says what is taken, nothing breaks."""

import re
from dataclasses import dataclass
from itertools import zip_longest

import pytest
from django.db import models
from django.test import Client

from plans.editing.tables import editable_tables
from plans.models import Plan
from tests import builders
from tests.plans.editing.test_editing import fields_of, page_of

HUGE, ENDLESS = "9" * 20, "9" * 5000  # more than a database holds, more digits than Python reads
REFUSED = re.compile(r'id="id_(\w+)_error"')


def evil(field: models.Field) -> list[str]:
    """What a field of this kind may be sent and cannot bear."""
    if isinstance(field, models.DateField):
        return ["9999-12-31", "0001-01-01"]
    if isinstance(field, models.DecimalField):
        return [HUGE, "1e999999", "NaN"]
    if isinstance(field, models.IntegerField):
        return [HUGE, ENDLESS, "-1", "32767"]
    return [HUGE, ENDLESS] if field.is_relation else []


@dataclass(frozen=True)
class Desk:
    """A plan, a row of every kind of its own or of its partnership, and the session of an officer there."""

    plan: Plan
    rows: dict[str, models.Model]
    session: str

    def client(self, **options) -> Client:
        client = Client(**options)
        client.cookies["sessionid"] = self.session
        return client


@pytest.fixture(scope="module")
def made(demo, django_db_blocker) -> Desk:
    """Made once: what a test writes is taken back after it."""
    with django_db_blocker.unblock():
        plan, client = builders.rich_plan(1), Client()
        builders.sign_in(client, builders.person("officer of anytown", plan.partnership, "officer"))
        return Desk(plan, builders.row_of_every_kind(plan), client.cookies["sessionid"].value)


@pytest.mark.parametrize("turns", [1, pytest.param(4, marks=pytest.mark.long)])
@pytest.mark.parametrize("slug", sorted(editable_tables()))
def test_no_number_day_or_key_breaks_the_desk(made, db, slug, turns):
    """Of every field of every table: it is refused in words, or the row bears it and its page can still be read.

    What a form with nothing good in it refuses, it refuses alone; only the rest is sent again, field by field. One
    value for a field, and all of them in `make test-long`. A second for a table of many numbers.
    """
    row, client = made.rows[slug], made.client(raise_request_exception=False)
    address, broken, is_changed = page_of(made.plan, slug, row), [], False
    good = fields_of(client, address)
    sent = {name: evil(row._meta.get_field(name)) for name in ["row_version", *editable_tables()[slug].fields]}
    for turn in list(zip_longest(*sent.values()))[:turns]:
        together = {name: value for name, value in zip(sent, turn, strict=True) if value is not None}
        answer = client.post(address, good | together)
        broken += [together] if answer.status_code >= 500 else []
        for name in set(together) - set(REFUSED.findall(answer.content.decode())):
            answers = [client.post(address, good | {name: together[name]})]
            if answers[0].status_code == 302:  # what was refused changes no page
                answers += [client.get(address)]
                good = fields_of(client, address)
                is_changed = True
            broken += [name] if any(one.status_code >= 500 for one in answers) else []
    if is_changed:
        preview = client.get("/desk/anytown/plans/2020-2023/preview/")
        broken += ["preview"] if preview.status_code >= 500 else []
    assert broken == []


@pytest.mark.parametrize(
    ("kind", "field", "value", "sentence"),
    [
        ("milestones", "due_every_months", HUGE, "Enter a whole number from 0 to 32,767."),
        ("targets", "value", "1e999999", "Enter a number with at most 14 digits before the point and 4 after it."),
        ("targets", "value", "NaN", "Enter a number with at most 14 digits before the point and 4 after it."),
        ("plan", "period_end", "9999-12-31", "Enter a date from 1 January 1800 to 31 December 2199."),
    ],
)
def test_a_form_says_what_it_takes(made, db, kind, field, value, sentence):
    client, address = made.client(), page_of(made.plan, kind, made.rows[kind])
    page = client.post(address, fields_of(client, address) | {field: value}).content.decode()
    said = re.findall(r'<p class="govuk-error-message"[^>]*><span[^>]*>[^<]*</span> ([^<]*)<', page)
    assert said == [sentence]
