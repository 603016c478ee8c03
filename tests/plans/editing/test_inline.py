"""One page for an action with its leads and milestones."""

import pytest

from plans.models import Organisation
from priorities.models import Action, Milestone
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def priority():
    return builders.priority(builders.plan())


@pytest.fixture
def officer(client, priority):
    builders.sign_in(client, builders.person("officer", priority.plan.partnership, "officer"))
    return client


LIST = "/desk/anytown/plans/2020-2023/rows/priorities/{}/"
ROW = "/desk/anytown/plans/2020-2023/rows/actions/{}/"


def action_fields(**given) -> dict:
    empty = (
        "outcome",
        "measure",
        "status",
        "status_on",
        "status_comment",
        "starts_on",
        "due_on",
        "completed_on",
        "cost",
    )
    empty += ("cost_in_words", "note", "due_every_months", "due_times", "due_as_printed", "locator")
    return dict.fromkeys(empty, "") | {"due_kind": "none", "title": "Walk the streets"} | given


def rows(slug: str, *each: tuple[str, dict]) -> dict:
    """Inline rows as the page sends them, each with its key; “was” holds what a field said before."""
    sent = {f"{slug}-rows": [key for key, _fields in each]}
    for key, fields in each:
        for name, value in fields.items():
            sent[f"{slug}-{key}-{name}" if name != "was" else ""] = value
        for name, value in fields.get("was", {}).items():
            sent[f"initial-{slug}-{key}-{name}"] = value
        sent.pop("", None)
    return sent


def milestone(text="", due_on="", completed_on="", **extra) -> dict:
    return {"text": text, "due_on": due_on, "completed_on": completed_on} | extra


def test_an_action_with_its_lead_partner_and_milestones_is_added_on_one_page(officer, priority):
    police = Organisation.objects.create(name="Police")
    page = LIST.format(priority.pk) + "actions/add/"
    assert 'name="ref" value="1.1"' in officer.get(page).content.decode()
    posted = action_fields(
        ref="1.1", outcome="Fewer burglaries", status="at risk", status_on="2020-05-01", status_comment="No van",
        cost="1500", due_on="2021-03-31",
    )  # fmt: skip
    posted |= rows("action-leads", ("new0", {"role": "lead", "as_printed": "police"}),
                   ("new1", {"role": "partner", "as_printed": "Fire"}))  # fmt: skip
    posted |= rows("milestones", ("new0", milestone("Buy a van", "2020-09-30")), ("new1", milestone("Train")),
                   ("new2", milestone()))  # fmt: skip
    response = officer.post(page, posted)
    action = Action.objects.get()
    assert response.url == f"{LIST.format(priority.pk)}#actions-{action.pk}"
    assert (action.outcome, action.status, str(action.status_on), action.cost) == (
        "Fewer burglaries", "at risk", "2020-05-01", 1500,
    )  # fmt: skip
    assert (action.due_kind, str(action.due_on)) == ("date", "2021-03-31")
    assert [(one.role, one.as_printed, list(one.organisations.all())) for one in action.parts.all()] == [
        ("lead", "police", [police]),
        ("partner", "Fire", []),
    ]
    assert [(one.ref, one.text, one.due_on and str(one.due_on)) for one in action.milestones.all()] == [
        ("1.1a", "Buy a van", "2020-09-30"),
        ("1.1b", "Train", None),
    ]
    assert "Buy a van" in "".join(priority.plan.changes.filter(row_kind="milestones").values_list("new", flat=True))


def test_nothing_is_stored_when_one_milestone_cannot_be(officer, priority):
    posted = action_fields(ref="1.1") | rows("milestones", ("new0", milestone("", "2020-09-30")))
    page = officer.post(LIST.format(priority.pk) + "actions/add/", posted).content.decode()
    assert "Text: Fill this in." in page
    assert 'href="#id_milestones-new0-text"' in page
    assert not Action.objects.exists()


def test_more_empty_rows_come_without_a_script_and_lose_nothing(officer, priority):
    page = LIST.format(priority.pk) + "actions/add/"
    assert officer.get(page).content.decode().count('name="milestones-rows"') == 3
    typed = ("new0", milestone("Buy a van", was=milestone()))
    posted = action_fields(ref="1.1", more="milestones") | rows("milestones", typed)
    shown = officer.post(page, posted).content.decode()
    assert shown.count('name="milestones-rows"') == 4
    assert 'value="Buy a van"' in shown
    assert 'name="initial-milestones-new0-text" value="Buy' not in shown
    assert not Action.objects.exists()


