"""Who did what, and when, as a file: with the words for a partnership's administrators, without for the portal's."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from plans.models import ChangeKind, User
from plans.models.audit import log_change
from tests import builders


@pytest.fixture
def sue(db) -> User:
    """An officer of Anytown who changed a plan and its partnership; somebody elsewhere did something too."""
    plan = builders.rich_plan(1)
    sue = builders.person("sue", plan.partnership, "officer")
    words = [("body", "=1+1", "the named landlord owes")]
    log_change(plan, "sections", plan.sections.get(), ChangeKind.CHANGED, words, by=sue, withheld={"body"})
    log_change(plan.partnership, "partnership", plan.partnership, ChangeKind.ADDED, by=sue)
    elsewhere = builders.partnership("elsewhere")
    log_change(elsewhere, "partnership", elsewhere, ChangeKind.ADDED, by=None)
    return sue


def rows(text: str) -> list[list[str]]:
    return [row[1:] for row in csv.reader(io.StringIO(text))]  # without the time


def test_an_administrator_takes_away_all_of_one_partnership(sue, client):
    boss = builders.person("boss", sue.memberships.get().partnership, "administrator")
    builders.sign_in(client, boss)
    assert "/desk/anytown/people/audit.csv" in client.get("/desk/anytown/people/").text
    answer = client.get("/desk/anytown/people/audit.csv")
    heading, changed, added = rows(answer.getvalue().decode())
    assert heading == ["partnership", "plan", "who", "person", "what", "kind", "row", "name", "field", "from", "to"]
    assert changed[:6] == ["anytown", "2020-2023", "sue", str(sue.pk), "changed", "sections"]
    assert changed[8:] == ["body", "'=1+1", "the named landlord owes"]
    assert added[:6] == ["anytown", "", "sue", str(sue.pk), "added", "partnership"]


def test_who_runs_the_portal_sees_who_did_what_everywhere_but_no_words(sue, client):
    builders.sign_in(client, builders.person("boss", None, is_superuser=True))
    assert "/desk/partnerships/audit.csv" in client.get("/desk/partnerships/").text
    text = client.get("/desk/partnerships/audit.csv").getvalue().decode()
    assert [row[:6] for row in rows(text)[1:]] == [
        ["anytown", "2020-2023", "sue", str(sue.pk), "changed", "sections"],
        ["anytown", "", "sue", str(sue.pk), "added", "partnership"],
        ["elsewhere", "", "", "", "added", "partnership"],
    ]
    assert "landlord" not in text
    assert "Section 1" not in text


def test_the_command_writes_the_same(sue, capsys):
    call_command("export_audit")
    assert len(rows(capsys.readouterr().out)) == 4
    call_command("export_audit", "--partnership", "anytown")
    assert "the named landlord owes" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no partnership “nowhere”"):
        call_command("export_audit", "--partnership", "nowhere")
