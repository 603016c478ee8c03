"""A plan opens with an overview; each priority has its own page, also under the address of its version."""

import pytest

from csp_portal.models import StoredPage
from plans.documents.document import plan_document
from plans.public.overview.cards import StatusCount, cards, neighbours, status_counts
from plans.public.reading import in_two
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import words

HERE = "/anytown/plans/2020-2023/"


@pytest.fixture
def plan(db):
    """Three priorities: one with actions of two statuses and funding, one with a lead, one with nothing."""
    plan = builders.plan()
    first = builders.priority(plan, "1", title="Burglary")
    for number, status in enumerate(("on track", "on track", "at risk", ""), 1):
        reported = {"status": status, "status_on": "2020-07-01"} if status else {}
        builders.action(first, number, **reported)
    builders.priority(plan, "2", title="Vehicle crime", lead="Chief Inspector")
    builders.priority(plan, "3", title="Violence")
    for purpose, amount, words_ in (("Locks", "31000", ""), ("Lamps", "5000.50", ""), ("Staff", None, "paid in kind")):
        plan.funding.create(fund="Fund", purpose=purpose, priority=first, allocated=amount, in_words=words_)
    return plan


def test_a_card_says_how_a_priority_goes_with_money_and_lead(plan):
    burglary, vehicle, violence = cards(plan_document(plan), {"1": "Better.", "": "Whole."}, HERE)
    assert (burglary.address, burglary.going) == (f"{HERE}priorities/1/", "Better.")
    assert burglary.statuses == [StatusCount("On track", "on", 2), StatusCount("At risk", "behind", 1)]
    assert burglary.money == "£36,000.50; paid in kind"
    assert (vehicle.who, vehicle.money, vehicle.going) == ("Chief Inspector", "", "")
    assert (violence.statuses, violence.who) == ([], "")


def test_neighbours_leave_out_what_is_not_public(plan):
    content = plan_document(plan)
    content["priorities"][1]["visibility"] = "members"
    before, after = neighbours(content, "1", HERE)
    assert before is None
    assert after == ("3 Violence", f"{HERE}priorities/3/")
    assert cards(content, {}, HERE)[1].address == "#priority-2"
    assert status_counts([]) == []


def test_a_plan_opens_with_its_overview_before_contents_and_text(plan, client):
    publish(plan, kind="final")
    text = words(client.get(HERE))
    heads = ["What the partners in", "Actions: 2 on track", "The plan at a glance", "Contents", "About this plan"]
    assert sorted(heads, key=text.index) == heads


@pytest.mark.parametrize("base", [HERE, f"{HERE}v1/"])
def test_each_priority_has_a_page_with_the_ones_beside_it(plan, client, base):
    publish(plan, kind="final")
    page = client.get(base).content.decode()
    assert all(f'href="{base}priorities/{ref}/"' in page for ref in "123")
    assert all(page.count(f'id="{old}"') == 1 for old in ("priority-1", "action-1.3", "priorities", "funding"))
    middle = client.get(f"{base}priorities/2/").content.decode()
    assert f'href="{base}priorities/1/" rel="prev"' in middle
    assert f'href="{base}priorities/3/" rel="next"' in middle
    assert f'href="{base}#priority-2"' in middle
    assert 'rel="prev"' not in client.get(f"{base}priorities/1/").content.decode()
    assert client.get(f"{base}priorities/9/").status_code == 404


def test_pages_of_priorities_are_stored_with_their_version_and_read_with_one_query(
    plan, drawn_ahead, client, django_assert_num_queries
):
    publish(plan, kind="final")
    stored = set(StoredPage.objects.values_list("path", flat=True))
    assert {f"{base}priorities/{ref}/" for base in (HERE, f"{HERE}v1/") for ref in "123"} <= stored
    with django_assert_num_queries(1):
        assert client.get(f"{HERE}v1/priorities/2/").status_code == 200


def test_the_permanent_page_of_a_priority_stays_when_the_plan_changes(plan, client):
    publish(plan, kind="final")
    plan.priorities.filter(ref="2").update(title="Theft of bicycles")
    publish(plan, kind="final", note="A new title.")
    old, new = words(client.get(f"{HERE}v1/priorities/2/")), words(client.get(f"{HERE}priorities/2/"))
    assert "Vehicle crime" in old
    assert "This is not the newest version." in old
    assert "What residents said" not in old
    assert "Theft of bicycles" in new


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("kind", "rest", "folded"),
    [
        ("introduction", f"<p>{'words ' * 100}</p>", True),
        ("introduction", "<p>Few words.</p>", False),
        ("review", f"<p>{'words ' * 100}</p>", False),
        ("other", f"<table>{'words ' * 100}</table>", False),
        ("other", f'<p>{"words " * 100}<a class="app-figure" href="/">9</a></p>', False),
    ],
)
def test_a_phone_folds_long_words_and_no_figures(kind, rest, folded):
    whole = f"<p>First.</p>{rest}"
    assert in_two({"kind": kind}, whole) == (("<p>First.</p>", rest) if folded else (whole, ""))
