"""Short names for what the database always checks. Each says in a sentence what is wrong when it is broken."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, F, Model, Q, TextChoices, UniqueConstraint
from django.utils.functional import keep_lazy_text
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from csp_portal.pages.languages import Words


@keep_lazy_text
def listed(*words: Words) -> str:
    """Words with commas; translated as late as the words themselves."""
    return ", ".join(map(str, words))


def check(name: str, condition: Q, message: Words) -> CheckConstraint:
    """The condition is true of every row, or cannot be told because a column of it is empty (NULL)."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def unique(name: str, fields: Sequence[str], message: Words, condition: Q | None = None) -> UniqueConstraint:
    """No two rows have the same values in these fields; with a condition, no two of the rows it is true of."""
    return UniqueConstraint(fields=fields, name=name, condition=condition, violation_error_message=message)


def one_of(model: str, field: str, choices: type[TextChoices], *, or_empty: bool = False) -> CheckConstraint:
    """`field` holds one of the values of a TextChoices or, where it may, is empty."""
    values = ["", *choices.values] if or_empty else choices.values
    message = format_lazy(
        _("The {field} must be one of: {words}."), field=_spaced(field), words=listed(*choices.labels)
    )
    return check(f"{model}_{field}_known", Q(**{f"{field}__in": values}), message)


def both_or_neither(model: str, first: str, second: str) -> CheckConstraint:
    """Two columns are filled together or not at all."""
    neither, both = (Q(**{f"{first}__isnull": empty, f"{second}__isnull": empty}) for empty in (True, False))
    message = format_lazy(
        _("Give both {first} and {second}, or neither."), first=_spaced(first), second=_spaced(second)
    )
    return check(f"{model}_{first}_with_{second}", neither | both, message)


def not_after(model: str, start: str, end: str) -> CheckConstraint:
    """`start` is not after `end`; an open end (NULL) is allowed."""
    condition = Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__lte": F(end)})
    message = is_after(_spaced(start).capitalize(), _spaced(end))
    return check(f"{model}_{start}_before_{end}", condition, message)


def is_after(start: Words, end: Words) -> Words:
    """What is said of a start after an end, whatever the two are called."""
    return format_lazy(_("{start} is after {end}."), start=start, end=end)


def in_labels(message: str, labels: Mapping[str, Words]) -> str:
    """A sentence of `not_after` with the labels that a form has for its two fields; any other as it is."""
    for start, end in permutations(labels, 2):
        if message == str(is_after(_spaced(start).capitalize(), _spaced(end))):
            return str(is_after(f"“{labels[start]}”", f"“{labels[end]}”"))
    return message


def exactly_one(model: str, name: str, *fields: str) -> CheckConstraint:
    """Exactly one of the columns is filled."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    message = format_lazy(_("Give exactly one of: {fields}."), fields=", ".join(map(_spaced, fields)))
    return check(f"{model}_{name}", condition, message)


def save_in_words(row: Model) -> None:
    """Save a row. What the database refuses is a ValidationError in the words of the constraint that it breaks."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()
        raise


def _spaced(field: str) -> str:
    return field.replace("_", " ")
