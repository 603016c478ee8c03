"""The source plans as they are published: counts, sums and names exactly as in the documents."""

import re
from decimal import Decimal

import jsonschema
import pytest

from csp_portal.pages.addresses import whole_address
from performance.models import Observation, Printed
from plans.documents.document import checksum
from plans.models import Plan, PlanVersion
from plans.schemas.plan import PlanDocument, json_schema

pytestmark = pytest.mark.django_db

PUBLISHED = {
    "/norwich/plans/2008-2011/": "final",
    "/norfolk/plans/2008-2011/": "final",
    "/cambridge/plans/2011-2014/": "final",
    "/peterborough/plans/2011-2014/": "final",
    "/peterborough/plans/2016-2019/": "consultation",
    "/south-cambridgeshire/plans/2009-2012/": "consultation",
}


@pytest.fixture
def document(demo, db):
    def find(partnership: str, slug: str) -> PlanDocument:
        return PlanVersion.objects.get(plan__partnership__slug=partnership, plan__slug=slug).content

    return find


def actions_of(content: PlanDocument) -> list:
    return [action for priority in content["priorities"] for action in priority["actions"]]


def money(content: PlanDocument, column: str) -> Decimal:
    return sum((Decimal(line[column]) for line in content["funding"] if line[column]), Decimal(0))


def table(content: PlanDocument, slug: str) -> dict[str, list[str]]:
    """A printed table: the words of each row by its label."""
    (found,) = [table for table in content["tables"] if table["slug"] == slug]
    return {row["label"]: [cell["text"] for cell in row["cells"]] for row in found["rows"]}


def test_exactly_these_plans_are_published(demo, db):
    found = {
        f"/{version.plan.partnership.slug}/plans/{version.plan.slug}/": version.kind
        for version in PlanVersion.objects.select_related("plan__partnership")
    }
    assert found == PUBLISHED


@pytest.mark.parametrize("address", PUBLISHED)
def test_every_published_plan_is_read_and_its_data_follows_the_schema(demo, db, client, address):
    """Takes a second for a long plan: all of its data is checked against the schema."""
    assert client.get(address).status_code == 200
    content = client.get(f"{address}v1/plan.json").json()
    jsonschema.validate(content, client.get("/data/plan.schema.json").json())
    assert checksum(content) == PlanVersion.objects.get(plan__title=content["plan"]["title"]).checksum


def test_the_stored_shape_is_the_published_schema(demo, db, client):
    here = "/data/plan.schema.1.json"
    newest = client.get("/data/plan.schema.json").json()
    assert newest == client.get(here).json() == json_schema(PlanDocument, whole_address(here))
    assert client.get("/data/plan.schema.2.json").status_code == 404


class TestSouthCambridgeshire:
    @pytest.fixture
    def content(self, document) -> PlanDocument:
        return document("south-cambridgeshire", "2009-2012")

    def test_has_28_actions_and_91_milestones(self, content):
        per_priority = [len(priority["actions"]) for priority in content["priorities"]]
        milestones = [sum(len(a["milestones"]) for a in priority["actions"]) for priority in content["priorities"]]
        assert (per_priority, sum(per_priority)) == ([11, 5, 4, 5, 3], 28)
        assert (milestones, sum(milestones)) == ([45, 12, 15, 13, 6], 91)

    def test_1_10_comes_after_1_9(self, content):
        refs = [action["ref"] for action in content["priorities"][0]["actions"]]
        assert refs == [f"1.{number}" for number in range(1, 12)]

    def test_the_seven_leads_of_action_2_1_stay_an_unaligned_list(self, content):
        (action,) = [action for action in actions_of(content) if action["ref"] == "2.1"]
        leads = [part["as_printed"] for part in action["organisations"] if part["role"] == "lead"]
        assert leads == ["Youth Offending", "Police", "Police/Probation", "Police", "CDRP", "Police", "CCJB"]
        assert action["leads_unaligned"] is True
        assert [milestone["organisations"] for milestone in action["milestones"]] == [[]] * 6

    def test_two_actions_only_point_to_action_2_1(self, content):
        pointing = {action["ref"]: action["see_also"] for action in actions_of(content) if action["see_also"]}
        (seen,) = [action["seen_from"] for action in actions_of(content) if action["ref"] == "2.1"]
        assert (pointing, seen) == ({"4.2": ["2.1"], "5.2": ["2.1"]}, ["4.2", "5.2"])

    def test_themes_carry_the_printed_actions(self, content):
        assert {theme["name"]: sorted(theme["actions"], key=_reference) for theme in content["themes"]} == {
            "Drug & Alcohol misuse": ["1.7", "2.4"],
            "Engaging with all communities": ["1.4", "1.10", "4.3", "4.4", "5.3"],
            "Involvement of Young People": ["1.7", "1.8", "1.9", "3.3"],
        }

    def test_funding_adds_up_to_the_penny(self, content):
        assert (len(content["funding"]), money(content, "allocated")) == (13, Decimal("97193.97"))

    def test_vehicle_crime_was_kept_against_the_advice_of_the_assessment(self, content):
        assert content["priorities"][4]["decision"] == "kept against advice"
        assert content["priorities"][4]["decision_reason"]


