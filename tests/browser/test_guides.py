"""The pictures of the guides, made of the pages that they describe."""

import os
from pathlib import Path

import pytest
from PIL import Image

pytestmark = pytest.mark.browser
LARGEST = 80_000  # bytes

SHOWN = {  # the picture, who sees the page, its address
    "desk": ("officer", "/desk/"),
    "plan": ("officer", "/desk/norwich/plans/2008-2011/"),
    "publish": ("officer", "/desk/norwich/plans/2008-2011/publish/"),
    "figures": ("officer", "/desk/norwich/figures/import/"),
    "members": ("scrutiny-member", "/desk/norwich/scrutiny/"),
    "people": ("administrator", "/desk/norwich/people/"),
}


@pytest.fixture(scope="session")
def sessions(running) -> dict[str, str]:
    return running.sessions(*{role for role, _address in SHOWN.values()})


@pytest.mark.long
@pytest.mark.parametrize("name", SHOWN)
def test_screenshots_of_guides(person, sessions, tmp_path, name):
    """Slow: a page of the desk is drawn. `make screenshots` keeps the pictures in static/guides/."""
    role, address = SHOWN[name]
    visit = person(sessions[role])
    page = visit.open(address)
    page.set_viewport_size({"width": 900, "height": 1200})
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path)) / "static" / "guides"
    folder.mkdir(parents=True, exist_ok=True)
    top = page.locator("main").bounding_box()["y"]
    page.screenshot(path=folder / f"{name}.png", clip={"x": 0, "y": top, "width": 900, "height": 700})
    picture = Image.open(folder / f"{name}.png").convert("RGB").quantize(32)
    picture.save(folder / f"{name}.png", optimize=True)
    assert 5_000 < (folder / f"{name}.png").stat().st_size < LARGEST
