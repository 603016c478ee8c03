"""The source plans, checked: exactly the discrepancies that are known, each with its place and its arithmetic."""

import pytest

from performance.checks.facts.loading import public_facts, working_facts
from performance.checks.finding import Finding
from performance.checks.registry import CHECKS, run
from plans.models import Partnership

pytestmark = pytest.mark.django_db

KNOWN = {
    "cambridge": [
        ("K7.overlapping.community-safety-plan-2012-13-update.violent-crime.e07000008", "line 136"),
        ("K8.twice.community-safety-plan-2012-13-update.3-within-2", "line 91"),
        ("K9.length.2011-2014", "line 9"),
        ("K15.name.2011-2014.3", "lines 206–218"),
    ],
    "norfolk": [
        ("K8.dead.county-agreement-2008-2011.section-0", "line 262"),
    ],
    "norwich": [
        ("K1.value.domestic-burglary.e07000148.2003-04", "line 98"),
        ("K1.value.common-assault.e07000148.2003-04", "line 99"),
        ("K1.value.theft-of-vehicle.e07000148.2003-04", "line 100"),
        ("K1.value.cycle-theft.e07000148.2003-04", "line 101"),
        ("K1.value.vehicle-interference.e07000148.2003-04", "line 102"),
        ("K1.value.theft-from-person.e07000148.2003-04", "line 103"),
        ("K1.value.robbery-personal.e07000148.2003-04", "line 104"),
        (
            "K2.annual-report-2006-07.bcs-comparator-2006-07.baseline-2003-4.partnership-plan-2008-2011.bcs-outturn.baseline",
            "line 354 – line 363, “Baseline”",
        ),
        (
            "K3.direction.partnership-plan-2008-2011.bcs-outturn.cycle-theft.e07000148.percent-change.2007-08",
            "line 359",
        ),
        (
            "K3.direction.partnership-plan-2008-2011.bcs-outturn.theft-from-person.e07000148.percent-change.2007-08",
            "line 361",
        ),
        ("K6.annual-report-2006-07.bcs-comparator-2006-07.wounding.e07000148.status.2006-07", "line 97"),
        ("K6.annual-report-2006-07.bcs-comparator-2006-07.common-assault.e07000148.status.2006-07", "line 99"),
        ("K6.annual-report-2006-07.bcs-comparator-2006-07.robbery-personal.e07000148.status.2006-07", "line 104"),
        ("K6.annual-report-2006-07.bcs-comparator-2006-07.bcs-comparator-crime.e07000148.status.2006-07", "line 105"),
        ("K7.reached.annual-report-2006-07.line-92.bcs-comparator-crime", "line 92"),
        ("K7.most-reached.annual-report-2006-07.line-92.bcs-comparator-2006-07", "line 92"),
        ("K7.value.partnership-plan-2008-2011.line-469.norfolk-cdrps", "line 469"),
        ("K8.twice.partnership-plan-2008-2011.6", "line 328"),
        ("K8.other.scrutiny-briefing-2008-11-13.line-25.appendix-1", "line 25"),
        ("K11.bcs-comparator-crime.e07000148.2003-04.2007-08", "line 105"),
        ("K12.definition.criminal-damage.e07000148.2007-08", "line 354"),
        ("K14.symbols.annual-report-2006-07.bcs-comparator-2006-07", "line 109"),
        ("K15.name.2008-2011.2", "lines 404, 420–421 and 437–438"),
        ("K15.name.2008-2011.5", "lines 407, 427–428, 443–444 and 505"),
        ("K18.list.2008-2011", "lines 546–548 and 586–588"),
        ("K19.indicators.2008-2011.2008-2011", "April 2008 to March 2011"),
        ("K20.plus.annual-report-2006-07.bcs-comparator-2006-07.3", "line 101"),
        ("K20.plus.annual-report-2006-07.bcs-comparator-2006-07.4", "line 101"),
        ("K20.note.2008-2011.sections.notes-on-the-printed-plan.expand", "notes-on-the-printed-plan"),
    ],
    "peterborough": [
        (
            "K1.periods.draft-plan-2016-scrutiny-report.victims-hub-victims-supported.cambridgeshire-and-peterborough",
            "lines 43 and 254",
        ),
        ("K5.partnership-plan-2011-summary.criminal-damage.e06000031.saving.2010-11", "line 104"),
        ("K8.other.draft-plan-2016-scrutiny-report.line-245.section-6", "line 245"),
        ("K8.dead.draft-plan-2016-scrutiny-report.appendix-a", "line 281"),
        ("K9.overlap.partnership-plan-2014-2017.draft-community-safety-plan-2016-2019", "April 2016 to March 2019"),
        (
            "K12.break.draft-plan-2016-scrutiny-report.victim-based-crime.e06000031.percent-change.2015",
            "lines 78 and 266",
        ),
        ("K13.draft-plan-2016-scrutiny-report.road-deaths-a-day.k02000001.value.2014", "lines 500–501"),
        ("K13.draft-plan-2016-scrutiny-report.road-serious-injuries-a-day.k02000001.value.2014", "line 501"),
        ("K14.classes.partnership-plan-2011-summary.crime-by-ward", "line 216"),
        ("K19.reprinted.2016-2019.partnership-plan-2014-2017", "April 2016 to March 2019"),
        ("K20.minus.partnership-plan-2011-summary.crime-by-sector.2", "line 111"),
        ("K20.area.partnership-plan-2011-summary.e05002176", "line 189"),
    ],
    "south-cambridgeshire": [
        ("K7.baseline.rolling-plan-2009-2012.line-391", "line 391"),
        ("K8.dead.rolling-plan-2009-2012.appendix-e", "line 395"),
        ("K8.dead.rolling-plan-2009-2012.appendix-c", "line 415"),
        ("K10.2009-2012.domestic-violence-task-group", "line 259; also line 181"),
        ("K15.order.rolling-plan-2009-2012.lines-47-51", "lines 47–51"),
        ("K18.organisation.2009-2012.cambridgeshire-county-trading-standards-service", "4.4"),
        ("K18.organisation.2009-2012.cambridgeshire-county-youth-services", "1.8"),
        ("K18.organisation.2009-2012.cambridgeshire-fire-and-rescue-service", "1.9e"),
        ("K18.organisation.2009-2012.national-probation-service", "1.7"),
        ("K18.organisation.2009-2012.police-shrievalty-trust", "4.4"),
        ("K18.organisation.2009-2012.south-cambridgeshire-crime-disorder-reduction-partnership", "1.8"),
        (
            "K20.note.2009-2012.achievements."
            "a-youth-project-in-linton-covered-fire-safety-and-the-fire-service-where-the-nu.how-many-attended",
            "A youth project in Linton covered fire safety and the fire service. Where the nu",
        ),
        ("K20.headings.rolling-plan-2009-2012.who-leads-an-action", "lines 83–187"),
    ],
}
# Nothing is wrong with these; a finding about one of them would be a mistake of a check.
RIGHT = {
    "peterborough": ["crime-types", "crime-by-sector", "residents-and-households"],
    "norwich": ["all-crime-target"],
}


