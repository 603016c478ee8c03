"""What a form takes of numbers, days and keys: what every database holds and the sums over them bear."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from csp_portal.formats.numbers import whole_number

MOST, MOST_SMALL = 2_147_483_647, 32_767  # of a column for whole numbers in PostgreSQL, and of a small one
IN_ADDRESSES = gettext_lazy("Use only a to z, numbers and hyphens, without spaces.")
FIRST_DAY, LAST_DAY = dt.date(1800, 1, 1), dt.date(2199, 12, 31)


class DayField(forms.DateField):
    """A day in the time that plans are made for and figures are known of."""

    default_error_messages = dict.fromkeys(
        ("min_value", "max_value"), gettext_lazy("Enter a date from 1 January 1800 to 31 December 2199.")
    )
    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when run
    """Some of the rows that are listed. A key that no database holds is not one of them."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not whole_number(str(key)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


def form_field(column: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field of a column, with its limits and one sentence that says what it takes."""
    if isinstance(column, models.IntegerField):
        most = MOST_SMALL if isinstance(column, models.PositiveSmallIntegerField) else MOST
        words = format_lazy(gettext_lazy("Enter a whole number from 0 to {most}."), most=f"{most:,}")
        kwargs |= {"min_value": 0, "max_value": most}
        kwargs["error_messages"] = dict.fromkeys(("invalid", "min_value", "max_value"), words)
    elif isinstance(column, models.DecimalField):
        whole, after = column.max_digits - column.decimal_places, column.decimal_places
        words = format_lazy(
            gettext_lazy("Enter a number with at most {whole} digits before the point and {after} after it."),
            whole=whole,
            after=after,
        )
        kwargs["error_messages"] = dict.fromkeys(
            ("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), words
        )
    elif type(column) is models.DateField:
        kwargs["form_class"] = DayField
    elif isinstance(column, models.ManyToManyField):
        kwargs["form_class"] = RowsField
    elif isinstance(column, models.SlugField):
        kwargs["error_messages"] = {"invalid": IN_ADDRESSES}
    elif isinstance(column, models.URLField):
        kwargs["assume_scheme"] = "https"
    return column.formfield(**kwargs)
