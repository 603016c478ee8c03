"""Words planted where readers must never see them, and a partnership with a row of everything to plant them in."""

from collections.abc import Iterable
from itertools import count

from django.apps import apps
from django.db import models
from django.db.models import CharField, JSONField, Q, TextField

from performance.models import ProgressReport, Target
from plans.models import Comment, Organisation, Partnership, Plan, SignOff, Visibility
from plans.residents.feedback import publish_feedback, refuse
from priorities.models import Action
from tests import builders

WORD = "qzxjkw"
NUMBER = 98765432
ROOMS = ("plans", "priorities", "performance")
_counter = count(1)

# What is public as soon as it is stored: it has no draft. All else is planted, and so is what this leaves over.
NOTHING = Q(pk=None)
PUBLIC_AT_ONCE = {
    "Partnership": NOTHING,
    "AreaSet": NOTHING,
    "Area": NOTHING,
    "AreaLink": NOTHING,
    "Councillor": Q(ends_on__year=2020),  # of a term that is over
    "PublishedWard": NOTHING,
    "Indicator": NOTHING,
    "SeriesBreak": NOTHING,
    "IndicatorDirection": NOTHING,
    "SimilarGroup": NOTHING,
    "SimilarMember": NOTHING,
    "HarmTable": Q(shown=False),
    "HarmWeight": Q(table__shown=False) | Q(indicator=None),
    "PlainAnswer": NOTHING,
    "SearchEntry": NOTHING,  # made from what is published; the walk of the public pages reads it
    "PartnershipMeasure": NOTHING,
    "Edition": NOTHING,
    "OversightBody": NOTHING,
    "SentCopy": NOTHING,
    "DoneStep": NOTHING,
    "Source": Q(published_at=None),
    "FigureTable": Q(source__published_at=None),
    "ImportRun": Q(source__published_at=None) | ~Q(state="stored"),
    "SmallAreaLookup": NOTHING,
    "PostcodeDirectory": NOTHING,
    "Postcode": NOTHING,
    "Observation": Q(source__published_at=None),
    "Printed": Q(source__published_at=None),
    "Statement": Q(source__published_at=None),
    "LegendEntry": Q(table__source__published_at=None),
    "UnitCost": NOTHING,
    "PlanVersion": NOTHING,
    "PlanFile": NOTHING,
    "PublishedFeedback": NOTHING,
    "ReportVersion": NOTHING,
    "ReportFile": NOTHING,
    "ScrutinyVersion": NOTHING,
    "YouSaidVersion": NOTHING,
}
# Parts of addresses, what the database ties to other fields, and what the portal reads as more than words.
KEPT = {
    "Change.about",
    "Comment.about",
    "Subscription.email",
    "ImportRun.mapping",
    "ImportRun.report",
    "Feedback.reasons",
    "Plan.slug",
    "Plan.withdrawn_reason",
    "ProgressReport.slug",
    "Source.slug",
    "User.password",
    "WorkedOut.name",
    "WorkedOut.made_from",
    "WorkedOut.result",
}


