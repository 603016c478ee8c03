"""Areas typed one a line, by name or statistical code: matched with those of the portal, or added to them."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _, gettext_lazy

from plans.models import Area, AreaKind, AreaSet

DISTRICT = re.compile(r"[EW]0[6-9]\d{6}")  # unitary authorities, districts, metropolitan districts, London boroughs
MOST_LINES = 100


class AreaLinesField(forms.Field):
    """Rows of `Area`, typed one a line. Those that the portal does not have yet are given back unstored."""

    widget = forms.Textarea
    default_help = gettext_lazy(
        "One per line: the name or the ONS code, such as Norwich or E07000148. For a district that this "
        "portal does not have yet, the code and the name: E07000148 Norwich."
    )

    def __init__(self, areas: models.QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(**{"help_text": self.default_help} | kwargs)
        self.areas = areas

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(line_of, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[Area]:
        lines = [" ".join(line.split()) for line in (value or "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            words = _("These are %(count)s lines; give at most %(most)s.")
            raise ValidationError(words % {"count": len(lines), "most": MOST_LINES})
        return areas_of_lines(lines, list(self.areas.select_related("area_set"))) if lines else []


def line_of(area: Area) -> str:
    """An area as a line names it, so that it is read back as the same one."""
    return f"{area.code} {area.name}"


def areas_of_lines(lines: Iterable[str], known: list[Area]) -> list[Area]:
    """The area of each line, without repeats. Raises ValidationError with a sentence for each line that names none."""
    found: dict[str, Area] = {}
    wrong = []
    for line in lines:
        try:
            area = _area_of(line, known)
            found.setdefault(area.code, area)
        except ValidationError as problem:
            wrong += problem.messages
    if wrong:
        raise ValidationError(wrong)
    return list(found.values())


def store_new(area: Area) -> Area:
    """Keep a district that the portal did not have, among those that all partnerships share."""
    if area.pk is None:
        shared = {"name": "Districts", "kind": AreaKind.DISTRICT}
        area.area_set, _made = AreaSet.objects.get_or_create(slug="districts", defaults=shared)
        area.full_clean()
        area.save()
    return area


def _area_of(line: str, known: list[Area]) -> Area:
    """Districts are meant before other areas of the same name. Raises ValidationError."""
    code, _space, name = line.partition(" ")
    if by_code := [one for one in known if one.code.casefold() == code.casefold()]:
        if name and name.casefold() not in _names(by_code[0]):
            words = _("“%(line)s”: %(code)s is %(area)s. Correct the code or the name.")
            raise ValidationError(words % {"line": line, "code": by_code[0].code, "area": by_code[0].name})
        return by_code[0]
    named = [one for one in known if line.casefold() in _names(one)]
    districts = [one for one in named if one.area_set.kind == AreaKind.DISTRICT] or named
    if len(districts) == 1:
        return districts[0]
    if districts:
        codes = ", ".join(f"{one.code} ({one.area_set.name})" for one in districts)
        raise ValidationError(_("“%(line)s” is the name of several areas: give its code, one of %(codes)s.") % {
            "line": line, "codes": codes})  # fmt: skip
    if DISTRICT.fullmatch(code.upper()) and name:
        same = [one for one in known if one.area_set.slug == "districts" and name.casefold() in _names(one)]
        if same:
            words = _("“%(line)s”: this portal has %(area)s as %(code)s. Correct the code or the name.")
            raise ValidationError(words % {"line": line, "area": same[0].name, "code": same[0].code})
        return Area(code=code.upper(), name=name)
    raise ValidationError(_not_found(line, known))


def _not_found(line: str, known: list[Area]) -> str:
    """What to write instead, with areas of a similar name."""
    if DISTRICT.fullmatch(line.upper()):
        words = _("This portal does not have %(line)s yet. Give its name too, such as E07000148 Norwich.")
        return words % {"line": line}
    names = {one.name.casefold(): one.name for one in known}
    near = ", ".join(names[name] for name in difflib.get_close_matches(line.casefold(), names, n=3, cutoff=0.75))
    if near:
        return _("This portal does not have “%(line)s”. Did you mean %(near)s?") % {"line": line, "near": near}
    words = _("This portal does not have “%(line)s”. Give the ONS code and the name, such as E07000148 Norwich.")
    return words % {"line": line}


def _names(area: Area) -> set[str]:
    return {word.casefold() for word in (area.name, *area.aliases)}
