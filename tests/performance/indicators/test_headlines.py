"""What a plan reports itself, as the answer on top of it where it has no results yet."""

import pytest

from performance.indicators.plain_answers import say
from plans.models import PlanVersion
from tests.performance.indicators.test_pages import words

NORWICH = (
    "This plan reports: BCS comparator crime down 2,865 (−21.5%), 2003/04 to 2007/08: the target of −21% was met; "
    "Criminal damage down 681 (−13.7%), 2003/04 to 2007/08: the target of −20% was missed; 3 more. No results for this "
    "plan’s own targets have been published."
)
CAMBRIDGE = (
    "This plan reports: All recorded crime down 20%, November 2010 to October 2011; Domestic burglary down 51%, "
    "November 2010 to October 2011; 3 more. No results for this plan’s own targets have been published."
)
PETERBOROUGH = (
    "This plan reports: Victim-based crime up around 6%, 2015; People killed or seriously injured on the roads down 11 "
    "(−14.7%), 2014 to 2015."
)


@pytest.mark.parametrize(
    ("partnership", "plan", "said"),
    [
        ("norwich", "2008-2011", NORWICH),
        ("cambridge", "2011-2014", CAMBRIDGE),
        ("peterborough", "2016-2019", PETERBOROUGH),
    ],
)
def test_a_plan_without_results_is_answered_with_what_it_reports_itself(demo, db, partnership, plan, said):
    """Norwich's seven baselines that sources differ about give no figure here."""
    assert say(PlanVersion.objects.get(plan__partnership__slug=partnership, plan__slug=plan).content)[""] == said


def test_a_priority_whose_target_has_no_number_yet_says_so(demo, db):
    said = say(PlanVersion.objects.get(plan__partnership__slug="norwich").content)
    assert said["1"] == "The target is still to be confirmed."
    assert said["3"] == "No results for the target have been published."


def test_the_page_of_the_plan_opens_with_it(demo, db, client):
    """The targets of 2005 to 2008 are known from a report that was published after the plan."""
    assert NORWICH in words(client.get("/norwich/plans/2008-2011/"))
