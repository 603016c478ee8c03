"""What a page says of a target to be better than similar areas is recounted: a false number or status is found."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.performance.rules import test_similar_targets
from tests.truth.claims import false_ones
from tests.truth.judge import Judge
from tests.truth.reading import read
from tests.truth.recount import Stored

pytestmark = pytest.mark.anywhere
town = test_similar_targets.town


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("40.0 per 1,000", "41.0 per 1,000"),
        ("the mean of 3 similar", "the mean of 2 similar"),
        ("is 50.0 per 1,000", "is 50.1 per 1,000"),
        ("met</span>", "missed</span>"),
    ],
)
def test_a_false_claim_about_a_target_beside_similar_areas_is_found(town, true, false):
    for address in ("/anytown/performance/", "/anytown/performance/thefts/"):
        text = Client().get(address).content.decode()
        assert true in text
        judge = Judge(Stored(timezone.now()))
        judge.hear(read(address, text))
        assert [one.kind for one in judge.verdicts if one.kind == "target beside similar"] != []
        assert false_ones(judge.verdicts) == []
        judge.hear(read(address, text.replace(true, false)))
        assert false_ones(judge.verdicts) != []
