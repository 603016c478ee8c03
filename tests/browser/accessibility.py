"""What axe finds against WCAG 2.2 AA on a page that is open, and the two widths at which pages are looked at."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 1280)
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # the rules that a page keeps are not written out
}
LAYOUT = WCAG | {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
SCRIPT = Axe().axe_script
LOOK = """() => [...document.body.querySelectorAll('*')].map(element => {
    const { color, backgroundColor, opacity } = getComputedStyle(element);
    return element.checkVisibility({ visibilityProperty: true }) ? [color, backgroundColor, opacity].join() : '';
}).join('|')"""


def look(page: Page) -> str:
    """Which elements can be seen, and in which colours: all that axe reads that a width may change, beside the layout.

    Text only grows with the width, which asks for no more contrast.
    """
    return page.evaluate(LOOK)


def violations(page: Page, rules: dict = WCAG) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks, each with the first three elements that break it.

    Most of the time on a short page goes into reading axe, so a page that is looked at again keeps it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", rules)
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found]
