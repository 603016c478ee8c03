"""Forms tell a screen reader what belongs to a field: its hint and what is wrong with it."""

import re

import pytest
from django.template import engines

from plans.access.forms import CodeForm, PersonForm, SignInForm
from plans.publishing.views import ScheduleForm
from plans.rollforward.views import RollForwardForm

FORMS = engines["jinja2"].get_template("components/forms.html").template.module


def drawn(form) -> str:
    return FORMS.fields(form)


@pytest.mark.parametrize("kind", [SignInForm, PersonForm, CodeForm, ScheduleForm, RollForwardForm])
def test_every_hint_and_error_is_tied_to_its_field(db, kind):
    for data in (None, {}):
        form = kind(data=data)
        page = drawn(form)
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        described = [name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()]
        assert set(described) <= ids
        assert {name for name in ids if name.endswith(("_helptext", "_error"))} == set(described)
        assert page.count("aria-invalid") == len([name for name in form.errors if name in form.fields])


def test_a_wrong_field_looks_wrong_and_says_so():
    assert 'class="govuk-input"' in drawn(CodeForm())
    page = drawn(CodeForm({"code": ""}))
    assert 'class="govuk-input govuk-input--error"' in page
    assert 'aria-invalid="true" aria-describedby="id_code_error"' in page
    assert '<p class="govuk-error-message" id="id_code_error">' in page
