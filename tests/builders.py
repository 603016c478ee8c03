"""Rows for tests: each function makes one row that is valid by itself; what matters is named by the test."""

import datetime as dt
import secrets

from django.db.models import Model
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from csp_portal.operation.reading import read_together
from performance.models import FigureTable, ImportRun, Indicator, Observation, ProgressReport, Source
from performance.reports.content.document import report_document
from plans.access import second_factor
from plans.documents.document import checksum, plan_document
from plans.editing.tables import editable_tables
from plans.models import Area, AreaSet, Feedback, Organisation, Partnership, Plan, User, Visibility
from priorities.models import Action, LeadRequest, Milestone, Part, Priority
from priorities.updates.leads import leads_of, with_addresses
from priorities.updates.rounds import open_round


def partnership(slug: str = "anytown", **fields) -> Partnership:
    """In which one person may publish alone, so that a test about something else needs no second one."""
    given = {"name": f"Safer {slug.title()}", "place": slug.title(), "one_person_may_publish": True}
    return Partnership.objects.create(slug=slug, **given | fields)


def plan(owner: Partnership | None = None, slug: str = "2020-2023", **fields) -> Plan:
    given = {
        "title": "Community Safety Plan",
        "period_start": dt.date(2020, 4, 1),
        "period_end": dt.date(2023, 3, 31),
    } | fields
    return Plan.objects.create(partnership=owner or partnership(), slug=slug, **given)


def priority(owner: Plan, ref: str = "1", **fields) -> Priority:
    return owner.priorities.create(ref=ref, **{"title": f"Priority {ref}", "position": int(ref)} | fields)


def action(owner: Priority, number: int = 1, **fields) -> Action:
    ref = f"{owner.ref}.{number}"
    return owner.actions.create(**{"ref": ref, "title": f"Action {ref}", "position": number} | fields)


def milestone(owner: Action, letter: str = "a", **fields) -> Milestone:
    return owner.milestones.create(**{"ref": f"{owner.ref}{letter}", "text": "A step"} | fields)


def lead(owner: Action, name: str = "Police") -> Part:
    organisation, _ = Organisation.objects.get_or_create(name=name)
    part = owner.parts.create(as_printed=name)
    part.organisations.add(organisation)
    return part


def feedback(owner: Plan, **fields) -> Feedback:
    """What a resident sent about a plan, or with `priority` about one of its priorities. Nobody has decided."""
    ref = fields.get("priority", "")
    given = {
        "plan": owner,
        "topic": f"{owner.slug}/priorities/{ref}" if ref else owner.slug,
        "about": f"Priority {ref}" if ref else owner.title,
        "form": secrets.token_hex(8),
        "text": "More lamps, please.",
        "name": "A resident",
        "email": "resident@example.org",
        "sent_at": at(2020, 5, 1),
        "delete_on": dt.date(2021, 5, 1),
    }
    return owner.partnership.feedback.create(**given | fields)


def asked_lead(owner: Plan, name: str = "Police", **fields) -> LeadRequest:
    """The lead of this name in a new round about all that the plan's leads lead. Nobody was written to."""
    terms = {
        "label": f"Round {owner.rounds.count() + 1}",
        "period_start": dt.date(2020, 4, 1),
        "period_end": dt.date(2020, 6, 30),
        "answer_by": dt.date(2020, 7, 20),
    }
    given = {"portal": "https://portal.example/", "now": at(2020, 7, 1), "by": person("sender", owner.partnership)}
    given |= {key: fields.pop(key) for key in list(fields) if key in given}
    leads = with_addresses(owner, leads_of(Plan.objects.get(pk=owner.pk))[0])
    made = open_round(owner, leads, terms=terms | fields, **given)
    return made.leads.get(name=name)


def at(year: int, month: int, day: int, hour: int = 9) -> dt.datetime:
    """A moment in the time of the partnerships."""
    return timezone.make_aware(dt.datetime(year, month, day, hour))


def rich_plan(rows: int, owner: Partnership | None = None, **fields) -> Plan:
    """A plan with `rows` of everything that repeats."""
    made = plan(owner, **fields)
    for number in range(1, rows + 1):
        made.sections.create(heading=f"Section {number}", slug=f"section-{number}", body="Words.", position=number)
        made.glossary.create(term=f"Term {number}", slug=f"term-{number}", meaning="Meaning.")
        made.calendar.create(kind="cycle", when="April", task=f"Task {number}")
        made.contacts.create(office=f"Office {number}", telephone="01234 567890")
        theme = made.themes.create(name=f"Theme {number}")
        one = priority(made, str(number))
        step = action(one, 1)
        step.themes.add(theme)
        step.see_also.add(step)
        lead(step)
        milestone(step)
        step.funding.add(made.funding.create(fund="Fund", purpose=f"Purpose {number}", allocated=10, priority=one))
        grant = made.grants.create(funder="Home Office", purpose=f"Safer streets {number}", amount=100)
        project = grant.projects.create(name=f"Project {number}", action=step, amount=50)
        project.outputs.create(text="People trained", promised=10)
        project.spend.create(quarter=dt.date(2020, 4, 1), spent=5)
        made.achievements.create(text=f"Done {number}", priority=one)
        aim = made.alignments.create(framework="Police and Crime Plan", text=f"Objective {number}", priority=one)
        step.objectives.add(aim)
        step.also_serves.add(one)
        made.criteria.create(name=f"Criterion {number}", meaning="How bad?", weight=number)
        made.issues.create(name=f"Issue {number}", finding="It rises.", recommendation="kept", priority=one)
        work = made.cross_cutting.create(partnership="Health board", activity=f"Activity {number}")
        work.interests.add(one)
        survey = made.consultations.create(title=f"Survey {number}")
        survey.questions.create(text="Do you agree?").answers.create(option="Yes", count=number)
    evidence = {"evidence": "Figures.", "link": "https://example.org/figures"}
    for issue in made.issues.all():
        for criterion in made.criteria.all():
            issue.scores.create(criterion=criterion, score=3, **evidence)
    return made


