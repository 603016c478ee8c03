"""Rows entered in a table by keyboard alone, and a block pasted into it; the same without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TABLE = "/desk/gridtown/plans/2020-2023/actions/table/"
BLOCK = "1\t1.5\tOpen the club\t\n1\t1.6\tPaint the wall\tTwice\n1\t1.7\tMend the gate\tOnce"


@pytest.fixture(scope="module")
def session(running) -> str:
    """An officer of two partnerships: one with a plan of one priority without actions, one with seven indicators."""
    running.do("""
        here = builders.partnership("gridtown")
        builders.priority(builders.plan(here))
        typist = builders.person("typist", here, "officer")
        other = builders.partnership("fiftytown")
        typist.memberships.create(partnership=other, role="officer")
        other.areas.add(builders.area_set(other, ["Fiftytown"], slug="fifty", kind="district").areas.get())
        for number in range(7):
            builders.indicator(f"counted-{number}", name=f"Counted {number}", partnership=other)
    """)
    return running.sessions("typist")["typist"]


def rows_of(running, numbers: str) -> list[str]:
    return running.do(f"""
        from priorities.models import Action
        for one in Action.objects.filter(priority__plan__partnership__slug="gridtown", ref__startswith="{numbers}"):
            print(one.ref, one.title, one.outcome, sep="|")
    """)


PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_three_actions_are_typed_by_keyboard_and_a_block_is_pasted(person, session, running):
    page = person(session).open(TABLE)
    page.locator("#n1-priority").focus()
    for number in (1, 2, 3):
        for text in ("1", f"1.{number}", f"Action {number}", "Soon"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        for _step in range(4):
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("Home")
    expect(page.locator("#n4-priority")).to_be_focused()
    page.locator("#n4-priority").evaluate(PASTE, "1\\t2\\n".replace("\\t", "\t").replace("\\n", "\n") * 10_000)
    expect(page.locator("#grid-said")).to_have_text(
        "The block has 10000 rows; paste at most 200 at a time. Nothing was pasted."
    )
    page.locator("#n4-priority").evaluate(PASTE, BLOCK)
    expect(page.locator("#grid-said")).to_have_text("Rows pasted: 3. They are not saved yet.")
    expect(page.locator("#n6-title")).to_have_value("Mend the gate")  # the sixth row was added
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("End")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved: 6 rows added.")
    assert rows_of(running, "1.") == [
        "1.1|Action 1|Soon",
        "1.2|Action 2|Soon",
        "1.3|Action 3|Soon",
        "1.5|Open the club|",
        "1.6|Paint the wall|Twice",
        "1.7|Mend the gate|Once",
    ]


def test_without_a_script_a_block_goes_into_new_rows_and_is_saved(person, session, running):
    page = person(session, javascript=False).open(TABLE)
    page.locator("#n1-priority").fill("1")
    page.locator("#n1-ref").fill("2.1")
    page.locator("#n1-title").fill("Typed")
    page.get_by_text("Paste cells from a spreadsheet").click()
    page.get_by_label("Cells copied in the spreadsheet").fill(BLOCK.replace("1.", "2."))
    page.get_by_role("button", name="Add to the table").click()
    expect(page.locator("#n4-title")).to_have_value("Mend the gate")
    page.get_by_role("button", name="Add 10 more rows").click()
    expect(page.locator("#n15-title")).to_have_value("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved: 4 rows added.")
    assert [row.split("|")[0] for row in rows_of(running, "2.")] == ["2.1", "2.5", "2.6", "2.7"]


def test_the_table_scrolls_inside_its_own_region_on_a_phone(person, session):
    page = person(session).open(TABLE)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.get_by_role("region", name="Actions")).to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_one_number_is_two_clicks_from_the_desk_home(person, session, running, javascript):
    running.do(f"""
        here = Partnership.objects.get(slug="gridtown")
        if not here.areas.exists():
            here.areas.add(builders.area_set(here, ["Gridtown"], slug="district", kind="district").areas.get())
        builders.indicator("lamps-{javascript}", name="Lamps {javascript}", partnership=here)
    """)
    page = person(session, javascript=javascript).open("/desk/")
    page.locator("a[href='/desk/gridtown/figures/enter/']").click()
    page.get_by_role("row", name=f"Lamps {javascript}").get_by_role("combobox").last.fill("-2")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="A count cannot be negative").click()
    assert Axe().run(page).response["violations"] == [] if javascript else True
    page.get_by_role("row", name=f"Lamps {javascript}").get_by_role("combobox").last.fill("2")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("1 figure saved.")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def tab_to(page, place) -> None:
    """Press Tab until this has the focus."""
    for _step in range(200):
        if place.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {place}.")


def test_fifty_numbers_are_typed_on_one_page_by_keyboard(person, session, running):
    page = person(session).open("/desk/fiftytown/figures/enter/")
    tab_to(page, page.locator("[data-grid] input:not([type=hidden])").first)
    for number in range(50):
        page.keyboard.type(str(700 + number))
        page.keyboard.press("Tab")
    tab_to(page, page.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("50 figures saved.")
    (stored,) = running.do("""
        from performance.models import Observation
        here = Observation.objects.filter(source__partnership__slug="fiftytown")
        print(*here.order_by("indicator__slug", "period_start").values_list("value", flat=True))
    """)
    assert sorted(map(float, stored.split())) == list(range(700, 750))


def test_a_published_figure_is_corrected_in_six_presses_of_the_officer(person, session, running, reader):
    """From the desk home to the page that readers see, by somebody who first forgets the reason. Choosing from a list
    is a press too."""
    running.do("""
        from performance.figures.publishing import publish_source
        here = builders.partnership("benchtown")
        builders.person("typist", here, "officer")
        area = builders.area_set(here, ["Benchtown"], slug="benches", kind="district").areas.get()
        here.areas.add(area)
        source = builders.source(here, "benches", title="Benches counted")
        builders.observation(source, builders.indicator("benches", name="Benches", partnership=here), area, 2025, 41)
        publish_source(source)
    """)
    page, presses = person(session).open("/desk/"), 0

    def press(act, *given, **chosen) -> None:
        nonlocal presses
        presses += 1
        act(*given, **chosen)

    press(page.locator("a[href='/desk/benchtown/figures/enter/']").first.click)
    press(page.get_by_label("Periods").select_option, label="Financial years")
    press(page.get_by_label("Source", exact=True).select_option, label="Benches counted")
    press(page.get_by_role("button", name="Show", exact=True).click)
    page.get_by_role("row", name="Benches").get_by_role("combobox").last.fill("43")
    press(page.get_by_role("button", name="Save", exact=True).click)
    expect(page.get_by_role("alert")).to_contain_text("Say why published figures are being corrected")
    page.get_by_label("Why published figures are being corrected").fill("Two benches were counted once.")
    press(page.get_by_role("button", name="Save", exact=True).click)
    expect(page.get_by_role("status").first).to_contain_text("1 figure saved.")
    assert presses <= 6
    public = reader().open("/benchtown/sources/benches/")
    for words in ("43", "41", "Two benches were counted once."):
        expect(public.locator("main")).to_contain_text(words)