def _reference(ref: str) -> list[int]:
    return [int(part) for part in ref.split(".")]


class TestNorwich:
    @pytest.fixture
    def content(self, document) -> PlanDocument:
        return document("norwich", "2008-2011")

    def test_funding_has_eight_amounts_and_four_lines_in_words(self, content):
        words = [line["in_words"] for line in content["funding"] if line["allocated"] is None]
        assert (money(content, "allocated"), words) == (Decimal(170867), ["County-wide funding"] * 4)

    def test_table_1_1_stands_as_printed_with_its_errors(self, content):
        printed = {label: cells[:2] for label, cells in table(content, "bcs-outturn").items()}
        assert list(printed.values()) == [
            ["13310", "10445"],
            ["4966", "4285"],
            ["1925", "1286"],
            ["1717", "1416"],
            ["1144", "947"],
            ["1013", "614"],
            ["984", "831"],
            ["688", "417"],
            ["405", "396"],
            ["243", "125"],
            ["225", "128"],
        ]

    def test_both_tables_of_crime_types_are_shown_with_every_figure_one_click_from_its_source(self, demo, db, client):
        page = client.get("/norwich/performance/").content.decode()
        for figure, source in (("10445", "partnership-plan-2008-2011"), ("10562", "annual-report-2006-07")):
            (address,) = set(re.findall(rf'href="(/norwich/sources/{source}/#[\w-]+)"[^>]*>{figure}<', page))
            path, anchor = address.split("#")
            assert f'id="{anchor}"' in client.get(path).content.decode()

    def test_the_two_documents_disagree_about_exactly_seven_baselines(self, demo, db):
        said: dict[str, set[Decimal]] = {}
        for row in Observation.objects.filter(source__partnership__slug="norwich", period_start="2003-04-01"):
            if row.table and row.indicator.part_of and row.indicator.part_of.slug == "bcs-comparator-crime":
                said.setdefault(row.indicator.slug, set()).add(row.value)
        assert len(said) == 10
        assert sorted(name for name, values in said.items() if len(values) > 1) == [
            "common-assault",
            "cycle-theft",
            "domestic-burglary",
            "robbery-personal",
            "theft-from-person",
            "theft-of-vehicle",
            "vehicle-interference",
        ]

    def test_consultation_answers_add_up_to_the_printed_base(self, content):
        (consultation,) = content["consultations"]
        counts = [[answer["count"] for answer in question["answers"]] for question in consultation["questions"]]
        assert counts == [[56, 2], [57, 1], [56, 2], [56, 2], [58, 0], [56, 2]]
        assert {question["base_as_printed"] for question in consultation["questions"]} == {58}

    def test_the_all_crime_target_stands_line_by_line(self, demo, db):
        rows = Printed.objects.filter(table__slug="all-crime-target", kind="target").order_by("row")
        values = [int(row.value) for row in rows]
        assert (values[-1], sum(values[:-1])) == (16414, 16414)

    def test_nine_members_are_named(self, content):
        assert len(content["members"]) == 9


