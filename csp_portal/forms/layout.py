"""How every form looks, said once: GOV.UK classes, hints and errors tied to their fields, limits on text."""

from django import forms

CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.SelectMultiple: "govuk-select",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.FileInput: "govuk-file-upload",
}


def dress(form: forms.BaseForm) -> None:
    """Give every widget of a form its class, and tie hint and error to it."""
    for name, field in form.fields.items():
        widget = field.widget
        css = next((css for kind, css in CLASSES.items() if isinstance(widget, kind)), "govuk-input")
        wrong = form.is_bound and name in form.errors
        widget.attrs["class"] = f"{css} {css}--error" if wrong else css
        described = [f"{name}-hint"] * bool(field.help_text) + [f"{name}-error"] * wrong
        if described:
            widget.attrs["aria-describedby"] = " ".join(described)
        if wrong:
            widget.attrs["aria-invalid"] = "true"
        if isinstance(widget, forms.SelectMultiple):
            widget.attrs["size"] = 6
        if isinstance(widget, forms.Textarea):
            widget.attrs["rows"] = 5


class PortalForm(forms.Form):
    """A form of the desk."""

    use_required_attribute = False

    def dressed(self) -> "PortalForm":
        dress(self)
        return self


class PortalModelForm(forms.ModelForm):
    """A form over one row of the desk. `preview` is the name of a field and the HTML of what was typed into it."""

    use_required_attribute = False
    preview: tuple[str, str] = ("", "")

    def dressed(self) -> "PortalModelForm":
        dress(self)
        return self
