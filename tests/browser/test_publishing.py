"""Publishing is done once, whatever the hand or the browser sends twice."""

from itertools import count

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

numbers = count(1)


@pytest.fixture(scope="module")
def session(running) -> str:
    running.do("""builders.person("once", builders.partnership("oncetown"), "officer")""")
    return running.sessions("once")["once"]


@pytest.fixture
def plan(running, session) -> str:
    """A plan that waits for approval: its slug."""
    slug = f"plan-{next(numbers)}"
    running.do(f"""
        builders.rich_plan(1, Partnership.objects.get(slug="oncetown"), slug="{slug}", state="approval")
    """)
    return slug


def confirm_page(slug: str) -> str:
    return f"/desk/oncetown/plans/{slug}/publish/publish/"


def is_published_once(running, page, slug: str) -> None:
    printed = running.do(f"print(PlanVersion.objects.filter(plan__slug='{slug}').count())")
    assert printed[-1] == "1"
    expect(page.locator("main")).to_contain_text("Last published: version 1")


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_double_click_publishes_once(person, session, running, plan, javascript):
    page = person(session, javascript=javascript).open(confirm_page(plan))
    page.get_by_role("button", name="Publish", exact=True).dblclick()
    expect(page.locator("main .app-banner")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Published.").or_(already(page))).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    is_published_once(running, page, plan)


def test_going_back_after_publishing_offers_nothing_to_publish_again(person, session, running, plan):
    page = person(session).open(confirm_page(plan))
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Published.")).to_be_visible()
    page.go_back()
    expect(already(page)).to_be_visible()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    is_published_once(running, page, plan)


def test_two_windows_publish_once(person, session, running, plan):
    visit = person(session)
    first = visit.open(confirm_page(plan))
    second = visit.context.new_page()
    second.goto(first.url)
    first.get_by_role("button", name="Publish", exact=True).click()
    expect(first.get_by_role("status").filter(has_text="Published.")).to_be_visible()
    second.get_by_role("button", name="Publish", exact=True).click()
    expect(already(second)).to_be_visible()
    is_published_once(running, second, plan)


def already(page):
    return page.get_by_role("status").filter(has_text="This has already been done.")
