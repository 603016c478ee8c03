"""Readers who enlarge a page to four times its size, and readers whose system sets the colours."""

import pytest

from tests.browser.test_every_page import PAGES

pytestmark = pytest.mark.browser

LOOKED_AT = ["home", "plan", "performance", "indicator", "ranking", "area", "report"]

HIDDEN_FOCUS = """() => {
  const shown = box => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const one = document.activeElement;
  if (one === document.body || !one.getClientRects().length) return null;
  const boxes = [...one.getClientRects()].filter(shown);
  if (!boxes.length) return 'out of the window: ' + one.outerHTML.slice(0, 120);
  const box = boxes[0];
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const over = document.elementFromPoint(x, y);
  const label = over && over.closest('label');
  const drawing = one.closest('svg');
  if (over && (one.contains(over) || over.contains(one) || (label && label.control === one))) return null;
  if (drawing && drawing.contains(over)) return null;
  return 'covered: ' + one.outerHTML.slice(0, 120);
}"""

STUCK = """() => [...document.body.querySelectorAll('*')].filter(one => {
  if (!['fixed', 'sticky'].includes(getComputedStyle(one).position) || !one.checkVisibility()) return false;
  const box = one.getBoundingClientRect();
  return box.width * box.height > innerWidth * innerHeight / 4;
}).map(one => one.outerHTML.slice(0, 120))"""

FAINT = """() => {
  const pixel = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data];
  };
  const light = colour => {
    const [red, green, blue] = rgb(colour).slice(0, 3).map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = one => {
    const painted = getComputedStyle(one).backgroundColor;
    return one === document.documentElement || rgb(painted)[3] ? light(painted) : paper(one.parentElement);
  };
  const contrast = (one, colour) => {
    const [ink, ground] = [light(colour), paper(one.closest('svg'))];
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  };
  const inks = one => {
    const {fill, stroke} = getComputedStyle(one);
    return [fill, stroke].filter(colour => colour !== 'none' && !colour.startsWith('url'));
  };
  const ground = '.c-grid, .c-ground, [class$="-ground"], .c-limits, defs *, pattern *';
  return [...document.querySelectorAll('main svg :is(text, path, circle, rect, line)')]
    .filter(one => one.checkVisibility() && !one.matches(ground))
    .filter(one => inks(one).length)
    .filter(one => Math.max(...inks(one).map(ink => contrast(one, ink))) < (one.matches('text') ? 4.5 : 3))
    .map(one => one.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_at_four_times_the_size_nothing_scrolls_sideways_or_covers_what_has_the_focus(reader, name):
    """A window of 1,280 by 1,024 at 400 % shows 320 by 256 (WCAG 2.2, 1.4.10 and 2.4.11). Slow: thirty stops by Tab."""
    visit = reader(320)
    page = visit.open(PAGES[name])
    page.set_viewport_size({"width": 320, "height": 256})
    assert visit.overflow() <= 0
    assert page.evaluate(STUCK) == []
    for _stop in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN_FOCUS) is None


@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_chart_can_be_read_also_in_the_colours_of_the_system(reader, name):
    """Words at 4.5 to 1, shapes that mean something at 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""
    page = reader(375).open(PAGES[name])
    assert page.evaluate(FAINT) == []
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        assert (scheme, page.evaluate(FAINT)) == (scheme, [])
