"""A quarter of a year as a column: stored as its first day, written and read in words."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from csp_portal.formats.periods import NotAPeriod, Period, parse
from csp_portal.forms.limits import FIRST_DAY, LAST_DAY
from plans.schemas.grants import quarter_after, quarter_name, quarter_of

from .due_words import ImpossibleDate, read_due


def read_quarter(text: str) -> dt.date:
    """The first day of the quarter that words mean: Q1 2026/27, 2026/27 Q1, Apr-Jun 2026, or its first day in any of
    the forms of a date. Raises ValidationError."""
    words = " ".join(text.split())
    period = _period(words)
    first = quarter_of(period.start) if period else None
    last = first and quarter_after(first) - dt.timedelta(days=1)
    if period is None or first is None or period.start != first or period.end not in (first, last):
        sentence = _("“%(text)s” is not a quarter. Enter one like Q1 2026/27 or April to June 2026.")
        raise ValidationError(sentence % {"text": words[:60]})
    return first


def _period(words: str) -> Period | None:
    """What words mean; None where it is no period in the years of forms."""
    try:
        period = parse(words)
    except NotAPeriod:
        try:
            read = read_due(words)
        except ImpossibleDate:
            return None
        if read.kind != "date" or read.on is None:
            return None
        period = Period(read.on, read.on)
    return period if period.start >= FIRST_DAY and period.end <= LAST_DAY else None


class QuarterField(forms.CharField):
    """A quarter as people write it."""

    def prepare_value(self, value: Any) -> Any:
        return quarter_name(value) if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return read_quarter(words) if words else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class QuarterColumn(models.DateField):  # type: ignore[type-arg]  # not generic when run
    """The first day of a quarter."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(form_class=QuarterField, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse a day on which no quarter begins."""
        super().validate(value, model_instance)
        if value != quarter_of(value):
            words = _("A quarter begins on 1 April, 1 July, 1 October or 1 January. Enter its first day.")
            raise ValidationError(words)

    def deconstruct(self) -> Any:
        """In migrations it is the column that the database has."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs
