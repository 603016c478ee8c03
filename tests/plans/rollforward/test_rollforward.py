"""Rolling forward: a new plan from an old one, whole or not at all, and the old one as it was."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from performance.models import Target
from performance.models.targets import years_later
from plans.documents.document import canonical, plan_document
from plans.editing.outline import COMPLETE, DROP, KEEP, Choice, ImpossibleOutline, OldRow, RowFate, every, make_outline
from plans.editing.tables import editable_tables
from plans.models import Change, Membership, Plan, User, Visibility
from plans.rollforward import copying
from plans.rollforward.copying import preview, roll_forward
from plans.rollforward.views import years_later as words_years_later
from priorities.models import Action, Milestone, Part, Priority
from tests import builders

pytestmark = pytest.mark.django_db

STAYS = {
    *("achievements", "route", "consultations", "questions", "answers", "scores"),
    *("grants", "projects", "project-outputs", "project-spend"),
}


def roll(plan, choices=None, **given):
    head = {
        "period_start": plan.period_start.replace(year=plan.period_start.year + 1),
        "period_end": plan.period_end.replace(year=plan.period_end.year + 1),
        "slug": "next",
        "title": "The next plan",
        "choices": choices or {},
        "by": None,
    }
    return roll_forward(plan, **head | given)


def documents(plan) -> list[bytes]:
    fresh = Plan.objects.get(pk=plan.pk)
    return [canonical(plan_document(fresh, audience)) for audience in Visibility]


def fates(report, fate) -> list[str]:
    return [row["ref"] for row in report["rows"] if row["fate"] == fate]


def test_every_kind_of_row_is_carried_or_stays_behind_by_name():
    of_plans = {slug: kind for slug, kind in editable_tables().items() if kind.root_model is Plan and kind.owner}
    assert {slug for slug, kind in of_plans.items() if not hasattr(kind.model, "copy_to")} == STAYS


class TestSouthCambridgeshire:
    @pytest.fixture
    def old(self, demo, db) -> Plan:
        return Plan.objects.get(partnership__slug="south-cambridgeshire", slug="2009-2012")

    @pytest.fixture
    def rolled(self, old):
        return roll(old, slug="2010-2013", title="Rolling Plan April 2010 to March 2013")

    @pytest.fixture
    def new(self, rolled) -> Plan:
        return rolled[0]

    @pytest.fixture
    def report(self, rolled) -> copying.Report:
        return rolled[1]

    def test_keeps_28_actions_and_91_milestones_with_their_numbers(self, old, new, report):
        for model, path, count in (
            (Priority, "plan", 5),
            (Action, "priority__plan", 28),
            (Milestone, "action__priority__plan", 91),
        ):
            before, after = (model.objects.filter(**{path: plan}).values_list("ref", flat=True) for plan in (old, new))
            assert sorted(before) == sorted(after)
            assert model.objects.filter(**{path: new}, copied_from__isnull=False).count() == count
        assert (len(report["rows"]), len(fates(report, "keep"))) == (124, 124)
        assert all(row["ref"] == row["new_ref"] for row in report["rows"])

    def test_is_a_draft_for_the_next_years(self, old, new):
        assert (new.state, new.rolled_from, new.period) == ("draft", old, "2010 to 2013")
        assert (new.edition, new.source_document, new.period_as_printed) == ("", "", "")

    def test_themes_and_links_lead_to_the_new_rows(self, old, new):
        for plan in (old, new):
            content = plan_document(Plan.objects.get(pk=plan.pk))
            assert {theme["name"]: sorted(theme["actions"]) for theme in content["themes"]} == {
                "Drug & Alcohol misuse": ["1.7", "2.4"],
                "Engaging with all communities": ["1.10", "1.4", "4.3", "4.4", "5.3"],
                "Involvement of Young People": ["1.7", "1.8", "1.9", "3.3"],
            }
        pointing = Action.objects.filter(priority__plan=new, see_also__isnull=False)
        assert {action.ref: action.see_also.get().priority.plan for action in pointing} == {"4.2": new, "5.2": new}
        assert Action.themes.through.objects.filter(action__priority__plan=new).exclude(theme__plan=new).count() == 0

    def test_leads_and_partners_come_along(self, old, new):
        before, after = (
            [
                (part.action.ref, part.role, part.as_printed, [str(one) for one in part.organisations.all()])
                for part in Part.objects.filter(action__priority__plan=plan).order_by("action__ref", "position", "pk")
            ]
            for plan in (old, new)
        )
        assert before == after
        of_milestones = [Part.objects.filter(milestone__action__priority__plan=plan) for plan in (old, new)]
        assert [parts.count() for parts in of_milestones] == [21, 21]
        assert Action.objects.get(priority__plan=new, ref="2.1").leads_unaligned

    def test_due_dates_are_cleared_and_cadences_and_quotas_stay(self, new, report):
        due = {action.ref: action.due() for action in Action.objects.filter(priority__plan=new)}
        assert (due["5.1"]["kind"], due["5.1"]["on"], due["5.1"]["as_printed"]) == ("none", None, "")
        assert (due["3.1"]["kind"], due["3.1"]["every_months"], due["3.1"]["as_printed"]) == ("cadence", 3, "quarterly")
        quota = Milestone.objects.get(action__priority__plan=new, ref="1.4a")
        assert (quota.due_times, quota.due_as_printed) == (10, "at least 10 per year")
        assert report["due_cleared"] == [
            {"ref": "5.1", "name": "Take preventative action to reduce vehicle crime", "was": "March 2010"}
        ]

    def test_targets_move_a_year_and_are_to_be_confirmed(self, new):
        targets = Target.objects.filter(plan=new)
        assert targets.count() == 9
        assert set(targets.values_list("state", "value", "as_printed")) == {("to be confirmed", None, "")}
        burglary = targets.get(indicator__slug="south-cambs-burglary-rate")
        assert (str(burglary.baseline_period), str(burglary.due_period)) == ("2009/10", "2010/11")
        assert (burglary.baseline_state, burglary.baseline_value) == ("to be confirmed", None)
        assert (burglary.priority.plan, burglary.copied_from.plan.slug) == (new, "2009-2012")

    def test_what_stays_behind_is_said(self, new, report):
        assert not new.achievements.exists()
        assert not new.consultations.exists()
        assert not new.funding.exists()
        assert {item.kind for item in new.calendar.all()} == {"cycle"}
        left = {one["what"]: one["count"] for one in report["left_out"]}
        assert left["funding lines"] == 13
        assert left["events and steps towards approval"] == 1
        assert left["consultations with their results"] == 1
        assert left["sources with their figures"] == 1

    def test_members_and_groups_stand_in_the_new_document(self, old, new):
        before, after = (plan_document(Plan.objects.get(pk=plan.pk)) for plan in (old, new))
        assert [member["organisation"] for member in after["members"]] == [m["organisation"] for m in before["members"]]
        links = [{group["name"]: group["reports_to"] for group in content["groups"]} for content in (before, after)]
        assert links[0] == links[1]
        assert {g.reports_to.named_in for g in new.groups_named.all() if g.reports_to} == {new}

    def test_overlapping_periods_are_warned_about(self, report):
        assert report["warnings"] == ["The period overlaps with “Rolling Plan April 2009 to March 2012”, 2009 to 2012."]

    def test_the_old_plan_reads_byte_for_byte_as_before(self, old):
        before = documents(old)
        roll(old, {("priorities", old.priorities.get(ref="3").pk): DROP})
        assert documents(old) == before

    def test_funding_is_carried_without_amounts_and_targets_keep_their_numbers_when_chosen(self, old):
        choices = {("funding", line.pk): KEEP for line in old.funding.all()}
        choices |= {("targets", target.pk): KEEP for target in old.targets.all()}
        new, _report = roll(old, choices)
        assert set(new.funding.values_list("allocated", "spent")) == {(None, None)}
        assert new.funding.count() == 13
        assert [target.value for target in new.targets.filter(value__isnull=False)] == [75, 35, 5]

    def test_the_report_is_kept_with_the_plan_and_the_roll_in_its_history(self, new, report):
        assert Plan.objects.get(pk=new.pk).rolled_report == report
        change = Change.objects.get(plan=new)
        assert (change.kind, change.field) == ("added", "rolled from")


@pytest.fixture
def plan():
    """Two priorities with two actions each, each action with two milestones."""
    made = builders.plan()
    for ref in ("1", "2"):
        one = builders.priority(made, ref)
        for number in (1, 2):
            step = builders.action(one, number)
            for position, letter in enumerate("ab"):
                builders.milestone(step, letter, position=position)
    return made


def key(plan, ref):
    """The kind and key of a row by its number."""
    return next(row.key for row in every(copying.old_rows(plan)) if row.ref == ref)


def numbers(plan) -> list[str]:
    return [row.ref for row in every(copying.old_rows(Plan.objects.get(pk=plan.pk)))]


def former(plan) -> dict[str, list[str]]:
    content = plan_document(Plan.objects.get(pk=plan.pk))
    rows = [
        row
        for priority in content["priorities"]
        for action in [priority, *priority["actions"]]
        for row in [action, *action.get("milestones", [])]
    ]
    return {row["ref"]: row["former_refs"] for row in rows if row["former_refs"]}


def test_dropping_an_action_renumbers_those_after_it_and_remembers_the_old_numbers(plan):
    new, report = roll(plan, {key(plan, "1.1"): DROP})
    assert numbers(new) == ["1", "1.1", "1.1a", "1.1b", "2", "2.1", "2.1a", "2.1b", "2.2", "2.2a", "2.2b"]
    assert former(new) == {"1.1": ["1.2"], "1.1a": ["1.2a"], "1.1b": ["1.2b"]}
    assert fates(report, "drop") == ["1.1", "1.1a", "1.1b"]
    assert Action.objects.get(priority__plan=new, ref="1.1").copied_from.ref == "1.2"


def test_completing_a_priority_takes_its_rows_along_and_renumbers_the_next(plan):
    area = builders.area_set(plan.partnership, ["North"]).areas.get()
    first = plan.priorities.get(ref="1")
    plan.targets.create(priority=first, name="Fewer", area=area, kind="words")
    plan.themes.create(priority=first, name="Part of the first")
    new, report = roll(plan, {key(plan, "1"): COMPLETE})
    assert numbers(new) == ["1", "1.1", "1.1a", "1.1b", "1.2", "1.2a", "1.2b"]
    assert former(new)["1.2b"] == ["2.2b"]
    assert len(fates(report, "complete")) == 7
    assert {"what": "targets", "count": 1} in report["left_out"]
    assert not new.themes.exists()


def test_merging_an_action_moves_its_milestones_leads_and_number_to_the_other(plan):
    one, other = (Action.objects.get(priority__plan=plan, ref=ref) for ref in ("1.1", "2.2"))
    builders.lead(one, "Police")
    builders.lead(other, "Police")
    builders.lead(other, "Council")
    new, report = roll(plan, {key(plan, "2.2"): Choice(RowFate.MERGE, one.pk)})
    made = Action.objects.get(priority__plan=new, ref="1.1")
    assert [step.ref for step in made.milestones.all()] == ["1.1a", "1.1b", "1.1c", "1.1d"]
    assert [step.copied_from.ref for step in made.milestones.all()] == ["1.1a", "1.1b", "2.2a", "2.2b"]
    assert [part.as_printed for part in made.parts.all()] == ["Police", "Council"]
    assert former(new) == {"1.1": ["2.2"], "1.1c": ["2.2a"], "1.1d": ["2.2b"]}
    assert [row for row in report["rows"] if row["fate"] == "merge"] == [
        {"kind": "actions", "ref": "2.2", "name": "Action 2.2", "fate": "merge", "into": "1.1", "new_ref": "1.1"}
    ]


def test_merging_a_priority_moves_its_actions_targets_and_objectives(plan):
    area = builders.area_set(plan.partnership, ["North"]).areas.get()
    first, second = plan.priorities.all()
    plan.targets.create(priority=first, name="Fewer", area=area, kind="words")
    for one in (first, second):
        plan.alignments.create(priority=one, framework="Police and Crime Plan", text="Fewer victims")
    new, _report = roll(plan, {key(plan, "1"): Choice(RowFate.MERGE, second.pk)})
    (kept,) = new.priorities.all()
    assert (kept.ref, kept.former_refs, kept.title) == ("1", ["2"], "Priority 2")
    assert [action.copied_from.ref for action in kept.actions.all()] == ["2.1", "2.2", "1.1", "1.2"]
    assert [action.ref for action in kept.actions.all()] == ["1.1", "1.2", "1.3", "1.4"]
    assert (kept.targets.count(), kept.alignments.count()) == (1, 1)


def test_completed_milestones_stay_behind_unless_chosen(plan):
    Milestone.objects.filter(ref__in=["1.1a", "2.1a"]).update(completed_on=dt.date(2021, 1, 1))
    new, report = roll(plan, {key(plan, "2.1a"): KEEP})
    assert fates(report, "complete") == ["1.1a"]
    assert not Milestone.objects.filter(action__priority__plan=new, completed_on__isnull=False).exists()
    assert former(new) == {"1.1a": ["1.1b"]}


def test_numbers_are_remembered_over_several_editions(plan):
    second, _report = roll(plan, {key(plan, "1.1"): DROP})
    builders.action(second.priorities.get(ref="1"), 0, position=0)
    Action.objects.filter(priority__plan=second, ref="1.1").update(position=5)
    third, _report = roll(second, {key(second, "1.0"): DROP}, slug="third")
    assert former(third)["1.1"] == ["1.2"]
    fourth, _report = roll(third, {key(third, "1"): DROP}, slug="fourth")
    assert former(fourth)["1.1"] == ["2.1"]


def test_a_link_to_an_action_that_stays_behind_is_said(plan):
    one, other = (Action.objects.get(priority__plan=plan, ref=ref) for ref in ("1.1", "2.2"))
    one.see_also.add(other)
    new, report = roll(plan, {key(plan, "2.2"): DROP})
    assert not Action.objects.filter(priority__plan=new, see_also__isnull=False).exists()
    assert "1.1 pointed to action 2.2 of the old plan, which was not carried over." in report["warnings"]


@pytest.mark.parametrize(
    ("ref", "choice", "sentence"),
    [
        ("1.1", lambda plan: Choice(RowFate.MERGE, key(plan, "1.1")[1]), "1.1 cannot be merged into itself."),
        ("1.1", lambda plan: Choice(RowFate.MERGE, 0), "Say which row 1.1 is merged into."),
        (
            "1.1",
            lambda plan: Choice(RowFate.MERGE, key(plan, "1.2")[1]),
            "1.1 cannot be merged into 1.2, which is not kept.",
        ),
    ],
)
def test_a_merge_that_leads_nowhere_is_refused_in_a_sentence(plan, ref, choice, sentence):
    with pytest.raises(ImpossibleOutline) as refused:
        roll(plan, {key(plan, ref): choice(plan), key(plan, "1.2"): DROP})
    assert refused.value.problems == [(key(plan, ref), sentence)]
    assert plan.partnership.plans.count() == 1


def test_an_address_that_is_taken_is_refused_in_a_sentence(plan):
    roll(plan)
    with pytest.raises(ValidationError, match="already has a plan at this address"):
        roll(plan)
    assert plan.partnership.plans.count() == 2


def test_a_period_that_does_not_go_on_is_refused(plan):
    with pytest.raises(ValidationError, match="must start after 01/04/2020"):
        roll(plan, period_start=plan.period_start)
    with pytest.raises(ValidationError, match="is after"):
        roll(plan, period_start=dt.date(2024, 4, 1), period_end=dt.date(2024, 3, 31))


def test_an_error_in_the_middle_leaves_nothing(plan, monkeypatch):
    before = documents(plan)

    def fail(self, *args, **kwargs):
        raise RuntimeError("the power went")

    plan.contacts.create(office="Community safety team")
    monkeypatch.setattr(type(plan.contacts.get()), "copy_to", fail)
    with pytest.raises(RuntimeError):
        roll(plan)
    plan.contacts.all().delete()
    assert plan.partnership.plans.count() == 1
    assert Action.objects.filter(priority__plan__partnership=plan.partnership).count() == 4
    assert not plan.partnership.changes.exists()
    assert documents(plan) == before


def test_a_preview_says_the_same_and_stores_nothing(plan):
    given = {"choices": {key(plan, "1.1"): DROP}, "by": None, "slug": "next", "title": "Next"}
    given |= {"period_start": dt.date(2021, 4, 1), "period_end": dt.date(2024, 3, 31)}
    seen = preview(plan, **given)
    assert plan.partnership.plans.count() == 1
    assert roll_forward(plan, **given)[1] == seen


def test_letters_go_on_after_z_and_other_numbers_stay_where_nothing_left():
    steps = [OldRow("milestones", pk, f"A{pk}", "") for pk in range(1, 30)]
    kept = make_outline([OldRow("priorities", 1, "A", "", [OldRow("actions", 1, "first", "", steps)])], {})
    assert [row.ref for row in kept.rows[0].below[0].below] == [f"A{pk}" for pk in range(1, 30)]
    fewer = make_outline(
        [OldRow("priorities", 1, "A", "", [OldRow("actions", 1, "first", "", steps)])], {("milestones", 1): DROP}
    )
    assert [row.ref for row in fewer.rows[0].below[0].below][-3:] == ["firstz", "firstaa", "firstab"]


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [("2011-02-28", 1, "2012-02-29"), ("2012-02-29", 1, "2013-02-28"), ("2010-03-31", 3, "2013-03-31")],
)
def test_the_last_day_of_a_month_stays_the_last(day, years, later):
    assert years_later(dt.date.fromisoformat(day), years) == dt.date.fromisoformat(later)


def test_years_in_a_title_move_on():
    assert (
        words_years_later("Plan 2008-2011, 2012/13 update, April 2009", 1)
        == "Plan 2009-2012, 2013/14 update, April 2010"
    )


class TestDesk:
    @pytest.fixture
    def officer(self, client, plan) -> User:
        user = User.objects.create_user("officer")
        Membership.objects.create(user=user, partnership=plan.partnership, role="officer")
        client.force_login(user)
        return user

    @pytest.fixture
    def address(self, plan) -> str:
        return reverse("roll-forward", args=[plan.partnership.slug, plan.slug])

    HEAD = {"title": "Next plan", "period_start": "2021-04-01", "period_end": "2024-03-31"}

    def test_the_page_offers_the_next_year_and_a_choice_for_each_row(self, client, officer, address):
        page = client.get(address).content.decode()
        assert 'value="2021-04-01"' in page
        assert 'value="2024-03-31"' in page
        assert page.count("<select") == 2 + 4 + 8

    def test_a_preview_makes_nothing_and_keeps_what_was_chosen(self, client, officer, address, plan):
        name = "{}-{}".format(*key(plan, "1.1"))
        page = client.post(address, self.HEAD | {name: "drop", "preview": "1"}).content.decode()
        assert "Nothing has been created yet" in page
        assert "The period overlaps with “Community Safety Plan”, 2020 to 2023." in page
        assert page.count('<option value="drop" selected>') == 1
        assert plan.partnership.plans.count() == 1

    def test_making_the_plan_shows_the_report_and_a_second_click_makes_no_second_plan(
        self, client, officer, address, plan
    ):
        chosen = self.HEAD | {
            "{}-{}".format(*key(plan, "1.1")): "drop",
            "{}-{}".format(*key(plan, "2.2")): "merge",
            "{}-{}-into".format(*key(plan, "2.2")): "2.1",
        }
        response = client.post(address, chosen, follow=True)
        page = response.content.decode()
        assert response.redirect_chain[0][0] == "/desk/anytown/plans/2021-2024/rolled-forward/"
        assert "merged into 2.1" in page
        assert Plan.objects.get(slug="2021-2024").title == "Next plan"
        again = client.post(address, chosen).content.decode()
        assert "This partnership already has a plan at this address." in again
        assert "/desk/anytown/plans/2021-2024/" in again
        assert plan.partnership.plans.count() == 2

    def test_a_merge_without_a_number_is_said_at_its_row(self, client, officer, address, plan):
        name = "{}-{}".format(*key(plan, "1.1"))
        page = client.post(address, self.HEAD | {name: "merge", f"{name}-into": "9.9"}).content.decode()
        assert f'<a href="#{name}">Say which row 1.1 is merged into.</a>' in page
        assert f'id="{name}-error"' in page
        assert 'value="9.9"' in page
        assert plan.partnership.plans.count() == 1

    def test_an_end_before_the_start_is_said(self, client, officer, address, plan):
        page = client.post(address, self.HEAD | {"period_end": "2021-03-31"}).content.decode()
        assert "There is a problem" in page
        assert plan.partnership.plans.count() == 1

    def test_only_those_who_write_plans_may(self, client, address, plan):
        user = User.objects.create_user("approver")
        client.force_login(user)
        assert client.get(address).status_code == 404
        Membership.objects.create(user=user, partnership=plan.partnership, role="approver")
        builders.sign_in(client, user)
        assert (client.get(address).status_code, client.post(address, self.HEAD).status_code) == (403, 403)


def test_an_action_goes_on_without_its_status_and_with_what_it_serves(plan, client):
    action = Action.objects.filter(priority__plan=plan).first()
    other = plan.priorities.exclude(pk=action.priority_id).first()
    aim = plan.alignments.create(framework="Police plan", text="Safer streets", priority=other)
    line = plan.funding.create(fund="Fund", purpose="Van", allocated=10)
    for name, row in (("also_serves", other), ("objectives", aim), ("funding", line)):
        getattr(action, name).set([row])
    given = {"outcome": "Fewer", "measure": "Rate", "cost": 5, "starts_on": dt.date(2020, 4, 1)}
    given |= {"status": "at risk", "status_on": dt.date(2020, 7, 1), "status_comment": "No van"}
    Action.objects.filter(pk=action.pk).update(**given)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = client.get(f"/desk/{plan.partnership.slug}/plans/{plan.slug}/roll-forward/").content.decode()
    assert "At risk on 1 July 2020" in page
    assert "Status not reported" in page
    new, _report = roll(plan, {("funding", line.pk): KEEP})
    made = Action.objects.get(priority__plan=new, copied_from=action)
    assert (made.outcome, made.measure) == ("Fewer", "Rate")
    assert (made.status, made.status_on, made.status_comment, made.cost, made.starts_on) == ("", None, "", None, None)
    assert [one.copied_from for one in (*made.also_serves.all(), *made.objectives.all(), *made.funding.all())] == [
        other,
        aim,
        line,
    ]
