"""Every kind of row is added by its form: what a stored row holds, sent as a new one, is never a server error."""

import pytest

from plans.editing import pages
from plans.editing.forms import form_for
from plans.editing.tables import editable_tables
from tests import builders

pytestmark = pytest.mark.django_db
ADDED = [slug for slug, kind in editable_tables().items() if kind.owner]


def typed(form) -> dict[str, object]:
    """What a browser would send back of a form that shows a stored row."""
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list):
            sent[name] = [getattr(one, "pk", one) for one in value]
        elif value is not None and value is not False:
            sent[name] = value
    return sent


def test_what_a_row_holds_can_be_sent_with_the_form_for_a_new_one(client):
    """Slow: adds a row of each of some eighty kinds, with and without words."""
    plan = builders.rich_plan(1)
    rows = builders.row_of_every_kind(plan)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    answers = {}
    for slug in ADDED:
        kind, row = editable_tables()[slug], rows[slug]
        root = kind.root_of(row)
        owner = getattr(row, kind.owner)
        above = "" if kind.is_top else pages.address(root, next(k for k in editable_tables().values()
                                                               if k.model is type(owner)), owner)  # fmt: skip
        address = f"{above or pages.address(root)}{slug}/add/"
        filled = client.post(address, typed(form_for(kind, root, instance=row)))
        answers[slug] = (client.get(address).status_code, client.post(address, {}).status_code, filled.status_code)
    assert {slug: codes for slug, codes in answers.items() if set(codes) - {200, 302}} == {}
    assert sum(302 in codes for codes in answers.values()) >= 20  # the others would appear twice, and are refused
