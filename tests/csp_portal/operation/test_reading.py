"""Many questions in one statement give the rows that each would give alone, on both databases."""

import datetime as dt

from django.db.models import Count

from csp_portal.operation.reading import read_together, rows_of
from performance.models import ImportRun, Observation
from plans.models import Plan
from tests import builders


def test_rows_are_those_that_each_question_gives_alone(db, django_assert_num_queries):
    plan = builders.plan()
    area = builders.area_set(plan.partnership, ["North"]).areas.get()
    builders.observation(builders.source(plan.partnership), builders.indicator(), area, 2019, 200)

    def questions():
        return [
            Plan.objects.select_related("partnership"),
            Plan.objects.none(),
            Observation.objects.select_related("area__area_set", "source"),
            ImportRun.objects.order_by("-pk")[:1],
            Plan.objects.values_list("partnership", "period_end").annotate(Count("pk")),
        ]

    with django_assert_num_queries(1):
        together = rows_of(questions())
        owner = together[0][0].partnership
    assert together == [list(one) for one in questions()]
    assert owner == plan.partnership
    for one, same in zip(together[2], questions()[2], strict=True):
        values = [[getattr(row, field.attname) for field in row._meta.concrete_fields] for row in (one, same)]
        assert values[0] == values[1]
        assert [type(value) for value in values[0]] == [type(value) for value in values[1]]


def test_readers_go_on_together(db, django_assert_num_queries):
    plan = builders.plan()

    def twice():
        (plans,) = yield [Plan.objects.all()]
        yield plans[0].title
        (later,) = yield [Plan.objects.filter(period_start__gt=dt.date(2100, 1, 1))]
        yield len(later)

    def never():
        yield "found"

    with django_assert_num_queries(2):
        assert read_together([twice(), never(), twice()]) == [[plan.title, 0], ["found"], [plan.title, 0]]
