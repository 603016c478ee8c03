"""What pages say of values that plans set on the way to a target is recounted too, and a false word is found."""

import pytest
from django.utils import timezone

from csp_portal.formats.periods import Period
from tests.performance.indicators.test_values_on_the_way import published, thefts, value_for
from tests.truth.claims import Verdict, false_ones
from tests.truth.judge import Judge
from tests.truth.reading import read
from tests.truth.recount import Stored

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
YEAR = Period.financial_year
ADDRESS = "/anytown/performance/thefts/"


def verdicts(text: str) -> list[Verdict]:
    judge = Judge(Stored(timezone.now()))
    judge.hear(read(ADDRESS, text))
    return judge.verdicts


@pytest.mark.parametrize("set_for", [2009, 2010])
def test_what_is_said_is_true_and_a_false_value_or_status_is_found(client, set_for):
    target = thefts()
    value_for(target, YEAR(set_for), 380).save()
    published(target, {YEAR(2008): 400, YEAR(2009): 384})
    text = client.get(ADDRESS).content.decode()
    heard = verdicts(text)
    assert false_ones(heard) == []
    assert {"value on the way", "status on the way"} <= {one.kind for one in heard}
    was, said = (("off target", ": 380."), ("on target", "against 390,"))[set_for == 2010]
    other = {"off target": "on target", "on target": "off target"}[was]
    assert was in text
    assert said in text
    assert false_ones(verdicts(text.replace(was, other)))
    assert false_ones(verdicts(text.replace(said, said.replace("3", "4"))))
