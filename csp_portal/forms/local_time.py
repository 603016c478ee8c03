"""Times as people write them, in the time of the United Kingdom, also on the two days when the clocks change.

One hour in March does not exist; one in October comes twice, and then the first of the two is meant.
"""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _

HOUR = dt.timedelta(hours=1)


class NoSuchTime(ValueError):
    """The clocks jump over this time; the message says which there are."""


def in_local_time(written: dt.datetime) -> dt.datetime:
    """The moment that a time without a zone means. Raises NoSuchTime."""
    at = written.replace(tzinfo=timezone.get_current_timezone(), fold=0)
    if at.astimezone(dt.UTC).astimezone(at.tzinfo).replace(tzinfo=None) != written:
        raise NoSuchTime(
            _("There is no %(time)s on %(day)s, because the clocks go forward then: choose %(before)s or %(after)s.")
            % {
                "time": f"{written:%H:%M}",
                "day": formats.date_format(written, "j F Y"),
                "before": f"{written - HOUR:%H:%M}",
                "after": f"{written + HOUR:%H:%M}",
            }
        )
    return at


def in_words(at: dt.datetime) -> str:
    """A moment in words; of a time that comes twice, which of the two."""
    local = timezone.localtime(at)
    words = formats.date_format(local, "j F Y, H:i")
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return words
    if local.fold:
        return _("%(time)s, the second of the two (winter time)") % {"time": words}
    return _("%(time)s, the first of the two (summer time)") % {"time": words}


class LocalTimeField(forms.DateTimeField):
    """A day and a time as people write them."""

    def to_python(self, value: str) -> dt.datetime | None:  # type: ignore[override]
        """The moment that is meant. Raises ValidationError for what is no time, or one that the clocks jump over."""
        if value in self.empty_values:
            return None
        for form in self.input_formats or ():
            try:
                written = dt.datetime.strptime(value.strip(), form)
            except ValueError:
                continue
            try:
                return in_local_time(written)
            except NoSuchTime as problem:
                raise ValidationError(str(problem), code="no such time") from None
        raise ValidationError(_("Enter a date and a time, like 2026-04-01 09:00."), code="invalid")