def models_with_texts() -> dict[type[models.Model], list[models.Field]]:
    """Every model of the rooms with the fields that hold words of people."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            fields = [
                field
                for field in model._meta.concrete_fields
                if isinstance(field, TextField | CharField | JSONField)
                and not field.choices
                and f"{model.__name__}.{field.name}" not in KEPT
            ]
            if fields:
                found[model] = fields
    return found


def plant(row: models.Model, fields: list[models.Field]) -> None:
    """Write the word into every text of a row, past all rules of forms: what matters is where it comes out again."""
    given = {}
    for field in fields:
        word = f"{WORD}{next(_counter)}"
        given[field.name] = [word] if isinstance(field, JSONField) else word[: field.max_length]
    if "status_comment" in given:  # there is none without a status
        given |= {"status": "on track", "status_on": "2020-07-01"}
    models.QuerySet(type(row)).filter(pk=row.pk).update(**given)  # also where the portal itself may not


def plant_everywhere() -> list[str]:
    """Plant the word in every row that is not public at once; gives back the models of which there is no such row."""
    bare = []
    for model, fields in models_with_texts().items():
        hidden = PUBLIC_AT_ONCE.get(model.__name__, Q())
        rows = list(model._base_manager.filter(hidden)) if hidden is not NOTHING else []
        for row in rows:
            plant(row, fields)
        if not rows and hidden is not NOTHING:
            bare.append(model.__name__)
    return bare


def hide(row: models.Model, visibility: Visibility) -> None:
    """Mark a row as not for the public, and plant the word in it and in all that belongs to it."""
    reason = {"withheld": "7"} if any(field.name == "withheld" for field in row._meta.concrete_fields) else {}
    type(row)._base_manager.filter(pk=row.pk).update(visibility=visibility, **reason)
    for one in [row, *belongings(row)]:
        plant(one, models_with_texts()[type(one)])


def belongings(row: models.Model) -> Iterable[models.Model]:
    """Everything that would be removed together with a row: it is a part of it."""
    for relation in row._meta.related_objects:
        if relation.on_delete is models.CASCADE and relation.related_model in models_with_texts():
            for below in relation.related_model._base_manager.filter(**{relation.field.name: row}):
                yield below
                yield from belongings(below)


def can_be_hidden() -> list[type[models.Model]]:
    return [model for model in models_with_texts() if any(f.name == "visibility" for f in model._meta.concrete_fields)]


def partnership_of_everything() -> Partnership:
    """A partnership with a row of everything: a plan with two of each, figures, a report, what is said of them, and
    the draft of the next plan with figures and a report that are not published either."""
    owner = builders.partnership()
    plan = figures_of(owner, builders.rich_plan(2, owner))
    step = plan.priorities.get(ref="1").actions.get()
    body = builders.lead(step).organisations.get()
    said_by = builders.person("somebody", owner, "officer")
    plan.members_named.create(partnership=owner, organisation=body, office="Chief")
    plan.groups_named.create(partnership=owner, name="Board", kind="board")
    table = owner.harm_tables.create(name="Harm index", unit="days", edition="2020", source="A paper")
    table.weights.create(crime_type="Burglary", weight=19)
    outside = owner.outside_plans.create(title="Crime plan", link="https://example.org/")
    plan.alignments.create(outside_plan=outside, text="Safer streets")
    plan.route.create(body="Cabinet", meets_on="2020-03-02", decision="Agreed.")
    Comment.objects.create(plan=plan, row_kind="actions", row_id=step.pk, row_name="1.1", text="Really?", by=said_by)
    SignOff.objects.create(plan=plan, organisation=body, checksum="0", by=said_by)
    plan.changes.create(partnership=owner, kind="changed", row_kind="actions", row_id=step.pk, row_name="1.1", old="x")
    figures_of(owner, builders.rich_plan(1, owner, slug="2023-2026"), "draft-")
    scrutiny_of(owner, body)
    here = owner.area_sets.get(kind="ward").areas.first()
    for name, ends_on in (("In office", None), ("Before", "2020-05-06")):
        here.councillors.create(name=name, source="The council", checked_on="2020-05-08", ends_on=ends_on)
    owner.key_dates.create(title="Budget bids", month=12, day=1, lead="Finance")
    owner.editions.create(plan=plan, version=1, kind="easy-read", title="Easy read", body="Short words.")
    progress_of(plan)
    feedback_of(plan)
    owner.you_said.create(said="More lamps", heard_from="feedback", decided="did", what="Lamps were set up", plan=plan)
    for email, user in (("resident@example.org", None), ("", said_by)):
        owner.subscriptions.create(
            words="All", email=email, user=user, portal="http://x/", asked_at=builders.at(2020, 5, 1),
            told_until=builders.at(2020, 5, 1), secret=f"s{email}", confirm_hash=f"c{email}", stop_hash=f"h{email}",
        )  # fmt: skip
    return owner


def feedback_of(plan: Plan) -> None:
    """What three residents wrote about a priority: one waits, one is published with a reply, one is not published."""
    officer, now = builders.person("somebody", plan.partnership), builders.at(2020, 6, 1)
    builders.feedback(plan, priority="1")
    publish_feedback(builders.feedback(plan, priority="1"), text="More lamps.", reply="Yes.", by=officer, now=now)
    refuse(builders.feedback(plan, priority="2"), reasons="It names somebody.", by=officer, now=now)


def progress_of(plan: Plan) -> None:
    """A round that a lead was written to about and has answered."""
    lead = builders.asked_lead(Plan.objects.get(pk=plan.pk))
    asked_at = lead.round.sent_at
    lead.links.create(token_hash="0" * 64, made_at=asked_at, expires_at=builders.at(2020, 8, 1))
    lead.updates.update(status="on track", happened="Patrols.")
    lead.figure_requests.create(
        indicator=builders.indicator("given"), area=plan.partnership.areas.first(), given="12",
        period_start=asked_at, period_end=asked_at, due_on=asked_at,
    )  # fmt: skip
    lead.answered_at, lead.through = asked_at, "link"
    lead.save()


def scrutiny_of(owner: Partnership, body: Organisation) -> None:
    """Two recommendations with an answer and what was done since, and one of everything else in the register."""
    for ref in ("1", "2"):
        addressee = builders.recommendation(owner, ref).addressees.get()
        addressee.answered_on, addressee.response, addressee.decision = addressee.served_on, "Yes.", "accepted"
        addressee.save()
        addressee.progress.create(on=addressee.served_on, text="Begun.")
    committee = owner.committees.get()
    owner.subjects.create(name="The plan").committees.add(committee)
    meeting = committee.meetings.create(held_on=addressee.served_on, about="The plan")
    meeting.attendance.create(organisation=body, office="Chief", presence="came")
    day = {"asked_on": addressee.served_on, "answered_on": addressee.served_on, "answer": "Because."}
    owner.reports.filter(slug="report-1").update(meeting=meeting)
    owner.referrals.create(committee=committee, member="A councillor", matter="A street", referred_on=meeting.held_on)
    owner.information_requests.create(
        committee=committee, organisation=body, what="Figures", answer_by=meeting.held_on, **day
    )
    owner.member_questions.create(meeting=meeting, asked_by="A member", question="Why?", answered_by=body, **day)


def figures_of(owner: Partnership, plan: Plan, prefix: str = "") -> Plan:
    """A source with a table that is drawn as a chart, targets, what is said of them, and a report with two sections."""
    said_by = builders.person("somebody", owner)
    wards = owner.area_sets.filter(kind="ward").first() or builders.area_set(owner, ["North", "South"])
    crime = builders.indicator(f"{prefix}all-crime")
    source = builders.source(owner, f"{prefix}crime-figures", plan=plan)
    table = builders.table(source, chart="bars")
    first, second = wards.areas.all()
    for row, area in enumerate((first, second)):
        builders.observation(source, crime, area, 2020, 100, table=table, row=row)
    owner.areas.add(whole := builders.area_set(owner, [f"{prefix}Town"], f"{prefix}town", "district").areas.get())
    for year in (2018, 2019, 2020):
        builders.observation(source, crime, whole, year, 200)
    builders.observation(source, crime, owner.whole, 2020, 200)
    source.statements.create(kind="meets", subject="Board", as_printed="monthly", locator="page 1")
    table.legend.create(meaning="Better", symbol="+")
    owner.explanations.create(key=f"{prefix}sum", figures="0", sentence="It differs.", text="A misprint.", by=said_by)
    run = source.import_runs.first()
    source.printeds.create(
        import_run=run, indicator=crime, area=first, kind="rank", as_printed="1", value=1, locator="line 2"
    )
    source.revisions.create(
        import_run=run, replaced_by=run, indicator=crime, area=first, as_printed="1", value=1, locator="line 3"
    )
    numbers = ("rows_read", "figures", "new", "unchanged", "replaced", "skipped_rows", "refused_rows")
    said = dict.fromkeys(numbers, 0) | dict.fromkeys(("columns", "skipped", "refused", "findings"), [])
    said |= dict.fromkeys(("format", "source", "source_slug"), "")
    owner.import_runs.create(source=source, state="read", file_name="new.csv", sha256="0" * 64, report=said)
    for priority in [None, *plan.priorities.all()]:
        name = f"Less crime {priority or ''}"
        aim = Target.objects.create(plan=plan, priority=priority, name=name, indicator=crime, area=first, kind="keep")
        aim.actions.set(Action.objects.filter(priority__plan=plan))
    report = ProgressReport.objects.create(
        partnership=owner,
        plan=plan,
        source=(printed := builders.source(owner, f"{prefix}report")),
        slug=f"{prefix}report-1",
        title="Annual report",
        period_start=plan.period_start,
        period_end=plan.period_end,
    )
    own = builders.table(printed, chart="bars")
    for row, area in enumerate((first, second)):
        builders.observation(printed, crime, area, 2019, 300, table=own, row=row)
    for number in (1, 2):
        report.sections.create(heading=f"Part {number}", slug=f"part-{number}", body="Words.", position=number)
    report.lines.create(name="Cameras", cause="They broke.", action="They are mended.", back_as_said="soon")
    report.decisions.create(text="Note the report.", reason="It is asked for.")
    report.approvals.create(move="sent", checksum="0", by=builders.person(f"{prefix}reporter", owner))
    return plan


def tie_together(plan: Plan) -> None:
    """The first priority, which everybody may read, points to the second in every way it can."""
    first, second = plan.priorities.all()
    one, two = first.actions.get(), second.actions.get()
    one.see_also.add(two)
    two.see_also.add(one)
    one.themes.add(plan.themes.create(name="Of the second", priority=second))
    plan.cross_cutting.first().interests.add(first, second)
    plan.funding.create(priority=second, fund="A fund", allocated=1)
    plan.alignments.create(priority=second, framework="A strategy", text="To serve")


def one_of(model, plan: Plan, report: ProgressReport):
    """The last row of a kind that can be hidden."""
    owners = {"plan": plan, "report": report, "partnership": plan.partnership}
    name = next(name for name in owners if name in {field.name for field in model._meta.fields})
    return model.objects.filter(**{name: owners[name]}).last()
