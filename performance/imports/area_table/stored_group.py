"""The group of similar areas that a table publishes, kept under its day; and the districts that it adds."""

from django.utils.translation import gettext as _

from performance.imports.figures import CellError
from performance.imports.reading import PublishedGroup, Reading
from performance.models import ImportRun, SimilarGroup, SimilarMember
from plans.editing.area_lines import store_new
from plans.models import Area, Partnership


def add_districts(reading: Reading) -> None:
    """Store the districts that the file names and the portal does not have, among those all partnerships share."""
    for one in reading.new_areas:
        if not Area.objects.filter(code=one.code).exists():
            store_new(Area(code=one.code, name=one.name))


def same_day(group: PublishedGroup, partnership: Partnership) -> SimilarGroup | None:
    """The group that the portal has for the area from the same day."""
    rows = SimilarGroup.objects.filter(area__code=group.area, area__partnerships=partnership)
    return rows.filter(starts_on=group.starts_on).first()


def problem_of_group(group: PublishedGroup, partnership: Partnership) -> CellError | None:
    """Why the group cannot be kept: the portal has another one from the same day."""
    known = same_day(group, partnership)
    if known and set(known.members.values_list("code", flat=True)) != {one.code for one in group.members}:
        why = _("the portal has “%(group)s” from the same day with other areas") % {"group": known.name}
        accepted = _("the same areas; or correct that group first, under “Similar areas”")
        return CellError(1, "A", group.name, why, accepted)
    return None


def store_group(group: PublishedGroup, run: ImportRun) -> None:
    """Keep a new group, or add the places that are published for one that is here. Nothing known is overwritten.

    A group is public at once, for every partnership that looks after its area.
    """
    Partnership.bump_all()
    kept = same_day(group, run.partnership)
    areas = {one.code: one for one in Area.objects.filter(code__in=[group.area, *(one.code for one in group.members)])}
    if kept is None:
        kept = SimilarGroup(
            partnership=run.partnership,
            area=areas[group.area],
            name=group.name[:200],
            starts_on=group.starts_on,
            import_run=run,
        )
        kept.full_clean()
        kept.save()
        SimilarMember.objects.bulk_create(
            SimilarMember(group=kept, area=areas[one.code], position=one.position, distance=one.distance)
            for one in group.members
        )
        return
    known = {row.area_id: row for row in kept.nearness.all()}
    for one in group.members:
        row = known[areas[one.code].pk]
        if (row.position, row.distance) == (None, None):
            row.position, row.distance = one.position, one.distance
            row.save()
