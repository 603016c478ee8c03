"""What axe finds against WCAG 2.2 AA on a page that is open, what Tab does not reach, and the two widths of pages.

Reading axe takes most of the time of a page, so of a page it is given only what has not been on any page that it found
right, nor above it on the same page: an element in that place, with those attributes, that look, and a name or none,
with all that is around it. Text only grows with the width of the window, which asks for no more contrast and no larger
targets.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 1280)
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # the rules that a page keeps are not written out
}
SCRIPT = Axe().axe_script
PARTS = """() => {
    const VALUES = ['role', 'type', 'scope', 'lang', 'tabindex', 'autocomplete', 'aria-hidden', 'aria-live', 'dir'];
    const POINTERS = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'headers', 'list', 'form'];
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    const known = new Set(ids);
    window.partOf = new Map();
    const kind = element => element ? `${element.tagName}.${element.className.baseVal ?? element.className}` : '';
    const told = element => [...element.attributes].map(({ name, value }) => {
        if (VALUES.includes(name)) return `${name}=${value}`;
        if (POINTERS.includes(name)) return `${name}:${value.split(' ').every(id => known.has(id))}`;
        if (name === 'href' && value[0] === '#') return `href:${known.has(value.slice(1))}`;
        return `${name}:${value.trim() !== ''}`;
    }).sort().join();
    for (const element of document.querySelectorAll('*')) {
        if (element.closest('svg') && element.tagName !== 'svg') continue;
        const { color, backgroundColor, opacity, fontWeight } = getComputedStyle(element);
        const seen = element.checkVisibility({ visibilityProperty: true });
        window.partOf.set(element, [
            kind(element.parentElement), kind(element.previousElementSibling), kind(element), told(element),
            element.labels?.length > 0, element.textContent.trim() !== '',
            seen ? [color, backgroundColor, opacity, fontWeight] : 'unseen',
        ].join('|'));
    }
    return [...window.partOf.values(), known.size === ids.length ? 'each id once' : 'two of one id'];
}"""
NOT_NEW = """fresh => {
    const waiting = new Set(fresh), read = new Set();
    if (waiting.has('two of one id')) return [];
    for (const [element, part] of window.partOf)
        if (waiting.delete(part))
            for (let around = element; around && !read.has(around); around = around.parentElement) read.add(around);
    return [...document.body.querySelectorAll('*')].filter(
        element => !read.has(element) && read.has(element.parentElement) && !element.parentElement.closest('svg'));
}"""
AXE = f"([fresh, options]) => axe.run({{ exclude: ({NOT_NEW})(fresh) }}, options).then(found => found.violations)"
_found_right: set[str] = set()
WALK = """() => {
    const main = document.querySelector('main'), STOPS = 'input:not([type=hidden]), select, textarea, button, summary';
    main.querySelectorAll('details').forEach(details => { details.open = true; });
    const isStop = field => !field.disabled && field.checkVisibility({ visibilityProperty: true })
        && (field.type !== 'radio' || field.checked || ![...document.getElementsByName(field.name)].some(
            other => other.checked || other.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING));
    const scripts = [...document.scripts].map(script => script.src).sort().join();
    window.stops = new Map([...main.querySelectorAll(STOPS)].filter(isStop).map(field => [field,
        [field.tagName, field.type, field.className, field.name?.replace(/\\d+/g, ''), scripts].join('|')]));
    document.addEventListener('focusin', event => window.stops.delete(event.target));
    main.tabIndex = -1;
    main.focus();
    return [...window.stops.values()];
}"""
LEFT = """() => document.querySelector('main').contains(document.activeElement)
    ? null : [...window.stops.keys()].map(field => field.outerHTML.slice(0, 120))"""
MOST_STOPS = 1_000
_walked: set[str] = set()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks, once it has its styles, each with the first three elements that break it."""
    page.wait_for_load_state("load")
    fresh = set(page.evaluate(PARTS)) - _found_right
    if not fresh:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate(AXE, [list(fresh), WCAG])
    if not found:
        _found_right.update(fresh)
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found]


def unreached(page: Page) -> list[str]:
    """The fields and buttons of a page that Tab does not come to, or that it never gets away from.

    As with axe, only a page that has a field or button unlike those on earlier pages is walked.
    """
    stops = set(page.evaluate(WALK))
    if stops <= _walked:
        return []
    for _step in range(MOST_STOPS // 10):
        for _stop in range(10):
            page.keyboard.press("Tab")
        if (left := page.evaluate(LEFT)) is not None:
            _walked.update(stops)
            return left
    return [f"The focus never leaves {page.evaluate('document.activeElement.outerHTML')[:200]}"]
