"""What an officer says about a finding: stored, published with its source, and never shown for other figures."""

import re
from html import unescape

import pytest
from django.utils import timezone

from performance.checks import explanations
from performance.checks.facts.loading import working_facts
from performance.checks.pages import check_source
from performance.checks.registry import run
from performance.figures.publishing import publish_source
from performance.models import Explanation, Source
from plans.models import EditConflict, Partnership, Visibility
from plans.publishing.checklist.checklist import of_other_rooms
from tests import builders

pytestmark = pytest.mark.django_db

KEY = "K1.value.thefts.anytown-north.2020-21"
PAGE = f"/anytown/figures-check/{KEY}/"
PUBLIC = ("/anytown/fact-register/", "/anytown/sources/annual-report/", "/anytown/sources/crime-figures/")


@pytest.fixture
def owner() -> Partnership:
    """Two sources that give one fact with two figures; only the first is published."""
    plan = builders.plan()
    north = builders.area_set(plan.partnership, ["North"]).areas.get()
    thefts = builders.indicator("thefts")
    for slug, value in (("crime-figures", 688), ("annual-report", 984)):
        source = builders.source(plan.partnership, slug, plan=plan)
        builders.observation(source, thefts, north, 2020, value, table=builders.table(source))
    publish_source(Source.objects.get(slug="crime-figures"))
    return plan.partnership


@pytest.fixture
def officer(owner, client):
    user = builders.person("officer", owner, "officer")
    user.first_name, user.last_name = "Ada", "Example"
    user.save()
    builders.sign_in(client, user)
    return user


def publish_both(owner: Partnership) -> None:
    publish_source(owner.sources.get(slug="annual-report"))