class TestEditing:
    @pytest.fixture
    def action(self, priority):
        made = builders.action(priority, title="Walk the streets")
        builders.milestone(made, "a", text="Buy a van")
        builders.milestone(made, "b", text="Train")
        return made

    def stored(self):
        return list(Milestone.objects.values_list("ref", "text"))

    def test_milestones_are_changed_removed_and_added_in_one_save(self, officer, action):
        first, second = action.milestones.all()
        posted = action_fields(row_version=action.row_version) | rows(
            "milestones",
            (str(first.pk), milestone("Buy two vans", row_version=1, was=milestone("Buy a van"))),
            (str(second.pk), milestone("Train", row_version=1, remove="yes", was=milestone("Train"))),
            ("new2", milestone("Drive")),
        )
        officer.post(ROW.format(action.pk), posted)
        assert self.stored() == [("1.1a", "Buy two vans"), ("1.1b", "Drive")]

    def test_a_milestone_that_somebody_saved_meanwhile_is_not_overwritten(self, officer, action):
        first, _second = action.milestones.all()
        mine = (str(first.pk), milestone("Buy two vans", row_version=1, was=milestone("Buy a van")))
        Milestone.objects.filter(pk=first.pk).update(text="Hire a van", row_version=2)
        posted = action_fields(title="New title", row_version=action.row_version) | rows("milestones", mine)
        page = officer.post(ROW.format(action.pk), posted).content.decode()
        assert "Someone else saved this row first: Text: Hire a van" in page
        assert 'value="Buy two vans"' in page
        action.refresh_from_db()
        assert (action.title, self.stored()[0]) == ("Walk the streets", ("1.1a", "Hire a van"))
        mine[1]["row_version"] = 2
        assert f'name="milestones-{first.pk}-row_version" value="2"' in page
        posted |= rows("milestones", mine)
        officer.post(ROW.format(action.pk), posted)
        assert self.stored()[0] == ("1.1a", "Buy two vans")

    def test_a_milestone_i_did_not_touch_keeps_what_somebody_else_saved(self, officer, action):
        first, second = action.milestones.all()
        Milestone.objects.filter(pk=first.pk).update(text="Hire a van", row_version=2)
        posted = action_fields(row_version=action.row_version) | rows(
            "milestones",
            (str(first.pk), milestone("Buy a van", row_version=1, was=milestone("Buy a van"))),
            (str(second.pk), milestone("Train all", row_version=1, was=milestone("Train"))),
        )
        assert officer.post(ROW.format(action.pk), posted).status_code == 302
        assert self.stored() == [("1.1a", "Hire a van"), ("1.1b", "Train all")]

    def test_a_milestone_that_was_removed_meanwhile_comes_back_only_knowingly(self, officer, action):
        first, _second = action.milestones.all()
        mine = (str(first.pk), milestone("Buy two vans", row_version=1, was=milestone("Buy a van")))
        first.delete()
        posted = action_fields(row_version=action.row_version) | rows("milestones", mine)
        page = officer.post(ROW.format(action.pk), posted).content.decode()
        assert "Someone removed this row in the meantime." in page
        assert self.stored() == [("1.1b", "Train")]
        mine[1]["row_version"] = "gone"
        officer.post(ROW.format(action.pk), posted | rows("milestones", mine))
        assert ("1.1c", "Buy two vans") in self.stored()

    def test_a_new_day_takes_the_place_of_the_printed_words(self, officer, action):
        Action.objects.filter(pk=action.pk).update(due_kind="month", due_on="2020-09-30", due_as_printed="Sep 2020")
        same = {"due_kind": "month", "due_on": "2020-10-15", "due_as_printed": "Sep 2020"}
        officer.post(ROW.format(action.pk), action_fields(row_version=1, **same))
        action.refresh_from_db()
        assert (action.due_kind, str(action.due_on), action.due_as_printed) == ("date", "2020-10-15", "")
        officer.post(ROW.format(action.pk), action_fields(row_version=2, due_kind="date"))
        action.refresh_from_db()
        assert (action.due_kind, action.due_on) == ("none", None)

    def test_complete_has_its_day_and_nothing_else_has(self, officer, action):
        officer.post(ROW.format(action.pk), action_fields(row_version=1, status="complete", status_on="2020-06-30"))
        action.refresh_from_db()
        assert str(action.completed_on) == "2020-06-30"
        posted = action_fields(row_version=2, status="on track", status_on="2020-07-01", completed_on="2020-06-30")
        page = officer.post(ROW.format(action.pk), posted).content.decode()
        assert "This action has a completion date." in page
