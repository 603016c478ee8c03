"""Which responsible authorities members name: by the law of the plan's time; on checklist, desk and page."""

import datetime as dt

import pytest

from plans.documents.document import plan_document
from plans.duties.authorities import note
from plans.models import Area, Organisation, Plan
from plans.publishing.checklist.checklist import problems
from plans.publishing.versions import publish
from plans.schemas import authorities
from plans.schemas.authorities import Seat, authorities_named, authority_lines
from tests import builders
from tests.performance.indicators.test_pages import words

WARNING = "No member is a responsible authority of this kind (Crime and Disorder Act 1998, section 5): "


def bodies(start: int, end: int, jurisdiction: str = "england", two_tier: bool = False) -> list[str]:
    """The names of the authorities in a plan of whole financial years."""
    period = dt.date(start, 4, 1), dt.date(end, 3, 31)
    return [line.name for line in authority_lines([], *period, jurisdiction, two_tier)]


def test_the_authorities_are_those_of_the_time_of_the_plan():
    assert bodies(2000, 2003) == ["council", "police"]
    assert bodies(2005, 2008) == [
        "council", "police", "police authority", "fire and rescue authority", "primary care trust",
    ]  # fmt: skip
    assert bodies(2012, 2014) == [
        "council",
        "police",
        "police authority",
        "fire and rescue authority",
        "primary care trust, then clinical commissioning group",
        "probation services",
    ]
    assert bodies(2024, 2029) == [
        "council", "police", "fire and rescue authority", "integrated care board", "probation services",
    ]  # fmt: skip


def test_a_county_council_counts_in_a_two_tier_area_and_a_health_board_in_wales():
    assert bodies(2024, 2029, two_tier=True)[:3] == ["council", "county council", "police"]
    assert "local health board" in bodies(2024, 2029, "wales")
    assert "integrated care board" not in bodies(2024, 2029, "wales")


@pytest.mark.parametrize(
    ("start", "end", "has_authority"),
    [
        (dt.date(2012, 11, 21), dt.date(2015, 1, 1), True),
        (dt.date(2012, 11, 22), dt.date(2015, 1, 1), False),
        (dt.date(2000, 1, 1), dt.date(2003, 3, 31), False),
        (dt.date(2000, 1, 1), dt.date(2003, 4, 1), True),
    ],
)
def test_a_police_authority_counts_on_its_days(start, end, has_authority):
    lines = authority_lines([], start, end, "england", two_tier=False)
    assert ("police authority" in [line.name for line in lines]) == has_authority


def test_a_member_of_another_class_does_not_count_and_one_of_no_class_does():
    seats = [
        Seat("Parish council", "council", "co-operating"),
        Seat("Fire Service", "fire", "not stated"),
        Seat("Fire Service", "fire", "responsible"),
    ]
    lines = authority_lines(seats, dt.date(2024, 4, 1), dt.date(2027, 3, 31), "england", two_tier=False)
    assert {line.name: line.members for line in lines if line.members} == {
        "fire and rescue authority": ["Fire Service"]
    }
    assert [line.state.label for line in lines] == ["not named", "not named", "named", "not named", "not named"]


@pytest.fixture
def plan(db) -> Plan:
    """A plan of 2024 to 2027 in a district with a county, whose members are the council and the police."""
    made = builders.plan(period_start=dt.date(2024, 4, 1), period_end=dt.date(2027, 3, 31))
    districts = builders.area_set(made.partnership, [], "districts", "district")
    made.partnership.areas.add(Area.objects.create(area_set=districts, code="E07999999", name="Anytown"))
    for name, kind in (("Anytown Council", "council"), ("Constabulary", "police")):
        seat = Organisation.objects.create(name=name, kind=kind)
        made.members_named.create(partnership=made.partnership, organisation=seat, statutory_class="responsible")
    return made


def warnings(plan: Plan) -> list[tuple[str, str, str]]:
    found = problems(plan_document(plan))
    return [(one.severity, one.place.kind, one.sentence) for one in found if one.sentence.startswith(WARNING[:30])]


