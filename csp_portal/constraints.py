"""Short names for what the database always checks. Each says in a sentence what is wrong when it is broken."""

from collections.abc import Sequence

from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.functional import Promise, keep_lazy_text
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@keep_lazy_text
def listed(*words: str) -> str:
    """Words with commas; translated as late as the words themselves."""
    return ", ".join(map(str, words))


def check(name: str, condition: Q, message: str | Promise) -> CheckConstraint:
    """The condition is true of every row, or cannot be told because a column of it is empty (NULL)."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def unique(name: str, fields: Sequence[str], message: str | Promise, condition: Q | None = None) -> UniqueConstraint:
    """No two rows have the same values in these fields; with a condition, no two of the rows it is true of."""
    return UniqueConstraint(fields=fields, name=name, condition=condition, violation_error_message=message)


def one_of(model: str, field: str, choices, *, or_empty: bool = False) -> CheckConstraint:
    """`field` holds one of the values of a TextChoices or, where it may, is empty."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": ["", *choices.values] if or_empty else choices.values}),
        name=f"{model}_{field}_known",
        violation_error_message=format_lazy(
            _("The {field} must be one of: {words}."), field=field.replace("_", " "), words=listed(*choices.labels)
        ),
    )


def both_or_neither(model: str, first: str, second: str) -> CheckConstraint:
    """Two columns are filled together or not at all."""
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=f"{model}_{first}_with_{second}",
        violation_error_message=format_lazy(
            _("Give both {first} and {second}, or neither."),
            first=first.replace("_", " "),
            second=second.replace("_", " "),
        ),
    )


def not_after(model: str, start: str, end: str) -> CheckConstraint:
    """`start` is not after `end`; an open end (NULL) is allowed."""
    return CheckConstraint(
        condition=Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__lte": F(end)}),
        name=f"{model}_{start}_before_{end}",
        violation_error_message=format_lazy(
            _("{start} is after {end}."), start=start.replace("_", " ").capitalize(), end=end.replace("_", " ")
        ),
    )


def exactly_one(model: str, name: str, *fields: str) -> CheckConstraint:
    """Exactly one of the columns is filled."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return CheckConstraint(
        condition=condition,
        name=f"{model}_{name}",
        violation_error_message=format_lazy(
            _("Give exactly one of: {fields}."), fields=", ".join(field.replace("_", " ") for field in fields)
        ),
    )
