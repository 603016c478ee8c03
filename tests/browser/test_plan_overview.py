"""A plan opens with an overview; its folded text is found by old links and printed whole, each page with its place."""

import re

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

pytestmark = pytest.mark.browser
NORWICH = "/norwich/plans/2008-2011/"
OVERVIEW = "() => document.querySelector('.app-contents').offsetTop - document.querySelector('h1').offsetTop"
SMALL = """() => [...document.querySelectorAll('.app-contents > nav a, .app-glance h3 a, .app-exit a')]
  .filter(link => link.getBoundingClientRect().height < 24).map(link => link.textContent)"""
FOLDED_AT = """moment => {
  dispatchEvent(new Event(moment));
  return document.querySelectorAll("details:not([open])").length;
}"""


def test_the_overview_is_about_one_screen_and_begins_on_the_first(reader):
    visit = reader(1280)
    page = visit.open(NORWICH)
    first = page.get_by_role("link", name="1 To improve the level of public confidence").first
    parts, read_on = (
        page.get_by_text(words, exact=True) for words in ("Show the parts of this page", "Read on: Introduction")
    )
    introduction = page.get_by_text("The plan lists what later guidance and laws changed:")
    for width, screens in ((1280, 1), (375, 1), (320, 2)):
        visit.widen(width)
        folded = width < 769
        assert (parts.is_visible(), read_on.is_visible()) == (folded, folded)
        assert introduction.is_visible() is not folded
        if width == 375:  # it stays open when the phone turns
            parts.click()
        assert first.evaluate("link => link.getBoundingClientRect().top") < 900 * screens
        assert page.evaluate(OVERVIEW) < 900 * 1.5
        assert page.evaluate(SMALL) == []


def test_an_old_link_unfolds_what_it_leads_to(reader, portal):
    page = reader(375, javascript=False).open("/south-cambridgeshire/plans/2009-2012/")
    action = page.locator("#action-4\\.2")
    expect(action).to_be_hidden()
    page.goto(f"{portal}/south-cambridgeshire/plans/2009-2012/#action-4.2")
    expect(action).to_be_in_viewport()


def test_on_paper_the_plan_is_whole_and_each_page_has_address_version_and_number(reader, tmp_path):
    """A PDF as Chromium prints it. Slow: twenty pages are drawn and read."""
    page = reader().open(NORWICH)
    folded = page.locator("details:not([open])").count()
    assert [page.evaluate(FOLDED_AT, moment) for moment in ("beforeprint", "afterprint")] == [0, folded]
    page.pdf(path=tmp_path / "plan.pdf", format="A4", prefer_css_page_size=True)
    sides = [side.get_textpage().get_text_range() for side in PdfDocument(tmp_path / "plan.pdf")]
    for number, words in enumerate(sides, 1):
        assert f"{number} / {len(sides)}" in words
    assert all("/norwich/plans/2008-2011/v1/ · Version 1" in words for words in sides[:-1])
    whole = " ".join(" ".join(sides).split())
    for priority in range(1, 7):
        assert f"Action plan for priority {priority}" in whole
    assert not re.search(r"Action plan for priority \d\s+No\.\s+Action and milestones[^\n]*\s+http", "\n".join(sides))