@pytest.fixture
def found(demo, db):
    def of(slug: str) -> list[Finding]:
        return run(working_facts(Partnership.objects.get(slug=slug)))

    return of


@pytest.mark.parametrize("slug", KNOWN)
def test_exactly_the_known_discrepancies_are_found_each_in_its_place(found, slug):
    assert [(one.key, one.places[0].locator) for one in found(slug)] == KNOWN[slug]


def test_no_check_is_left_unused_but_those_that_find_nothing_here(found):
    used = {one.check for slug in KNOWN for one in found(slug)}
    assert [check.key for check in CHECKS if check.key not in used] == ["K4", "K16", "K17"]


@pytest.mark.parametrize("slug", RIGHT)
def test_nothing_is_found_in_tables_that_are_right(found, slug):
    anchors = {place.anchor for one in found(slug) if one.check not in ("K12", "K20") for place in one.places}
    assert [table for table in RIGHT[slug] if any(anchor.startswith(f"{table}-") for anchor in anchors)] == []


@pytest.mark.parametrize("slug", KNOWN)
def test_what_is_published_is_found_without_a_look_at_working_rows(found, slug):
    public = run(public_facts(Partnership.objects.get(slug=slug)))
    assert [(one.key, one.figures) for one in public] == [(one.key, one.figures) for one in found(slug)]


@pytest.mark.parametrize("slug", KNOWN)
def test_every_finding_says_all_it_must_and_has_a_name_of_its_own(found, slug):
    findings = found(slug)
    assert len({one.key for one in findings}) == len(findings)
    for one in findings:
        said = (one.sentence, one.printed, one.computed, one.arithmetic, one.advice)
        assert all(said), one.key
        assert all(place.locator and (place.source or place.plan) for place in one.places), one.key


def by_key(findings: list[Finding], start: str) -> Finding:
    (one,) = [one for one in findings if one.key.startswith(start)]
    return one


