"""What the columns of a table are taken for: guessed from the file, and corrected by an officer."""

from dataclasses import dataclass, field, fields
from typing import Any

from csp_portal.formats.periods import NotAPeriod, parse as parse_period
from performance.imports.sheets import column_name, column_number

KINDS = {
    "value": "a figure",
    "percent change": "a change in per cent",
    "points": "a change in points",
    "change": "a change",
    "rank": "a rank",
    "share": "a share in per cent",
    "target": "a target",
    "status": "a status symbol",
    "total": "a total of the row",
}


_SEVERAL = ("codes", "names", "larger", "indicators")
_ONE = ("periods", "quarters", "units", "groups", "positions", "distances")


class BadMapping(ValueError):
    """The mapping does not fit the table or itself; the message says what to mend."""


@dataclass(frozen=True)
class ValueColumn:
    """A column of figures. `indicator` and `period` are what its heading says of them, empty where another column or
    the whole table says it. `against` is the earlier period of a change."""

    column: int
    indicator: str = ""
    period: str = ""
    kind: str = "value"
    against: str = ""


@dataclass(frozen=True)
class TableMapping:
    """Columns count from 0, rows as a spreadsheet shows them. `headings`: the first and the last row of headings.

    `codes` and `names` say the area, the first that is known; `larger` names the area of a row in which they are
    empty, a whole force for instance. `quarters` stands beside `periods`; several indicator
    columns make one name. `area`, `indicator`, `period` and `unit` hold for the whole table where no column says them.
    `groups`, `positions` and `distances` make it a table of similar areas: the group that was published, how near each
    area is to ours by number, and by distance; `group` names the group where no column does.
    `indicators_meant` and `areas_meant`: names in the file, and the slug or code that each stands for.
    `add_up`: rows about the same thing are added, as in tables of single offences. `area_set`: the only set whose
    names are meant.
    """

    values: tuple[ValueColumn, ...]
    headings: tuple[int, int] = (1, 1)
    sheet: str = ""
    codes: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    larger: tuple[int, ...] = ()
    periods: int | None = None
    quarters: int | None = None
    indicators: tuple[int, ...] = ()
    units: int | None = None
    groups: int | None = None
    positions: int | None = None
    distances: int | None = None
    group: str = ""
    area: str = ""
    indicator: str = ""
    period: str = ""
    unit: str = ""
    area_set: str = ""
    indicators_meant: dict[str, str] = field(default_factory=dict)
    areas_meant: dict[str, str] = field(default_factory=dict)
    add_up: bool = False

    @property
    def of_similar(self) -> bool:
        """Whether it is a table of the areas that are most like one."""
        return self.groups is not None or bool(self.group)

    def problems(self, width: int) -> list[str]:
        """What is missing or wrong before a table of so many columns can be read; empty means nothing."""
        wrong: list[str] = []
        if not self.values:
            wrong.append("no column holds figures; choose at least one")
        if not self.codes and not self.names and not self.area:
            wrong.append("no column says the area; choose one, or give the area for the whole table")
        if self.periods is None and not self.period and not all(one.period for one in self.values):
            wrong.append("nothing says the period; choose a column or give it for the whole table")
        if not self.indicators and not self.indicator and not all(one.indicator for one in self.values):
            wrong.append("nothing says what is counted; choose a column or give the indicator for the whole table")
        for text in filter(None, (self.period, *(one.period for one in self.values))):
            try:
                parse_period(text)
            except NotAPeriod as problem:
                wrong.append(str(problem))
        used = [*self.codes, *self.names, *self.larger, *self.indicators, *(one.column for one in self.values)]
        used += [column for name in _ONE if (column := getattr(self, name)) is not None]
        if not self.of_similar and (self.positions is not None or self.distances is not None):
            wrong.append("nothing says which group of similar areas it is; choose a column or give it for the table")
        wrong += [f"there is no column {column_name(column)}" for column in sorted(set(used)) if column >= width]
        wrong += [
            f"column {column_name(column)} is chosen twice" for column in sorted(set(used)) if used.count(column) > 1
        ]
        wrong += [f"“{one.kind}” is not a kind of figure" for one in self.values if one.kind not in KINDS]
        return wrong

    def as_json(self) -> dict[str, Any]:
        """Plain words for forms and for storing; columns as letters."""
        plain: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        for name in _SEVERAL:
            plain[name] = [column_name(column) for column in plain[name]]
        for name in _ONE:
            plain[name] = "" if plain[name] is None else column_name(plain[name])
        plain["headings"] = list(self.headings)
        plain["values"] = [
            {one.name: getattr(value, one.name) for one in fields(value)} | {"column": column_name(value.column)}
            for value in self.values
        ]
        return plain

    @classmethod
    def from_json(cls, plain: Any) -> "TableMapping":
        """The reverse of `as_json`; what is left out has its default. Raises BadMapping, and nothing else."""
        try:
            given = dict(plain)
            for name in _SEVERAL:
                given[name] = tuple(column_number(letters) for letters in given.get(name, ()))
            for name in _ONE:
                given[name] = column_number(given[name]) if given.get(name) else None
            first, last = (int(number) for number in given.get("headings", (1, 1)))
            if not 1 <= first <= last:
                raise BadMapping("the first row of headings must not come after the last")
            given["headings"] = first, last
            for name in ("indicators_meant", "areas_meant"):
                given[name] = {str(said): str(meant) for said, meant in dict(given.get(name, {})).items()}
            given["values"] = tuple(
                ValueColumn(**dict(value) | {"column": column_number(value["column"])}) for value in given["values"]
            )
            return cls(**given)
        except BadMapping:
            raise
        except (TypeError, ValueError, KeyError, AttributeError) as problem:
            raise BadMapping(f"the columns cannot be read: {problem}") from None