def test_the_checklist_warns_once_and_names_what_is_missing(plan):
    names = "county council, fire and rescue authority, integrated care board, probation services."
    assert warnings(plan) == [("warning", "members", WARNING + names)]


def test_the_checklist_is_content_when_all_are_members(plan):
    for kind in ("county council", "fire", "health", "probation"):
        seat = Organisation.objects.create(name=f"The {kind}", kind=kind)
        plan.partnership.members.create(organisation=seat)
    assert warnings(plan) == []


def test_a_county_group_and_a_plan_without_members_get_no_such_warning(plan):
    plan.members_named.all().delete()
    assert warnings(plan) == []
    plan.partnership.kind = "county group"
    assert authorities_named(plan_document(plan)) == []


def test_a_text_stored_before_kinds_were_kept_says_nothing(plan):
    content = plan_document(plan)
    for member in content["members"]:
        del member["organisation_kind"]
    assert authorities_named(content) == []


def test_the_duties_page_shows_each_kind_with_its_members(client, plan):
    publish(plan, kind="final")
    page = words(client.get("/anytown/duties/"))
    assert "Police named Constabulary Section 5(1)(b)" in page
    assert "County council not named none Section 5(1)(a)" in page
    assert "Integrated care board not named none Section 5(1)(e), from 1 July 2022" in page


@pytest.mark.parametrize("address", ["plans/2020-2023/members/", "about/organisations/", "about/standing-members/"])
def test_the_desk_says_it_above_its_lists(client, plan, address):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    plan.partnership.members.create(organisation=Organisation.objects.create(name="Youth Forum", kind="voluntary"))
    page = words(client.get(f"/desk/anytown/{address}"))
    assert ("1 member belongs to the partnership itself" in page) == (address == "plans/2020-2023/members/")
    assert "Responsible authorities among the members of “Community Safety Plan”" in page
    assert "named Council: Anytown Council" in page
    assert "not named County council" in page


def test_the_note_costs_the_same_for_more_members(client, plan, django_assert_num_queries):
    for number in range(20):
        seat = Organisation.objects.create(name=f"Council {number}", kind="council")
        plan.partnership.members.create(organisation=seat)
    with django_assert_num_queries(3):
        assert "Council 19" in note(plan.partnership, "organisations")
    with django_assert_num_queries(0):
        assert note(plan.partnership, "groups") == ""


class TestSourcePlans:
    """What each of the five source plans names of the authorities of its time. Slow: it loads the demonstration."""

    @pytest.mark.parametrize(
        ("plan", "missing"),
        [
            ("peterborough 2011-2014", ""),
            (
                "peterborough 2016-2019",
                "council, police, fire and rescue authority, clinical commissioning group, probation services",
            ),
            ("cambridge 2011-2014", ""),
            (
                "south-cambridgeshire 2009-2012",
                "council, county council, police, police authority, fire and rescue authority, primary care trust, "
                "probation services",
            ),
            ("norwich 2008-2011", ""),
        ],
    )
    def test_names_or_misses(self, demo, db, plan, missing):
        slug, period = plan.split(" ")
        content = plan_document(Plan.objects.get(partnership__slug=slug, slug=period))
        assert authorities.missing(authorities_named(content)) == missing

    def test_norwich_names_a_member_for_each(self, demo, db):
        content = plan_document(Plan.objects.get(partnership__slug="norwich", slug="2008-2011"))
        assert {line.name: line.members for line in authorities_named(content)} == {
            "council": ["Norwich City Council"],
            "county council": ["Norfolk County Council"],
            "police": ["Norfolk Constabulary"],
            "police authority": ["Norfolk Police Authority"],
            "fire and rescue authority": ["Norfolk Fire Service"],
            "primary care trust": ["Norfolk Primary Care Trust"],
            "probation services": ["National Probation Service"],
        }
