"""What an officer says of the columns of a table: shown as they were guessed, corrected, and read again."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.forms.layout import PortalForm
from performance.imports.area_table.guess import guess
from performance.imports.area_table.mapping import KINDS, BadMapping, TableMapping
from performance.imports.area_table.reading import TablePreview, look_at
from performance.imports.reading import ImportContext
from performance.imports.sheets import CannotRead, Sheet, column_name, read_sheets
from performance.models import Indicator
from plans.models import AreaKind

ROLES = {
    "codes": gettext_lazy("code of the area"),
    "names": gettext_lazy("name of the area"),
    "larger": gettext_lazy("larger area"),
    "periods": gettext_lazy("period"),
    "quarters": gettext_lazy("quarter"),
    "indicators": gettext_lazy("what is counted"),
    "units": gettext_lazy("unit"),
    "groups": gettext_lazy("group of similar areas"),
    "positions": gettext_lazy("position in the group"),
    "distances": gettext_lazy("distance in the group"),
}
SEVERAL = ("codes", "names", "larger", "indicators")
WHOLE_TABLE = ("period", "indicator", "area", "unit", "group", "area_set", "add_up")
SAMPLES = 3
MOST_NAMES = 50


@dataclass(frozen=True)
class TablePlace:
    """Where the table of a file stands: its sheet, and its first and last row of headings."""

    sheet: str = ""
    first: int = 0
    last: int = 0


def seen(content: bytes, given: ImportContext, place: TablePlace) -> tuple[list[str], TablePreview]:
    """The sheets that may be chosen, and the table of one as it is taken now. Raises CannotRead."""
    sheets = [sheet for sheet in read_sheets(content) if not sheet.hidden and sheet.rows]
    wanted = place.sheet or (given.mapping.sheet if given.mapping else "")
    chosen = [sheet for sheet in sheets if sheet.name == wanted] if wanted else sheets
    why = CannotRead(_("every sheet of the file is hidden or empty"), _("a sheet that is shown"))
    for sheet in chosen or sheets:
        if place.first:
            rows = (place.first - 1, min(max(place.last, place.first), len(sheet.rows)) - 1)
            if rows[0] > rows[1]:
                raise CannotRead(_("The table has no row %(row)s.") % {"row": place.first}, _("a row of the table"))
            mapping = guess(sheet, rows)
            return [one.name for one in sheets], look_at([sheet], ImportContext(areas=given.areas, mapping=mapping))
        try:
            return [one.name for one in sheets], look_at([sheet], given)
        except CannotRead as problem:
            why = problem
    raise why


def samples(sheet: Sheet, last: int, column: int) -> list[str]:
    """The first cells of a column that are not empty."""
    return [row[column].strip()[:40] for row in sheet.rows[last:] if row[column].strip()][:SAMPLES]


class ColumnsForm(PortalForm):
    """One choice a column, and what holds for the whole table."""

    indicator = forms.ChoiceField(label=gettext_lazy("What is counted, where no column says it"), required=False)
    period = forms.CharField(
        label=gettext_lazy("Period, where no column says it"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example 2015/16 or October 2018"),
    )
    area = forms.ChoiceField(label=gettext_lazy("Area, where no column says it"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit, where no column says it"), max_length=30, required=False)
    group = forms.CharField(
        label=gettext_lazy("Group of similar areas, where no column says it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Who published it and when, for example MSG of November 2025. Leave it empty otherwise."
        ),
    )
    area_set = forms.ChoiceField(
        label=gettext_lazy("Wards"),
        required=False,
        help_text=gettext_lazy("Where the figures are counted in these wards, whatever their time."),
    )
    add_up = forms.BooleanField(label=gettext_lazy("Add up rows about the same thing"), required=False)

    def __init__(
        self, look: TablePreview, given: ImportContext, unknown: dict[str, list[str]], *args: Any, **kwargs: Any
    ) -> None:
        """Add the fields for each column, filled in as guessed, and for each indicator or area name not known."""
        super().__init__(*args, **kwargs)
        self.look = look
        self.unknown = unknown
        self.indicators = [("", ""), *((one.slug, str(one)) for one in Indicator.objects.all())]
        own_first = sorted(given.areas, key=lambda one: not one.own)
        areas = [("", ""), *((one.code, f"{one.name} ({one.set_name})") for one in own_first)]
        said = look.mapping
        roles = {column: role for role in ROLES for column in _columns(said, role)}
        values = {one.column: one for one in said.values}
        self.fields["indicator"].choices = self.indicators
        self.fields["area"].choices = areas
        sets = {one.area_set: one.set_name for one in given.areas if one.kind == AreaKind.WARD}
        self.fields["area_set"].choices = [("", _("Those of the time of each figure")), *sets.items()]
        for name in WHOLE_TABLE:
            self.fields[name].initial = getattr(said, name)
        choices = [("", _("not used")), *ROLES.items(), *KINDS.items()]
        for column, heading in enumerate(look.headings):
            value = values.get(column)
            role = value.kind if value else roles.get(column, "")
            self._add(f"role-{column}", heading, forms.ChoiceField(choices=choices, required=False), role)
            self._add(
                f"indicator-{column}",
                heading,
                forms.ChoiceField(choices=_with(self.indicators, value.indicator if value else ""), required=False),
                value.indicator if value else "",
            )
            for name in ("period", "against"):
                text = forms.CharField(max_length=60, required=False)
                self._add(f"{name}-{column}", heading, text, getattr(value, name) if value else "")
        meant = {"indicator": (self.indicators, said.indicators_meant), "area": (areas, said.areas_meant)}
        for what, names in unknown.items():
            for number, name in enumerate(names):
                chosen = forms.ChoiceField(choices=meant[what][0], required=False)
                self._add(f"{what}-meant-{number}", name, chosen, meant[what][1].get(name, ""))

    def _add(self, name: str, label: str, field: forms.Field, initial: Any) -> None:
        field.label, field.initial = label or name, initial
        self.fields[name] = field

    def columns(self) -> list[dict[str, Any]]:
        """What the page shows of each column."""
        return [
            {
                "letter": column_name(column),
                "heading": heading,
                "samples": samples(self.look.sheet, self.look.mapping.headings[1], column),
                **{name: self[f"{name}-{column}"] for name in ("role", "indicator", "period", "against")},
            }
            for column, heading in enumerate(self.look.headings)
        ]

    def names(self) -> list[tuple[str, list[Any]]]:
        """Fields for names that the portal does not know, indicators and areas."""
        return [
            (what, [self[f"{what}-meant-{number}"] for number in range(len(names))])
            for what, names in self.unknown.items()
            if names
        ]

    def clean(self) -> dict[str, Any]:
        """Report a mapping that cannot work as errors of the whole form."""
        given = super().clean()
        if not self.errors:
            try:
                mapping = self.mapping()
            except BadMapping as problem:
                self.add_error(None, str(problem))
            else:
                for sentence in mapping.problems(self.look.sheet.width):
                    self.add_error(None, sentence[:1].upper() + sentence[1:].rstrip(".") + ".")
        return given

    def mapping(self) -> TableMapping:
        """What was said, as the reader of tables takes it. Raises BadMapping."""
        said, before = self.cleaned_data, self.look.mapping
        plain: dict[str, Any] = {name: [] for name in (*SEVERAL, "values")}
        for column in range(len(self.look.headings)):
            role, letters = said[f"role-{column}"], column_name(column)
            if role in SEVERAL:
                plain[role].append(letters)
            elif role in KINDS:
                texts = {name: said[f"{name}-{column}"] for name in ("indicator", "period", "against")}
                plain["values"].append({"column": letters, "kind": role} | texts)
            elif role:
                if role in plain:
                    raise BadMapping(_("Only one column can be the %(role)s.") % {"role": ROLES[role]})
                plain[role] = letters
        for what, names in self.unknown.items():
            chosen = {name: said[f"{what}-meant-{number}"] for number, name in enumerate(names)}
            earlier = before.indicators_meant if what == "indicator" else before.areas_meant
            plain[f"{what}s_meant"] = dict(earlier) | {name: meant for name, meant in chosen.items() if meant}
        whole = {name: said[name] for name in WHOLE_TABLE}
        return TableMapping.from_json(plain | whole | {"sheet": before.sheet, "headings": list(before.headings)})


def _columns(mapping: TableMapping, role: str) -> tuple[int, ...]:
    said = getattr(mapping, role)
    return said if isinstance(said, tuple) else () if said is None else (said,)


def _with(choices: list[tuple[str, str]], said: str) -> list[tuple[str, str]]:
    """The indicators, and what the heading says when it is none of them."""
    known = not said or any(said == slug for slug, _name in choices)
    return choices if known else [*choices, (said, _("as the heading says: %(words)s") % {"words": said})]


def unknown_names(report: dict[str, Any], mapping: dict[str, Any]) -> dict[str, list[str]]:
    """Indicators and areas that the last reading did not know, and those that an officer gave a meaning before."""
    found: dict[str, dict[str, None]] = {
        what: dict.fromkeys(mapping.get(f"{what}s_meant", {})) for what in ("indicator", "area")
    }
    for one in report.get("refused", []):
        for what, names in found.items():
            if one["why"].startswith(f"there is no {what} “"):
                names[one["why"].partition("“")[2].rpartition("”")[0]] = None
    return {what: list(names)[:MOST_NAMES] for what, names in found.items()}