def row_of_every_kind(made: Plan) -> dict[str, Model]:
    """One row of each kind that the desk edits, of a rich plan and of its partnership."""
    here = made.partnership
    fire = here.organisations_kept.create(name=f"Fire service of {here.place}")
    here.members.create(organisation=fire)
    here.groups.create(name="Standing board", kind="board")
    made.members_named.create(partnership=here, organisation=fire)
    made.groups_named.create(partnership=here, name="Named board", kind="board")
    step = Milestone.objects.filter(action__priority__plan=made).first()
    step.parts.create(as_printed="Fire service")
    area, whole = area_set(here, ["East", "Whole"], slug="sectors", kind="sector").areas.all()
    area.links_up.create(larger=whole, basis="printed")
    area.councillors.create(name="Jo Smith", source="The council’s website", checked_on=dt.date(2024, 5, 8))
    made.route.create(body="Cabinet", meets_on=dt.date(2020, 3, 2), decision="Agreed.")
    made.targets.create(name="Fewer crimes", kind="words", area=area)
    due = {"due_start": dt.date(2022, 4, 1), "due_end": dt.date(2023, 3, 31)}
    aim = made.targets.create(
        name="At most 200 crimes", kind="at most", value=200, indicator=indicator("way"), area=area, **due
    )
    aim.actions.add(step.action)
    aim.trajectory.create(period_start=dt.date(2020, 4, 1), period_end=dt.date(2020, 6, 30), value=240)
    told = report(made, "quarter-2")
    told.lines.create(name="Cameras", cause="They broke.")
    told.decisions.create(text="Note the report.")
    told.sections.create(heading="Background", slug="background")
    kept = indicator(f"kept-by-{here.slug}", partnership=here)
    kept.breaks.create(starts_on="2020-04-01", reason="Counted anew")
    here.series_breaks.create(indicator=kept, starts_on="2021-04-01", reason="Counted by another system")
    here.indicator_directions.create(indicator=kept, better="higher", ends_on="2021-03-31", reason="More should report")
    kept.unit_costs.create(pounds=844, prices="2003", estimate="Home Office")
    here.harm_tables.create(name="Harm Index", unit="days", edition="2020", source="A paper").weights.create(
        crime_type="Kept", weight=19, indicator=kept
    )
    here.unit_costs.create(indicator=kept, pounds=866, prices="2003", estimate="Home Office")
    paper = source(here, "kept-at-the-desk")
    paper.statements.create(kind="part", locator="line 1", subject="Appendix 1", about="Tables")
    paper.tables.create(slug="kept", title="Kept", columns=["2020/21"]).legend.create(meaning="Target met", symbol="✓")
    here.oversight_bodies.create(name="Police and Crime Commissioner", kind="commissioner")
    here.done_steps.create(year=dt.date(2020, 4, 1), step="plan", done_on=dt.date(2021, 3, 1))
    here.key_dates.create(title="Budget bids", month=12, day=1)
    copy = {"plan": published_before(made), "version": 1}
    here.sent_copies.create(recipient="policing body", name="Office", sent_on=dt.date(2021, 4, 1), **copy)
    here.editions.create(kind="easy-read", title="Easy read", body="Short words.", **copy)
    here.similar_groups_kept.create(name="Nearest neighbours", area=area, starts_on="2020-04-01").members.add(whole)
    here.outside_plans.create(title="Police and Crime Plan 2016 to 2020", ends_on="2020-03-31")
    here.measures.create(indicator=kept, good="Fewer each year", why="It hurts people.")
    here.plain_answers.create(indicator=kept, sentence="About the same.")
    scrutiny_rows(here, fire)
    here.you_said.create(said="More lamps", heard_from="meeting", decided="will", what="set up lamps", position=1)
    roots = {Plan: made, Partnership: here}
    return {slug: kind.rows_of(roots[kind.root_model]).first() for slug, kind in editable_tables().items()}


