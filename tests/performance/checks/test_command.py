"""manage.py check_figures: for people and for programs."""

import json

import pytest
from django.core.management import CommandError, call_command

from performance.checks.report import FindingReport
from tests import builders

pytestmark = pytest.mark.django_db


def answer(capsys, *words: str) -> str:
    call_command("check_figures", *words)
    return capsys.readouterr().out


def test_the_findings_of_all_partnerships_are_one_object_with_documented_keys(demo, db, capsys):
    found = json.loads(answer(capsys, "--json"))
    assert found["counts"] == {"error": 11, "warning": 48, "explained": 0}
    assert len(found["findings"]) == 59
    assert {frozenset(one) for one in found["findings"]} == {frozenset(FindingReport.__annotations__)}
    assert sorted({one["partnership"] for one in found["findings"]}) == [
        "cambridge",
        "norfolk",
        "norwich",
        "peterborough",
        "south-cambridgeshire",
    ]


def test_one_partnership_can_be_asked_for_in_words(demo, db, capsys):
    lines = answer(capsys, "--partnership", "norfolk").splitlines()
    assert lines == [
        "norfolk K8 warning: The text refers to Section 0, and there is none.",
        "    Norfolk Community Safety Agreement 2008/11, line 262",
        "    printed: Section 0",
        "    computed: not in the document",
        "    The document has no part of this name.",
        "Findings: 1 (error 0, warning 1, explained 0).",
    ]


def test_a_partnership_without_figures_has_no_findings(capsys):
    builders.partnership()
    assert answer(capsys, "--partnership", "anytown") == "Findings: 0 (error 0, warning 0, explained 0).\n"


def test_an_unknown_partnership_is_said(db):
    with pytest.raises(CommandError, match="no partnership at the address “nowhere”"):
        call_command("check_figures", "--partnership", "nowhere")
