"""What a committee must look at: which targets and actions are exceptions, and which are not."""

import datetime as dt

from csp_portal.formats.periods import Period
from performance.reports.content.outcomes import report_outcome, tracker_trend, with_keys
from performance.reports.content.outlook import steps
from performance.rules.reports.exceptions import exceptions
from performance.rules.reports.target_exceptions import disputed, missing, off_target, worsened_trackers
from tests.performance.rules.test_outturns import seen, target

LAST = Period.financial_year(2006)


def judged(figures, of=LAST, own="", **changes):
    return with_keys(
        [
            report_outcome(
                target(rule="trajectory@1", **changes), figures, breaks=(), of=of, bases={}, others={}, own=own
            )
        ]
    )


def found(kind, outcomes):
    return [(one["what"], one["says"]) for one in kind(outcomes)]


def test_a_clear_rise_is_an_exception_where_the_target_is_on_course():
    """The robberies of Norwich: 225 to 207 is on course for a fall of 10 %, but 146 to 207 is a rise of 41.8 %."""
    robbery = judged([seen(2005, 146), seen(2006, 207)], baseline="225", value="-10")
    assert robbery[0]["status"] == "on target"
    ((what, says),) = found(off_target, robbery)
    assert what == "significantly worse"
    assert "207, up 61 (+41.8%)" in says
    assert "Against its target: on target." in says
    assert "225 (2003/04) → 207 (2006/07): −18 (−8.0%). Aim: down 10% by 2007/08." in says


def test_a_rise_that_may_be_chance_is_none():
    assert found(off_target, judged([seen(2005, 200), seen(2006, 207)], baseline="225", value="-10")) == []


def test_an_exception_names_what_another_source_would_give():
    """The cycle thefts of Norwich: 688 or 984 in 2003/04."""
    thefts = judged([seen(2003, 688), seen(2003, 984, "plan"), seen(2006, 811)], baseline="688", value="-30")
    assert found(off_target, thefts) == [
        (
            "worse than the baseline",
            "688 (2003/04) → 811 (2006/07): +123 (+17.9%). Aim: down 30% by 2007/08. "
            "Disputed: with 984 for 2003/04 (Plan) it is 984 → 811, −17.6%: off target.",
        )
    ]
    assert found(disputed, thefts) == []


def test_a_target_that_hangs_on_the_figure_of_one_source_is_an_exception_of_its_own():
    hangs = judged([seen(2003, 1000), seen(2003, 850, "plan"), seen(2006, 800)])
    assert hangs[0]["status"] == "on target"
    assert found(off_target, hangs) == []
    assert found(disputed, hangs) == [
        (
            "depends on a disputed figure",
            "1000 (2003/04) → 800 (2006/07): −200 (−20.0%). Aim: down 20% by 2007/08. "
            "Disputed: with 850 for 2003/04 (Plan) it is 850 → 800, −5.9%: off target.",
        )
    ]
    differ = judged([seen(2006, 800), seen(2006, 990, "plan")])
    assert [one["what"] for one in disputed(differ)] == ["depends on a disputed figure"]
    assert found(missing, differ) == []


def test_sources_that_differ_and_give_the_same_judgement_are_none():
    same = judged([seen(2003, 1000), seen(2003, 950, "plan"), seen(2006, 700)])
    assert found(disputed, same) == found(off_target, same) == []


def test_what_is_not_due_is_none_and_what_could_be_there_is_missing():
    assert found(missing, judged([])) == []
    late = Period.financial_year(2007)
    assert [what for what, _says in found(missing, judged([], of=late))] == ["no figure yet"]
    ((what, says),) = found(missing, judged([seen(2006, 700)], of=late))
    assert what == "final figure missing"
    assert says.startswith(
        "The figure of the due period, 2007/08, is not published yet. 1,000 (2003/04) → 700 (2006/07)"
    )
    assert found(missing, judged([seen(2007, 700)], of=late)) == []


def test_a_baseline_that_is_missing_is_said():
    bare = {"baseline": None, "baseline_state": "to be confirmed"}
    (what, says) = found(missing, judged([seen(2006, 700)], **bare))[0]
    assert (what, says) == (
        "no baseline",
        "Baseline: to be confirmed. Outturn: 700 (2006/07). Aim: down 20% by 2007/08.",
    )
    assert found(missing, judged([seen(2006, 700)], kind="at most", value="900", **bare))[0][0] == "no baseline"


def test_a_missed_target_comes_first_and_says_by_how_much():
    outcomes = judged([seen(2007, 863)], of=Period.financial_year(2007))
    assert found(off_target, outcomes) == [
        ("missed", "1,000 (2003/04) → 863 (2007/08): −137 (−13.7%). Aim: down 20% by 2007/08.")
    ]


def action(ref: str, due: str | None, completed: str | None = None, **changes):
    given = {"ref": ref, "title": f"Do {ref}", "due": {"on": due}, "completed_on": completed, "milestones": []}
    return given | changes


def test_an_action_that_is_due_and_not_completed_is_late_like_a_milestone():
    step = {"ref": "1.2a", "text": "First step", "due": {"on": "2020-01-31"}, "completed_on": None}
    actions = [
        action("1.1", "2020-01-31"),
        action("1.2", None, milestones=[step]),
        action("1.3", "2020-01-31", "2020-02-01"),
        action("1.4", "2020-01-31", "2020-07-01"),
        action("1.5", "2020-08-31"),
        action("1.6", "2020-03-31"),
    ]
    end = dt.date(2020, 3, 31)
    listed = steps({"priorities": [{"actions": actions}]}, end, dt.date(2020, 9, 30))
    assert [(one["kind"], one["ref"], one["late"]) for one in listed] == [
        ("action", "1.1", True),
        ("action", "1.4", True),
        ("milestone", "1.2a", True),
        ("action", "1.6", True),
        ("action", "1.5", False),
    ]
    said = {
        "lead": "Police",
        "happened": "",
        "next": "",
        "said_on": None,
        "title": "",
        "status": "Done",
        "css": "ahead",
    }
    content = {"lines": [], "outcomes": [], "figures": [], "steps": listed, "actions": [{**said, "ref": "1.6"}]}
    assert [(one["group"], one["what"], one["name"]) for one in exceptions(content)] == [
        ("actions", "late action", "1.1 Do 1.1"),
        ("actions", "late action", "1.4 Do 1.4"),
        ("actions", "late milestone", "1.2a First step"),
    ]


def tracker(then: int, now: int, unit: str = "crimes", better: str = "lower") -> dict:
    figures = [seen(2005, then), seen(2006, now)]
    entry = {
        "period": "2006/07",
        "shown": str(now),
        "value": str(now),
        "source": "s",
        "figure": "",
        "provisional": False,
    }
    about = {"name": "Arson", "indicator": "arson", "area": "Norwich", "what": "value", "source_title": "S"}
    return {**about, "entry": entry, **tracker_trend(figures, LAST, (), unit, better)}


def test_a_clear_rise_is_an_exception_where_there_is_no_target():
    ((one),) = worsened_trackers([tracker(146, 207)])
    assert (one["key"], one["group"], one["what"]) == ("figure Arson, Norwich", "performance", "significantly worse")
    assert one["says"].startswith("More than a year ago: 207, up 61 (+41.8%)")
    assert one["says"].endswith("No target is set for it.")


def test_a_tracker_that_is_better_or_may_be_chance_is_no_exception():
    kept = [tracker(207, 146), tracker(200, 207), tracker(146, 207, better="higher"), tracker(20, 90, unit="%")]
    assert list(worsened_trackers(kept)) == []
