"""What a page drawn for a request shows around its text."""

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.template.loader import render_to_string
from django.urls import reverse

from csp_portal.pages.context import around


class Untouched(BaseStorage):
    """Messages that nobody may read."""

    def _get(self, *args, **kwargs):
        raise AssertionError("The messages were read.")


def test_messages_are_read_only_where_a_template_shows_them(rf):
    request = rf.get("/")
    request._messages = Untouched(request)
    assert around(request)["messages"] is messages.get_messages(request)
    assert "Page not found" in render_to_string("404.html", {}, request)


def test_only_pages_of_the_desk_have_its_links_and_the_trail_from_it(rf):
    crumbs = [("Your account", "/here/")]
    for on_desk, first in ((True, f'href="{reverse("desk")}">Desk<'), (False, 'href="/">Home<')):
        request = rf.get("/")
        request.desk = on_desk
        page = render_to_string("404.html", {"crumbs": crumbs}, request)
        assert f'<a class="govuk-breadcrumbs__link" {first}' in page
        assert 'aria-current="page">Your account</li>' in page
        assert ('aria-label="Desk"' in page) == on_desk
