"""Forms of the desk that are made from the kinds of rows."""

from django import forms
from django.db import models
from django.http import QueryDict

from csp_portal.forms import PortalModelForm
from csp_portal.markdown import MarkdownInput, to_html

from .row_kinds import RowKind


class ListField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


def form_for(kind: RowKind, plan: models.Model, *args, typed: QueryDict | None = None, **kwargs) -> PortalModelForm:
    """The form of one row. Rows that it may point to are those of the same plan.

    With `typed` it is filled with words that nobody has asked to store yet, and does not judge them.
    """
    model_form = forms.modelform_factory(kind.model, form=PortalModelForm, fields=kind.fields)
    form = model_form(*args, **kwargs)
    for name in kind.fields:
        field = kind.model._meta.get_field(name)
        if isinstance(field, models.JSONField):
            form.fields[name] = ListField(
                label=form.fields[name].label, required=False, help_text="One a line.", initial=form.initial.get(name)
            )
        elif field.is_relation and (lookup := _lookup_in_plan(field.related_model)):
            form.fields[name].queryset = field.related_model._default_manager.filter(**{lookup: plan})
        elif field.is_relation and hasattr(form.fields[name], "queryset"):
            form.fields[name].queryset = form.fields[name].queryset.order_by("name")
    if typed is not None:
        form.initial |= {name: field.widget.value_from_datadict(typed, {}, name) for name, field in form.fields.items()}
    return form.dressed()


def preview(form: PortalModelForm, posted: QueryDict) -> None:
    """Show beside one narrative field what its text will look like."""
    name = posted.get("preview", "")
    if name in form.fields and isinstance(form.fields[name].widget, MarkdownInput):
        form.preview = name, to_html(posted.get(name, ""))


def _lookup_in_plan(model: type[models.Model]) -> str:
    from .row_kinds import KINDS

    return next((kind.plan for kind in KINDS.values() if kind.model is model), "")
