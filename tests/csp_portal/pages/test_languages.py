"""English and Welsh words around a page: asked for in the address, remembered nowhere, never in stored pages."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from csp_portal.models import StoredPage
from csp_portal.pages.languages import address_in, asked_for, nav
from plans.publishing.versions import publish
from tests import builders

FOLDER = Path(settings.BASE_DIR) / "locale" / "cy" / "LC_MESSAGES"
WRITTEN = re.findall(r'msgctxt "navigation"\nmsgid "(.+)"\nmsgstr "(.+)"', (FOLDER / "django.po").read_text())


def test_every_word_of_the_catalogue_is_compiled():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(WRITTEN) >= 15
    assert [compiled.pgettext("navigation", english) for english, _welsh in WRITTEN] == [w for _english, w in WRITTEN]


def test_every_word_of_the_navigation_stands_in_the_catalogue():
    base = (settings.BASE_DIR / "templates" / "base.html").read_text()
    sections = (settings.BASE_DIR / "plans/public/drawing.py").read_text()
    used = re.findall(r'nav\("([^"]+)", language\)', base) + re.findall(r'^ +\("([^"]+)", "', sections, re.M)
    assert len(used) >= 15
    assert set(used) <= {english for english, _welsh in WRITTEN}


@pytest.mark.parametrize(("asked", "language"), [("cy", "cy"), ("", "en-GB"), ("fr", "en-GB"), ("CY ", "en-GB")])
def test_anything_but_welsh_is_english(asked, language):
    assert asked_for(asked) == language
    assert address_in("/a/", language) == ("/a/?lang=cy" if language == "cy" else "/a/")


def test_the_navigation_is_welsh_where_it_is_asked_for_and_marked_as_such(db, client):
    builders.partnership()
    welsh, english = (client.get(f"/anytown/{query}").content.decode() for query in ("?lang=cy", ""))
    assert '<a href="/anytown/plans/?lang=cy">Cynlluniau</a>' in welsh
    assert '<footer class="app-footer" lang="cy">' in welsh
    assert '<a href="/anytown/" lang="en-GB" hreflang="en-GB">English</a>' in welsh
    assert '<a href="/anytown/plans/">Plans</a>' in english
    assert 'hreflang="cy" rel="nofollow">Cymraeg</a>' in english
    mains = [re.search(r"<main.*?</main>", page, re.S)[0] for page in (welsh, english)]
    assert mains[0] == mains[1]
    assert not client.cookies


def test_a_stored_page_is_english_whoever_asks_first(db, client):
    plan = builders.plan()
    publish(plan, kind="final")
    StoredPage.objects.all().delete()
    address = "/anytown/plans/2020-2023/"
    first = client.get(f"{address}?lang=cy").content
    assert first == client.get(address).content
    assert "Cynlluniau" not in first.decode()
    assert "Cymraeg" not in first.decode()


def test_nothing_stays_switched_after_a_word():
    from django.utils import translation

    before = translation.get_language()
    assert nav("Plans", "cy") == "Cynlluniau"
    assert translation.get_language() == before
    assert nav("Plans") == "Plans"
