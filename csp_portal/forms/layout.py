"""How every form looks: GOV.UK classes, and room for text. Django itself ties hints and errors to their fields."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from csp_portal.constraints import in_labels

from .limits import form_field

MISSING = gettext_lazy("Fill this in.")
CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.FileInput: "govuk-file-upload",
}


class PortalField(forms.BoundField):
    """A field whose widget looks like those of GOV.UK."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The class of the kind of widget, marked when there are errors, and how much is seen at once."""
        widget = widget or self.field.widget
        css = next((css for kind, css in CLASSES.items() if isinstance(widget, kind)), "govuk-input")
        look: dict[str, Any] = {"class": f"{css} {css}--error" if self.errors else css}
        if isinstance(widget, forms.SelectMultiple):
            look["size"] = 6
        if isinstance(widget, forms.Textarea):
            look["rows"] = 5
        return super().build_widget_attrs(look | attrs, widget)


class PortalRenderer(DjangoTemplates):
    """What draws every form of the portal."""

    bound_field_class = PortalField


class PlainWords(forms.BaseForm):
    """A form whose empty fields are asked for in the portal's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = MISSING


class PortalForm(PlainWords, forms.Form):
    """A form of the desk."""

    use_required_attribute = False


class PortalModelForm(PlainWords, forms.ModelForm):  # type: ignore[type-arg]  # not generic when run
    """A form over one row of the desk. `preview` is the name of a field and the HTML of what was typed into it."""

    use_required_attribute = False
    preview: tuple[str, str] = ("", "")

    class Meta:
        formfield_callback = form_field

    def _update_errors(self, errors: ValidationError) -> None:
        """What a constraint says of two fields names them as this form does."""
        labels = {name: self[name].label for name in self.fields}
        for problem in getattr(errors, "error_dict", {}).get(NON_FIELD_ERRORS, ()):
            problem.message = in_labels(str(problem.message), labels)
        super()._update_errors(errors)  # type: ignore[misc]  # not in the stubs
