"""What reports claim of their quarter and their actions is recounted; a falsehood planted in each is found."""

from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from performance.reports.publishing import publish_report
from plans.publishing.versions import publish
from tests import builders
from tests.performance.reports.test_movement import plan as plan_of_actions, quarter, set_statuses  # noqa: F401
from tests.performance.reports.test_quarter_reports import plan as plan_of_figures, report_of  # noqa: F401
from tests.truth.claims import Verdict, false_ones
from tests.truth.judge import Judge
from tests.truth.reading import read
from tests.truth.recount import Stored


def judged(address: str, text: str) -> list[Verdict]:
    judge = Judge(Stored(timezone.now()))
    judge.hear(read(address, text))
    return judge.verdicts


FIGURES = "/anytown/scrutiny/quarter-6/"
ACTIONS = "/anytown/scrutiny/quarter-2/"


@pytest.fixture
def page_of_quarter(plan_of_figures) -> str:  # noqa: F811
    publish_report(builders.explain(report_of(plan_of_figures, 6)))
    return Client().get(FIGURES).content.decode()


@pytest.fixture
def page_of_movement(plan_of_actions) -> str:  # noqa: F811
    publish_report(builders.explain(quarter(plan_of_actions, 1)))
    set_statuses(plan_of_actions, "2020-09-30", Cameras="on track", Gates="complete")
    builders.action(plan_of_actions.priorities.get(), 4, title="Signs")
    publish(plan_of_actions, kind="final", note="Autumn")
    publish_report(builders.explain(quarter(plan_of_actions, 2)))
    return Client().get(ACTIONS).content.decode()


def test_what_a_report_says_of_its_quarter_is_true_and_every_falsehood_is_found(page_of_quarter):
    verdicts = judged(FIGURES, page_of_quarter)
    assert false_ones(verdicts) == []
    assert Counter(one.kind for one in verdicts)["quarter"] == 8
    assert Counter(one.kind for one in verdicts)["quarter change"] == 3
    for true, false in (
        (">125<", ">126<"),
        (">70<", ">90<"),
        ("285", "286"),
        ("46%", "64%"),
        ("up 4 points", "up 5 points"),
        ("125, up 5 (+4.2%)", "125, up 5 (+4.3%)"),
    ):
        assert true in page_of_quarter
        assert false_ones(judged(FIGURES, page_of_quarter.replace(true, false))) != [], false


def test_what_a_report_says_of_its_actions_is_true_and_every_falsehood_is_found(page_of_movement):
    verdicts = judged(ACTIONS, page_of_movement)
    assert false_ones(verdicts) == []
    assert Counter(one.kind for one in verdicts)["movement"] == 1 + 4 + 3 + 1
    for true, false in (
        ("1 completed, 1 changed status, 1 new", "2 completed, 1 changed status, 1 new"),
        ("1 completed, 1 changed status, 1 new", "1 completed, 1 changed status"),
        (">Changed status<", ">Completed<"),
        (">2</td>", ">3</td>"),
        ("1.1 Cameras</th>", "1.2 Lights</th>"),
    ):
        assert true in page_of_movement, true
        assert false_ones(judged(ACTIONS, page_of_movement.replace(true, false))) != [], false


def test_a_report_that_claims_to_be_the_first_is_believed_only_where_it_is(page_of_movement):
    first = "/anytown/scrutiny/quarter-1/"
    text = Client().get(first).content.decode()
    said = "This is the first report on this plan, so there is nothing to compare with."
    assert said in text
    assert false_ones(judged(first, text)) == []
    assert false_ones(judged(ACTIONS, page_of_movement.replace("</main>", f"<p>{said}</p></main>"))) != []