def words(response) -> str:
    main = response.content.decode().split('id="main">', 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def finding(owner: Partnership):
    (one,) = run(working_facts(owner))
    return one


def explain(owner: Partnership, by, text: str = "A misprint.", seen: int = 0) -> Explanation:
    return explanations.explain(owner, finding(owner), text, by=by, seen=seen)


def test_an_officer_explains_a_finding_and_it_stands_beside_it(owner, officer, client):
    assert client.post(PAGE, {"text": " A misprint. ", "seen": "0"}).status_code == 302
    page = words(client.get("/anytown/figures-check/"))
    assert "Nothing is left to explain. 1 finding is explained." in page
    assert "A misprint. Ada Example" in page
    (change,) = owner.changes.filter(row_kind="explanation")
    assert (change.old, change.new, change.by) == ("", "A misprint.", officer)


@pytest.mark.parametrize(("text", "said"), [("  ", "This field cannot be blank."), ("x" * 5001, "at most 5000")])
def test_an_explanation_says_something_and_not_too_much(owner, officer, client, text, said):
    response = client.post(PAGE, {"text": text, "seen": "0"})
    assert response.status_code == 200
    assert said in words(response)
    assert not Explanation.objects.exists()


def test_it_is_public_with_the_figures_and_not_before(owner, officer, client):
    explain(owner, officer, "Nobody may know of the 984 yet.")
    assert client.get(PUBLIC[1]).status_code == 404
    for address in (PUBLIC[0], PUBLIC[2]):
        assert "984" not in words(client.get(address))
    publish_both(owner)
    for address in PUBLIC:
        page = words(client.get(address))
        assert "Nobody may know of the 984 yet. Ada Example" in page, address
        assert "Was about earlier figures" not in page


def test_a_reader_sees_no_name_of_an_account(owner, client):
    publish_both(owner)
    explain(owner, builders.person("ada@example.org", owner, "officer"))
    page = words(client.get(PUBLIC[0]))
    assert "A misprint. the partnership" in page
    assert "ada@example.org" not in page


def test_the_figure_leads_to_its_explanation(owner, officer, client):
    publish_both(owner)
    explain(owner, officer)
    page = client.get(PUBLIC[1]).content.decode()
    assert re.search(rf'id="table-1-1-1"[^>]*>984<br><a class="app-extras" href="#{re.escape(KEY)}">explained', page)
    assert f'<li id="{KEY}">' in page


def test_storing_and_taking_back_raise_the_public_revision(owner, officer, client):
    publish_both(owner)
    before = client.get(PUBLIC[0])["ETag"]
    explanation = explain(owner, officer)
    between = client.get(PUBLIC[0])["ETag"]
    explanations.take_back(explanation, by=officer, seen=1)
    assert before != between
    assert client.get(PUBLIC[0])["ETag"] == before
    assert "A misprint." not in words(client.get(PUBLIC[0]))


def test_it_is_said_when_the_figures_changed_since(owner, officer, client):
    publish_both(owner)
    explain(owner, officer)
    owner.sources.get(slug="annual-report").observations.update(value=985, as_printed="985")
    owner.bump_public_revision()
    for address in ("/anytown/figures-check/", *PUBLIC):
        assert "Was about earlier figures A misprint." in words(client.get(address)), address
    assert "1 finding is not explained" in words(client.get("/anytown/figures-check/"))


def test_what_was_said_about_hidden_figures_stays_hidden_when_they_change(owner, officer, client):
    explain(owner, officer, "Nobody may know of the 984 yet.")
    owner.sources.get(slug="annual-report").observations.update(value=985, as_printed="985")
    publish_both(owner)
    for address in PUBLIC:
        assert "Nobody may know" not in words(client.get(address)), address


def test_when_the_figures_agree_again_the_explanation_can_only_be_taken_back(owner, officer, client):
    explanation = explain(owner, officer)
    owner.sources.get(slug="annual-report").observations.update(value=688, as_printed="688")
    page = words(client.get("/anytown/figures-check/"))
    assert "Explanations of findings that no longer apply" in page
    assert "no longer found" in words(client.post(PAGE, {"text": "More", "seen": "1"}))
    assert client.post(PAGE, {"take_back": "1", "seen": str(explanation.row_version)}).status_code == 302
    assert not Explanation.objects.exists()
    assert client.get(PAGE).status_code == 404


def test_nobody_overwrites_what_they_have_not_seen(owner, officer, client):
    explain(owner, builders.person("other", owner, "officer"), "The first words.")
    with pytest.raises(EditConflict):
        explain(owner, officer, "Mine.")
    page = words(client.post(PAGE, {"text": "Mine.", "seen": "0"}))
    assert "Someone else explained this in the meantime" in page
    assert "The first words. other" in page
    assert "Mine." in client.post(PAGE, {"text": "Mine.", "seen": "0"}).content.decode()
    assert client.post(PAGE, {"text": "Mine.", "seen": "1"}).status_code == 302
    assert Explanation.objects.get().text == "Mine."


def test_taking_back_what_somebody_changed_meanwhile_is_refused(owner, officer):
    explanation = explain(owner, officer)
    explain(owner, officer, "Better words.", seen=1)
    with pytest.raises(EditConflict):
        explanations.take_back(explanation, by=officer, seen=1)


def test_findings_stand_in_the_checklist_on_the_plan_and_on_the_desk_home_until_they_are_explained(
    owner, officer, client
):
    plan = owner.plans.get()
    desk = "/desk/anytown/plans/2020-2023/"
    (problem,) = of_other_rooms(plan, Visibility.MEMBERS)
    assert (problem.severity, problem.page) == ("warning", f"/anytown/figures-check/?plan=2020-2023#{KEY}")
    assert problem.sentence in words(client.get(f"{desk}publish/"))
    assert 'href="/anytown/figures-check/?plan=2020-2023"' in client.get(desk).content.decode()
    assert "1 finding of the checks has not been explained" in words(client.get("/desk/"))
    explain(owner, officer)
    assert of_other_rooms(plan, Visibility.MEMBERS) == []
    assert "of the checks has not been explained" not in words(client.get("/desk/"))


def test_an_import_can_ask_what_is_wrong_with_its_source(owner):
    report, other = owner.sources.get(slug="annual-report"), builders.source(owner, "other")
    assert [one.key for one in check_source(report)] == [KEY]
    assert check_source(other) == []


def test_the_findings_of_one_plan_are_shown_alone(owner, officer, client):
    other = builders.plan(owner, slug="2023-2026")
    source = builders.source(owner, "other", plan=other)
    for title in ("Introduction", "Money"):
        source.statements.create(kind="part", subject="1", about=title, locator="page 1")
    mine, theirs = (words(client.get(f"/anytown/figures-check/?plan={slug}")) for slug in ("2020-2023", "2023-2026"))
    assert ("printed with different figures" in mine, "Two parts" in mine) == (True, False)
    assert ("printed with different figures" in theirs, "Two parts" in theirs) == (False, True)


def test_a_row_in_the_editor_leads_to_what_is_found_in_it(owner, officer, client):
    plan = owner.plans.get()
    wrong = plan.sections.create(heading="Why", slug="why", body="There were {{ figure none 2020/21 }}.")
    right = plan.sections.create(heading="How", slug="how", body="By walking.")
    found = []
    for section in (wrong, right):
        link = f"/anytown/figures-check/?row=sections-{section.pk}"
        edit = client.get(f"/desk/anytown/plans/2020-2023/rows/sections/{section.pk}/").content.decode()
        assert f'<a href="{link}">What the checks find in this section</a>' in edit
        found.append(words(client.get(link)))
    assert ("none 2020/21" in found[0], "printed with different figures" in found[0]) == (True, False)
    assert "Nothing is left to explain. " in found[1]
    assert "none 2020/21" not in found[1]
    assert "printed with different figures" in words(client.get("/anytown/figures-check/?row=nothing-1"))


def test_a_source_that_nobody_published_is_named_without_a_link(owner, officer, client):
    page = client.get("/anytown/figures-check/").content.decode()
    assert 'href="/anytown/sources/crime-figures/#table-1-1-1"' in page
    assert "/anytown/sources/annual-report/" not in page


def test_readers_who_may_not_write_see_findings_without_a_way_to_explain(owner, client):
    builders.sign_in(client, builders.person("lead", owner, "lead"))
    assert "figures-check/K1" not in client.get("/anytown/figures-check/").content.decode()


@pytest.mark.parametrize("years", [1, 30])
def test_the_page_costs_the_same_for_one_finding_and_for_thirty(
    owner, officer, client, years, django_assert_num_queries
):
    north, thefts = owner.area_sets.get().areas.get(), Source.objects.first().observations.first().indicator
    for year in range(1980, 1979 + years):
        for source in owner.sources.all():
            builders.observation(source, thefts, north, year, source.pk)
    with django_assert_num_queries(33):
        page = client.get("/anytown/figures-check/")
    assert page.content.decode().count("printed with different figures") >= years


class TestFactRegister:
    def test_the_two_tables_of_norwich_stand_side_by_side_cell_by_cell(self, demo, client):
        page = client.get("/norwich/fact-register/").content.decode()
        table = (
            page.split('id="bcs-comparator-2006-07-and-bcs-outturn-cells"')[1].split("<tbody")[1].split("</tbody>")[0]
        )
        cells = [
            [
                " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
                for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
            ]
            for row in table.split("<tr")[1:]
        ]
        assert [[row[0], *row[2:]] for row in cells] == [
            [
                "Reduce British Crime Survey (BCS) comparator crime by 21%",
                "13310",
                "13310",
                "agree",
                "",
                "Down 22%",
                "",
            ],
            ["Criminal Damage", "4966", "4966", "agree", "", "Down 14%", ""],
            ["Theft from a Vehicle", "1925", "1925", "agree", "", "Down 33%", ""],
            ["Wounding", "1717", "1717", "agree", "", "Down 18%", ""],
            ["Assault without injury", "1013", "1144", "differ", "Domestic Burglary", "Down 17%", "−6.5%"],
            ["Domestic Burglary", "1144", "1013", "differ", "Common Assault (inc on PC)", "Down 39%", "−46.3%"],
            ["Theft of Cycles", "688", "984", "differ", "TOMV", "Down 16%", "+20.8% opposite direction"],
            ["Theft of a Vehicle", "984", "688", "differ", "Cycle Theft", "Down 39%", "−57.6%"],
            [
                "Theft from the Person",
                "243",
                "405",
                "differ",
                "Vehicle Interference",
                "Down 2%",
                "+63.0% opposite direction",
            ],
            ["Robbery Personal", "225", "243", "differ", "Theft from the Person", "Down 49%", "−44.4%"],
            ["Vehicle Interference", "405", "225", "differ", "Robbery (Personal)", "Down 43%", "−68.4%"],
        ]

    def test_every_printing_of_a_fact_leads_to_its_place(self, demo, client):
        page = client.get("/norwich/fact-register/").content.decode()
        for figure in (
            "annual-report-2006-07/#bcs-comparator-2006-07-7-1",
            "partnership-plan-2008-2011/#bcs-outturn-7-1",
        ):
            assert f'href="/norwich/sources/{figure}"' in page

    def test_it_says_how_many_facts_agree(self, demo, client):
        page = words(client.get("/norwich/fact-register/"))
        assert "19 facts are printed more than once. 7 of them are not printed with the same figure everywhere." in page

    def test_without_facts_it_says_so(self, demo, client):
        assert "No fact is printed more than once" in words(client.get("/norfolk/fact-register/"))

    def test_sources_that_are_not_published_are_not_in_it(self, owner, client):
        page = words(client.get("/anytown/fact-register/"))
        assert "No fact is printed more than once" in page
        publish_both(owner)
        assert "1 fact is printed more than once. 1 of them is not" in words(client.get("/anytown/fact-register/"))

    def test_protected_sources_are_not_in_it(self, owner, client):
        Source.objects.update(published_at=timezone.now(), disclosure="protected")
        assert "No fact is printed more than once" in words(client.get("/anytown/fact-register/"))