class TestPeterborough:
    def test_the_24_wards_rank_as_printed_and_equal_the_eight_sectors(self, document):
        content = document("peterborough", "2011-2014")
        wards, sectors = table(content, "crime-by-ward"), table(content, "crime-by-sector")
        crimes = [int(cells[0].replace(",", "")) for cells in wards.values()]
        assert [int(cells[1]) for cells in wards.values()] == list(range(1, 25))
        assert crimes == sorted(crimes, reverse=True)
        assert sum(crimes) == 19072
        assert len(sectors) == 8
        assert sum(int(cells[1].replace(",", "")) for cells in sectors.values()) == 19072

    def test_the_map_draws_all_24_wards_and_its_legend_covers_them(self, demo, db, client):
        page = client.get("/peterborough/areas/").content.decode()
        picture = re.search(r"<svg[^>]*c-chart.*?</svg>", page, re.S).group()
        assert len(re.findall(r'class="c-ward', picture)) == 24
        legend = re.search(r'<ul class="app-legend">.*?</ul>', page, re.S).group()
        assert sum(int(count) for count in re.findall(r"\((\d+) areas?\)", legend)) == 24

    def test_orton_with_hampton_lies_in_a_sector_and_in_a_committee(self, demo, db, client):
        page = client.get("/peterborough/areas/E05002183/").content.decode()
        assert "South East" in page
        assert "Ortons with Hampton" in page

    def test_the_partnership_page_lists_members_by_statutory_class(self, demo, db, client):
        page = client.get("/peterborough/").content.decode()
        for words in ("Responsible authority", "Co-operating body", "Invited to participate", "HMP Peterborough"):
            assert words in page

    def test_savings_and_reductions_are_kept_as_printed(self, demo, db):
        rows = Printed.objects.filter(source__partnership__slug="peterborough")
        assert {"£1,212,428", "£977,714"} <= set(rows.values_list("as_printed", flat=True))

    def test_the_draft_of_2016_proposes_a_fourth_priority_and_logs_its_route(self, document):
        content = document("peterborough", "2016-2019")
        assert [priority["decision"] for priority in content["priorities"]] == ["kept", "kept", "kept", "proposed"]
        bodies = " ".join(item["body"] for item in content["calendar"] if item["kind"] == "route")
        for body in ("Scrutiny Committee", "Cabinet", "Full Council"):
            assert body in bodies


class TestCambridge:
    def test_what_was_spent_adds_up(self, document):
        content = document("cambridge", "2011-2014")
        assert (len(content["funding"]), money(content, "spent")) == (11, Decimal(59235))

    def test_three_of_four_priorities_have_no_firm_target(self, document):
        content = document("cambridge", "2011-2014")
        unfinished = [
            priority["ref"]
            for priority in content["priorities"]
            if any(target["state"] == "to be confirmed" for target in priority["targets"])
        ]
        assert unfinished == ["1", "2", "3"]

    def test_the_board_members_are_named(self, document):
        names = [member["representative"] for member in document("cambridge", "2011-2014")["members"]]
        assert (len(names), names[0], names[-1]) == (9, "Liz Bisset", "Graeme Seddon")


def test_norfolk_agrees_five_priorities_with_seventeen_lines_of_work(document):
    content = document("norfolk", "2008-2011")
    assert (len(content["priorities"]), len(actions_of(content))) == (5, 17)


def test_every_figure_says_where_it_stands(demo, db):
    for model in (Observation, Printed):
        assert not model.objects.filter(locator="").exists()
        assert model.objects.exists()


def test_a_missing_figure_is_never_a_zero(demo, db):
    missing = Observation.objects.exclude(state="value")
    assert missing.exists()
    assert not missing.filter(value__isnull=False).exists()


def test_every_plan_of_the_demo_is_published_or_known_by_its_targets_only(demo, db):
    assert list(Plan.objects.filter(versions__isnull=True).values_list("slug", flat=True)) == ["2005-2008"]
