"""The guides as pages of the portal, and the section of one that helps with each page of the desk."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from plans.desk.guides.guide import FOLDER, GUIDES, guide
from plans.desk.guides.help_links import HELP
from tests import builders
from tests.public_pages import in_urlconf

pytestmark = pytest.mark.anywhere


def test_every_help_link_leads_to_a_section():
    missing = [name for name, (slug, section) in HELP.items() if section not in guide(slug).sections]
    assert missing == []
    assert HELP.keys() <= set(in_urlconf().values())
    assert {path.stem for path in FOLDER.iterdir()} == set(GUIDES)


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_leads_to_pages_of_the_portal_alone(client, slug, db):
    html = guide(slug).html
    assert all(link.startswith("/desk/help/") for link in re.findall(r'href="([^"]+)"', html))
    assert all(finders.find(picture.removeprefix("/static/")) for picture in re.findall(r'src="([^"]+)"', html))
    page = client.get(f"/desk/help/{slug}/").content.decode()
    assert all(page.count(f'id="{name}"') == 1 for name in guide(slug).sections)
    assert ".md" not in page


def test_a_page_of_the_desk_has_its_help(client, db):
    builders.sign_in(client, builders.person("officer", builders.partnership(), "officer"))
    assert 'href="/desk/help/officers/#figures"' in client.get("/desk/anytown/figures/import/").content.decode()
    assert 'href="/desk/help/"' in client.get("/desk/account/").content.decode()
    assert client.get("/desk/help/made-up/").status_code == 404


def test_pictures_are_few_and_small():
    sizes = [path.stat().st_size for path in (settings.BASE_DIR / "static" / "guides").iterdir()]
    assert 0 < len(sizes) <= 12
    assert max(sizes) < 80_000
