"""What a plan aims at, in the words of its page."""

import pytest
from django.template import engines

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("percent change", "-10", "down 10%"),
        ("percent change", "5.5", "up 5.5%"),
        ("points", "-3", "down 3 points"),
        ("change", "-1200", "down 1,200"),
        ("at most", "130", "At most 130"),
    ],
)
def test_the_aim_of_a_target_is_said_in_few_words(kind, value, said):
    text = '{% from "public/parts.html" import target_words with context %}{{ target_words(target) }}'
    target = {"state": "value", "as_printed": "", "value": value, "kind": kind, "wording": kind.capitalize()}
    assert engines["jinja2"].from_string(text).render({"target": target}).strip() == said
