"""The figures on the page where a lead answers: for each a number, or why there is none."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.forms.layout import PortalForm
from performance.models import FigureRequest, Unit
from performance.rules.values import NotAValue, WrongUnit, in_unit, parse


class NoFigure(TextChoices):
    """Why there is no figure, in the words that `parse` reads as a state."""

    NOT_PUBLISHED = "not yet published", gettext_lazy("Not yet published")
    DATA_LAG = "data lag", gettext_lazy("Data lag")
    NOT_COLLECTED = "not collected", gettext_lazy("Not collected")


class FigureForm(PortalForm):
    """One figure that was asked for. What was given before is filled in."""

    figure = forms.CharField(label=gettext_lazy("Figure"), required=False, max_length=60)
    missing = forms.ChoiceField(
        label=gettext_lazy("If there is no figure"),
        choices=[("", gettext_lazy("Choose why")), *NoFigure.choices],
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("The reason, in a few words"), required=False, max_length=60)

    def __init__(self, asked_for: FigureRequest, posted: QueryDict | None) -> None:
        self.asked_for = asked_for
        super().__init__(posted, prefix=f"figure-{asked_for.pk}", initial=_fields_of(asked_for.given))

    def clean_figure(self) -> str:
        """A number that can be one of the indicator."""
        text = " ".join(self.cleaned_data["figure"].split())
        if not text:
            return ""
        try:
            value = in_unit(parse(text), self.asked_for.indicator.unit)
        except WrongUnit as problem:
            why = str(problem)
            words = {"why": why[:1].upper() + why[1:]}
            raise forms.ValidationError(
                _("%(why)s. Enter a number such as 1,204, or choose why there is none.") % words
            ) from None
        except NotAValue:
            value = None
        if value is None or value.number is None:
            raise forms.ValidationError(
                _("“%(text)s” is not a figure. Enter a number such as 1,204, or choose why there is none.")
                % {"text": text}
            )
        if self.asked_for.indicator.unit == Unit.PERCENT and not 0 <= value.number <= 100:
            sentence = _("“%(text)s” is not from 0 to 100 per cent. Enter such a share, or choose why there is none.")
            raise forms.ValidationError(sentence % {"text": text})
        return text

    def clean(self) -> dict[str, Any]:
        """Either a figure, or why there is none; a data lag is a reason by itself."""
        cleaned = super().clean() or {}
        figure, missing = cleaned.get("figure"), cleaned.get("missing")
        if "figure" not in self.errors and "missing" not in self.errors:
            if figure and missing:
                self.add_error("missing", _("Enter the figure, or choose why there is none: not both."))
            elif not figure and not missing:
                self.add_error("figure", _("Enter the figure, or choose why there is none."))
            elif missing and missing != NoFigure.DATA_LAG and not cleaned.get("reason", "").strip():
                self.add_error("reason", _("Say why in a few words, such as “recording system replaced”."))
        return cleaned

    @property
    def given(self) -> str:
        """What a valid form says, as a document would print it."""
        if figure := self.cleaned_data["figure"]:
            return str(figure)
        missing, reason = self.cleaned_data["missing"], " ".join(self.cleaned_data["reason"].split())
        if missing == NoFigure.DATA_LAG:
            words = f"{NoFigure.DATA_LAG.value}: {reason}" if reason else NoFigure.DATA_LAG.value
            return f"{NoFigure.NOT_PUBLISHED.value} ({words})"
        return f"{missing} ({reason})"


def _fields_of(given: str) -> dict[str, str]:
    """What was given, as the fields of its form hold it."""
    state, _bracket, reason = given.partition(" (")
    if not reason:
        return {"figure": given}
    reason = reason.removesuffix(")")
    lag = NoFigure.DATA_LAG.value
    if state == NoFigure.NOT_PUBLISHED and reason.startswith(lag):
        return {"missing": lag, "reason": reason.removeprefix(lag).removeprefix(": ")}
    return {"missing": state, "reason": reason}


class FiguresAnswer:
    """The figures that one lead is asked for; those that an officer has decided about are only shown."""

    def __init__(self, asked_for: Sequence[FigureRequest], posted: QueryDict | None) -> None:
        self.asked_for = asked_for
        self.forms = [FigureForm(one, posted) for one in asked_for if one.decided_at is None]

    def __len__(self) -> int:
        return len(self.asked_for)

    @property
    def html(self) -> str:
        decided = [one for one in self.asked_for if one.decided_at is not None]
        return render_to_string("providers/questions.html", {"forms": self.forms, "decided": decided})

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [
            (form[name].id_for_label, f"{form.asked_for}: {message}")
            for form in self.forms
            for name, messages in form.errors.items()
            for message in messages
        ]

    @property
    def typed(self) -> list[tuple[str, str]]:
        return [
            (f"{form.asked_for}: {form.fields[name].label}", text)
            for form in self.forms
            for name in form.fields
            if (text := str(form.data.get(form.add_prefix(name), "")).strip())
        ]

    def store(self) -> list[tuple[str, str, str]]:
        """Store what valid forms say, but of what was decided meanwhile."""
        changed = []
        undecided = FigureRequest.objects.filter(decided_at=None)
        for form in self.forms:
            row = form.asked_for
            if form.given != row.given and undecided.filter(pk=row.pk).update(given=form.given):
                changed.append((str(row)[:50], row.given, form.given))
        return changed