class TestNorwich:
    @pytest.fixture
    def norwich(self, found) -> list[Finding]:
        return found("norwich")

    def test_seven_baselines_are_printed_with_two_figures(self, norwich):
        printed = {one.key.split(".")[2]: one.printed for one in norwich if one.check == "K1"}
        report, plan = (
            "Safer Norwich Partnership Annual Report 2006/7",
            "Safer Norwich Partnership, Partnership Plan 2008-2011",
        )
        assert printed == {
            name: f"{first} ({report}); {second} ({plan})"
            for name, first, second in (
                ("domestic-burglary", "1,144", "1,013"),
                ("common-assault", "1,013", "1,144"),
                ("theft-of-vehicle", "984", "688"),
                ("cycle-theft", "688", "984"),
                ("vehicle-interference", "405", "225"),
                ("theft-from-person", "243", "405"),
                ("robbery-personal", "225", "243"),
            )
        }

    def test_the_permutation_is_named_with_whose_figure_each_one_is(self, norwich):
        one = by_key(norwich, "K2.")
        assert one.sentence == "Two columns hold the same figures next to different rows: 7 of 10 rows differ."
        assert (
            "Theft of Cycles: 984, which is printed next to “TOMV” in the other, where this row has 688" in one.printed
        )
        assert one.computed == "both columns add up to 13,310, so the total hides it"
        assert "same order in both columns" in one.arithmetic

    def test_two_rises_are_printed_as_falls(self, norwich):
        turned = [(one.sentence, one.printed, one.arithmetic) for one in norwich if one.check == "K3"]
        assert turned == [
            (f"{row}: a rise is printed as a fall, if the other source gives the right baseline.", printed, arithmetic)
            for row, printed, arithmetic in (
                ("Theft of Cycles", "Down 16%", "(831 − 688) ÷ 688 = +20.78%"),
                ("Theft from the Person", "Down 2%", "(396 − 243) ÷ 243 = +62.96%"),
            )
        ]

    def test_four_symbols_break_the_rule_of_the_legend_and_each_says_which_rule_it_fits(self, norwich):
        symbols = [(one.computed, one.arithmetic.split("The symbol fits: ")[1]) for one in norwich if one.check == "K6"]
        assert symbols == [
            ("off target (target reached without rounding)", "on course for the target."),
            (
                "off target (target reached without rounding)",
                "target reached after rounding, on course for the target.",
            ),
            ("off target (target reached without rounding)", "on course for the target."),
            (
                "off target (target reached without rounding)",
                "target reached after rounding, on course for the target.",
            ),
        ]

    def test_the_overall_target_is_reached_only_after_rounding(self, norwich):
        one = by_key(norwich, "K7.reached")
        assert one.sentence == "BCS comparator crime: the target is reached only after rounding."
        assert one.arithmetic == "(10,562 − 13,310) ÷ 13,310 = −20.646%; the target is −21%"

    def test_four_of_ten_targets_are_not_most_of_them(self, norwich):
        one = by_key(norwich, "K7.most-reached")
        assert one.computed == "4 of 10"
        assert (
            "target reached without rounding: 4; target reached after rounding: 5; on course for the target: 7"
            in one.arithmetic
        )

    def test_the_targets_of_the_parts_ask_for_21_76_per_cent(self, norwich):
        one = by_key(norwich, "K11.")
        assert (one.printed, one.computed) == ("21%", "−21.76%")
        assert one.arithmetic.endswith("2,896 ÷ 13,310 = 21.76%.")

    def test_criminal_damage_is_counted_with_and_without_class_59(self, norwich):
        assert by_key(norwich, "K12.").arithmetic == "4,294 − 4,285 = 9"


class TestPeterborough:
    @pytest.fixture
    def peterborough(self, found) -> list[Finding]:
        return found("peterborough")

    def test_the_saving_is_that_of_1_129_crimes_not_of_1_126(self, peterborough):
        one = by_key(peterborough, "K5.")
        assert one.arithmetic == "£977,714 ÷ £866 = 1,129; 1,126 × £866 = £975,116"

    def test_the_legend_leaves_out_ten_wards(self, peterborough):
        one = by_key(peterborough, "K14.")
        assert (one.sentence, one.computed) == ("The legend leaves out 10 of 24 figures.", "from 50 to 451")

    def test_road_deaths_are_ten_times_what_is_usual(self, peterborough):
        one = by_key(peterborough, "K13.draft-plan-2016-scrutiny-report.road-deaths")
        assert one.arithmetic.startswith("10.2 times the usual figure")

    def test_the_plan_of_2014_and_the_draft_of_2016_share_a_year(self, peterborough):
        assert by_key(peterborough, "K9.").arithmetic == "12 months belong to both."

    def test_progress_stands_in_section_5_not_6(self, peterborough):
        one = by_key(peterborough, "K8.other")
        assert one.arithmetic == "What the text means is Section 5, “Progress of the Plan”."


def test_a_group_of_south_cambridgeshire_meets_in_two_rhythms(found):
    one = by_key(found("south-cambridgeshire"), "K10.")
    assert (one.printed, one.computed) == ("“every other month”; “quarterly”", "every 2 months; every 3 months")


def test_the_violence_of_cambridge_fell_by_22_or_by_10_per_cent(found):
    assert by_key(found("cambridge"), "K7.").computed == "12 points apart"


def test_the_number_of_queries_does_not_depend_on_the_partnership(demo, db, django_assert_num_queries):
    for load, queries in ((working_facts, 26), (public_facts, 12)):
        for partnership in Partnership.objects.all():
            with django_assert_num_queries(queries):
                load(partnership)


def test_the_indicators_of_norwich_and_of_its_county_are_named(found):
    one = by_key(found("norwich"), "K19.indicators")
    assert one.arithmetic == (
        "Only in the county's plan: NI 30, NI 111. Only in this plan: NI 15, NI 16, NI 17, NI 19, NI 39, NI 110."
    )


def test_the_fire_service_of_south_cambridgeshire_has_four_names(found):
    one = by_key(found("south-cambridgeshire"), "K18.organisation.2009-2012.cambridgeshire-fire")
    assert one.printed == "“CF&RS”, “CFRS”, “Fire & Rescue Service”, “Fire Service”"
