"""Every page of the desk, for everybody who works on a plan: accessible, narrow, quiet, alone.

The pages come from the table of permissions and from the kinds of rows, so that none is forgotten.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from plans.row_kinds import KINDS, of_plan
from tests.test_permissions import DESK_ROUTES, PLAN, expected

from .test_every_page import WCAG

pytestmark = pytest.mark.browser

WRITERS = ["officer", "approver", "administrator"]


@pytest.fixture(scope="module")
def rows(running) -> dict:
    """A plan with a row of every kind, people of three roles, and the keys of the rows that stand in addresses."""
    printed = running.do("""
        import json
        from plans.row_kinds import KINDS
        from tests.test_permissions import draft
        here = builders.partnership()
        rows = draft(here)
        plan = here.plans.get()
        fire = Organisation.objects.get_or_create(name="Fire service")[0]
        plan.members_named.create(partnership=here, organisation=fire)
        plan.groups_named.create(partnership=here, name="Board", kind="board")
        step = plan.priorities.get().actions.get()
        step.milestones.get().parts.create(as_printed="Fire service")
        plan.targets.create(name="Fewer crimes", kind="words", area=builders.area_set(here, ["North"]).areas.get())
        for role in ("officer", "approver", "administrator"):
            builders.person(f"{role} of anytown", here, role)
        rows |= {f"kind {slug}": kind.rows_of(plan).first().pk for slug, kind in KINDS.items()}
        print(json.dumps(rows))
    """)
    return json.loads(printed[-1])


@pytest.fixture(scope="module")
def sessions(running, rows) -> dict[str, str]:
    return running.sessions(*(f"{role} of anytown" for role in WRITERS))


def check(visit, path: str) -> None:
    page = visit.open(path)
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(path, rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found] == []
    assert (path, visit.overflow()) == (path, 0)
    assert (path, page.locator("h1").count()) == (path, 1)
    assert (path, visit.outside, visit.complaints) == (path, [], [])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("role", WRITERS)
def test_every_page_of_the_desk_is_accessible_and_fits(person, sessions, rows, role, width):
    visit = person(sessions[f"{role} of anytown"], width)
    paths = [route.address.format(**rows) for route in DESK_ROUTES if expected(route, role, "GET") == 200]
    assert len(paths) >= 15
    for path in paths:
        check(visit, path)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_every_kind_of_row_are_accessible_and_fit(person, sessions, rows, width):
    visit = person(sessions["officer of anytown"], width)
    for slug in KINDS:
        check(visit, f"{PLAN}rows/{slug}/{rows[f'kind {slug}']}/")
    for kind in of_plan():
        check(visit, f"{PLAN}{kind.slug}/")


def focus_is_seen(page) -> bool:
    """Whether the element with the focus looks different from the way it looks without it."""
    return page.evaluate("""() => {
        const field = document.activeElement;
        const look = () => {
            const style = getComputedStyle(field);
            return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor]
                .join("|");
        };
        const focused = look();
        field.blur();
        const plain = look();
        field.focus();
        return field !== document.body && focused !== plain;
    }""")


def tab_to(page, name: str) -> None:
    """Press Tab until the control of this name has the focus; every stop on the way must be seen."""
    for _step in range(120):
        page.keyboard.press("Tab")
        assert focus_is_seen(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        control = page.locator(":focus")
        label = control.evaluate("field => (field.labels?.[0] ?? field).textContent.trim()")
        if label == name:
            return
    pytest.fail(f"Tab never reaches “{name}”.")


def test_a_milestone_is_made_by_keyboard_alone(person, sessions, rows):
    page = person(sessions["officer of anytown"]).open(PLAN)
    for name in ("Priorities", "Priority 1: Priority 1", "1.1 Action 1.1", "Add a milestone"):
        tab_to(page, name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "Ref")
    page.keyboard.type("1.1k")
    tab_to(page, "Text")
    page.keyboard.type("Made without a mouse")
    tab_to(page, "Due kind")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(":focus").input_value()
    assert chosen != "none"
    page.keyboard.press("ArrowUp")
    tab_to(page, "Save")
    with page.expect_navigation():
        page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Added: 1.1k")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Made without a mouse")
