"""All formats that figures can be loaded from, in the order in which they are tried."""

from pathlib import Path

from performance.imports.reading import FileHead, Format, ImportContext, Reading, read_file, refusal

from . import area_tables, figure_list, home_office, mps_wards, ons_table_c2, ons_table_p1, police_street

FORMATS: tuple[Format, ...] = (
    police_street.FORMAT,
    figure_list.FORMAT,
    ons_table_c2.FORMAT,
    ons_table_p1.FORMAT,
    home_office.FORMAT,
    mps_wards.FORMAT,
    area_tables.FORMAT,
)
BY_SLUG = {one.slug: one for one in FORMATS}


def recognise(head: FileHead) -> Format | None:
    """The first format that knows the file; None for an empty one. What no other knows is read as a table of areas."""
    return next((one for one in FORMATS if one.recognise(head)), None)


def read(
    file: Path, given: ImportContext, *, name: str = "", layout: Format | None = None
) -> tuple[Format | None, Reading]:
    """A file in the format it is recognised by, or in the one that is named."""
    head = FileHead.of(file, name)
    chosen = layout or recognise(head)
    if chosen is None:
        return None, refusal(1, "A", "", "the file is empty", "the file as it was downloaded")
    return chosen, read_file(file, chosen, given)