def published_before(made: Plan) -> Plan:
    """An earlier plan of the same partnership with one published version."""
    before = plan(made.partnership, "before", period_start=dt.date(2017, 4, 1), period_end=dt.date(2020, 3, 31))
    content = plan_document(before)
    before.versions.create(
        kind="final", number=1, content=content, checksum=checksum(content), published_at=at(2018, 1, 1)
    )
    return before


def scrutiny_rows(here: Partnership, fire: Organisation) -> None:
    """One row of each kind that scrutiny leaves behind."""
    day = dt.date(2022, 1, 10)
    asked = recommendation(here, "9", day)
    asked.addressees.get().progress.create(on=day, text="Begun.")
    committee = asked.committee
    meeting = committee.meetings.create(held_on=day)
    meeting.attendance.create(organisation=fire, presence="came")
    meeting.questions.create(partnership=here, asked_by="A member", asked_on=day, question="Why?")
    here.subjects.create(name="Burglary").committees.add(committee)
    here.referrals.create(committee=committee, member="Councillor", matter="Noise", referred_on=day)
    here.information_requests.create(
        committee=committee, organisation=fire, asked_on=day, answer_by=day, what="Attendance figures"
    )


def area_set(owner: Partnership, names: list[str], slug: str = "wards", kind: str = "ward", **fields) -> AreaSet:
    made = AreaSet.objects.create(
        partnership=owner, slug=f"{owner.slug}-{slug}", name=slug.title(), kind=kind, **fields
    )
    for number, name in enumerate(names):
        Area.objects.create(area_set=made, code=f"{owner.slug}-{name.lower()}", name=name, position=number)
    return made


def recommendation(owner: Partnership, ref: str = "1", served_on: dt.date = dt.date(2022, 1, 10), **fields):
    """What a committee recommends to the police."""
    committee, _ = owner.committees.get_or_create(name="Scrutiny Committee", designated=True)
    police, _ = Organisation.objects.get_or_create(name="Police")
    made = owner.recommendations.create(committee=committee, ref=ref, **{"text": f"Do {ref}."} | fields)
    made.addressees.create(organisation=police, served_on=served_on)
    return made


def indicator(slug: str = "all-crime", **fields) -> Indicator:
    return Indicator.objects.create(
        slug=slug, **{"name": slug.replace("-", " ").capitalize(), "unit": "crimes"} | fields
    )


def source(owner: Partnership, slug: str = "crime-figures", **fields) -> Source:
    return Source.objects.create(
        partnership=owner, slug=slug, **{"title": slug.replace("-", " ").capitalize(), "disclosure": "open"} | fields
    )


def observation(said_by: Source, what: Indicator, where: Area, year: int, value: int | None, **fields) -> Observation:
    run = ImportRun.objects.create(
        partnership=said_by.partnership,
        source=said_by,
        file_name="figures.csv",
        sha256="0" * 64,
        layout="figure list",
        rows_read=1,
        stored=1,
    )
    state = "value" if value is not None else "not available"
    return Observation.objects.create(
        **{
            "source": said_by,
            "import_run": run,
            "indicator": what,
            "area": where,
            "period_start": dt.date(year, 4, 1),
            "period_end": dt.date(year + 1, 3, 31),
            "label": what.name,
            "as_printed": "" if value is None else str(value),
            "value": value,
            "state": state,
            "locator": "line 1",
        }
        | fields
    )


def table(said_by: Source, slug: str = "table-1", **fields) -> FigureTable:
    return FigureTable.objects.create(
        source=said_by, slug=slug, **{"title": "Table 1", "columns": ["2020/21"]} | fields
    )


def person(name: str, owner: Partnership, *roles: str, organisation: Organisation | None = None, **fields) -> User:
    """Somebody with these roles in a partnership."""
    user, _ = User.objects.get_or_create(username=name, defaults=fields)
    for role in roles:
        user.memberships.get_or_create(partnership=owner, role=role, defaults={"organisation": organisation})
    return user


def read(reader):
    """What a reader finds, alone."""
    return read_together([reader])[0]


def sign_in(client, user: User) -> None:
    """Sign a person in, with the second factor if a role of theirs asks for it."""
    client.force_login(user)
    if second_factor.is_required(user, list(user.memberships.all())):
        app, _ = TOTPDevice.objects.get_or_create(user=user, name="app")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = app.persistent_id
        session.save()


def report(made: Plan, slug: str = "quarter-1", **fields) -> ProgressReport:
    """A report on the first quarter of 2020/21, for no meeting."""
    given = {
        "title": f"Report {slug}",
        "period_start": dt.date(2020, 4, 1),
        "period_end": dt.date(2020, 6, 30),
        "partnership": made.partnership,
    } | fields
    return ProgressReport.objects.create(plan=made, slug=slug, **given)


def explain(report: ProgressReport, cause: str = "It rained.") -> ProgressReport:
    """Say of every exception of a report why it is one, what is done, and until when."""
    for one in report_document(report, Visibility.MEMBERS)["exceptions"]:
        if one["key"]:
            said = {"cause": cause, "action": cause, "back_as_said": "soon"}
            report.lines.update_or_create(key=one["key"], defaults={"name": one["name"][:400], **said})
    return report
