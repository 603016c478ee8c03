"""What a page drawn for a request shows around its text, and what its template may ask."""

import re

import pytest
from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from jinja2 import UndefinedError

from plans.access.permissions import Permission


class Untouched(BaseStorage):
    """Messages that nobody may read."""

    def _get(self, *args, **kwargs):
        raise AssertionError("The messages were read.")


def test_messages_are_read_only_where_a_template_shows_them(db, rf):
    request = rf.get("/")
    request._messages = Untouched(request)
    assert "Page not found" in render_to_string("404.html", {}, request)


def test_only_pages_of_the_desk_have_its_links_and_the_trail_from_it(db, rf):
    crumbs = [("Your account", "/here/")]
    for on_desk, first in ((True, f'href="{reverse("desk")}">Desk<'), (False, 'href="/">Home<')):
        request = rf.get("/")
        request.desk = on_desk
        page = render_to_string("404.html", {"crumbs": crumbs}, request)
        assert f'<a class="govuk-breadcrumbs__link" {first}' in page
        assert 'aria-current="page">Your account</li>' in page
        assert ('aria-label="Desk"' in page) == on_desk


def test_a_permission_written_wrong_raises(rf):
    request = rf.get("/")
    for permissions in (frozenset(), frozenset({Permission.PUBLISH})):
        request.permissions = permissions
        right, wrong = (
            engines["jinja2"].from_string("{% if Permission." + name + " in permissions %}yes{% endif %}")
            for name in ("PUBLISH", "PUBLICH")
        )
        assert right.render({}, request) == ("yes" if permissions else "")
        with pytest.raises(UndefinedError, match="PUBLICH"):
            wrong.render({}, request)


def test_no_template_names_a_permission_by_its_words():
    words = "|".join(re.escape(permission.value) for permission in Permission)
    asked = re.compile(rf"""["'](?:{words})["'](?=[^{{}}%]*\bpermissions\b)""")
    assert asked.search('{% if ("edit plan" if plan else "publish") in permissions %}')
    found = [path.name for path in (settings.BASE_DIR / "templates").rglob("*.html") if asked.search(path.read_text())]
    assert found == []


def test_every_permission_that_a_template_names_exists():
    pages = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    named = {name for page in pages for name in re.findall(r"\bPermission\.(\w+)", page)}
    assert len(named) >= 8
    assert named <= set(Permission.__members__)
