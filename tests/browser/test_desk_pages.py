"""Every page of the desk, for everybody who works on a plan: accessible, narrow, quiet, alone.

The pages come from the table of permissions and from the kinds of rows, so that none is forgotten.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from plans.editing.tables import editable_tables
from tests.browser.accessibility import WIDTHS, unreached, violations
from tests.test_permissions import DESK_ROUTES, PLAN, expected

pytestmark = pytest.mark.browser

WRITERS = ["officer", "approver", "administrator"]
PARTS = 5


@pytest.fixture(scope="session")
def made(running) -> dict:
    """A plan and a row of every kind, and people of three roles: the keys that stand in addresses, and addresses."""
    printed = running.do("""
        import json
        from plans.editing import pages as desk_pages
        from plans.editing.tables import editable_tables, top_kinds
        from tests.test_permissions import draft
        here = builders.partnership()
        keys = draft(here)
        plan = here.plans.get()
        for role in ("officer", "approver", "administrator"):
            for owner in (here, Partnership.objects.get(slug="norwich")):  # the pages for members need a publication
                builders.person(f"{role} of anytown", owner, role)
        rows = builders.row_of_every_kind(plan)
        root_of = {slug: plan if editable_tables()[slug].root_model is Plan else here for slug in rows}
        addresses = [desk_pages.address(root_of[slug], editable_tables()[slug], row) for slug, row in rows.items()]
        addresses += [desk_pages.address(root, kind) for root in (plan, here) for kind in top_kinds(root)]
        print(json.dumps({"keys": keys, "addresses": addresses}))
    """)
    return json.loads(printed[-1])


@pytest.fixture(scope="session")
def sessions(running, made) -> dict[str, str]:
    return running.sessions(*(f"{role} of anytown" for role in WRITERS))


MADE_FOR_ONE_READER = re.compile(r'name="(csrfmiddlewaretoken|stamp)" value="[^"]*"')


def words_for(visit, path: str) -> str:
    """What a page says below its head to a reader, without what is another in each answer."""
    page = visit.context.request.get(visit.portal + path).text()
    return MADE_FOR_ONE_READER.sub("", page[page.index("<main") :])


def check(visit, path: str) -> None:
    """Open a page once, look at it in both widths, and go through it with Tab."""
    page = visit.open(path)
    for width in WIDTHS:
        visit.widen(width)
        assert (path, width, violations(page)) == (path, width, [])
        assert (path, width, visit.overflow()) == (path, width, 0)
    assert (path, unreached(page)) == (path, [])
    assert (path, page.locator("h1").count()) == (path, 1)
    assert (path, visit.outside, visit.complaints) == (path, [], [])


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("role", WRITERS)
def test_every_page_of_the_desk_is_accessible_and_fits(person, sessions, made, role, part):
    """Slow: axe reads every page of the table of permissions, about a second a page; in parts, so that processes share
    them. A page that says the same to an officer is looked at as the officer alone.
    """
    visit, officer = person(sessions[f"{role} of anytown"]), person(sessions["officer of anytown"])
    routes = [route for route in DESK_ROUTES if route.address.startswith(("/desk/", "/anytown/figures-check/"))]
    pages = [route for route in routes if not re.search(r"\.\w+$", route.address)]  # files have tests of their own
    paths = [route.address.format(**made["keys"]) for route in pages if expected(route, role, "GET") == 200]
    assert len(paths) >= 15
    for number, path in list(enumerate(paths))[part::PARTS]:
        if role == "officer" or number == 0 or words_for(visit, path) != words_for(officer, path):
            check(visit, path)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_pages_of_every_kind_of_row_are_accessible_and_fit(person, sessions, made, part):
    """Slow: axe reads every page in two widths, about a second a page; in parts, so that processes share them."""
    visit = person(sessions["officer of anytown"])
    assert len(made["addresses"]) > len(editable_tables())
    for address in made["addresses"][part::PARTS]:
        check(visit, address)


LOOK = """(field) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor } = getComputedStyle(field);
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor].join();
}"""


def focus_is_seen(page) -> bool:
    """Whether the element with the focus looks different from the way it looked without it.

    The parts of a date field (day, month, year, calendar) are drawn by the browser: the first stop in it counts.
    """
    return page.evaluate(f"""() => {{
        const look = {LOOK}, field = document.activeElement;
        if (field === window.last) return true;
        window.last = field;
        return field !== document.body && look(field) !== window.plain.get(field);
    }}""")


def tab_to(page, name: str) -> None:
    """Press Tab until the control of this name has the focus; every stop on the way must be seen."""
    page.evaluate(
        f"window.plain ??= new Map([...document.querySelectorAll('*')].map(field => [field, ({LOOK})(field)]))"
    )
    for _step in range(250):
        page.keyboard.press("Tab")
        assert focus_is_seen(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if name == page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"):
            return
    pytest.fail(f"Tab never reaches “{name}” on {page.url}.")


def test_a_milestone_is_made_by_keyboard_alone(person, sessions):
    page = person(sessions["officer of anytown"]).open(PLAN)
    for name in ("Priorities", "Priority 1: Priority 1", "1.1 Action 1.1", "Add a milestone"):
        tab_to(page, name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "Ref")
    page.keyboard.type("1.1k")
    tab_to(page, "Text")
    page.keyboard.type("Made without a mouse")
    tab_to(page, "Due in another way: in words, at regular intervals, or so many times a year")
    page.keyboard.press("Enter")
    tab_to(page, "When it is due")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(":focus").input_value()
    assert chosen != "none"
    page.keyboard.press("ArrowUp")
    tab_to(page, "Save")
    with page.expect_navigation():
        page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Added: 1.1k")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Made without a mouse")
