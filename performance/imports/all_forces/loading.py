"""The police files of all forces, for every partnership at once: each loads what lies in it, in its own transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from performance.imports.comparing import ImportPreview
from performance.imports.context import import_context
from performance.imports.formats import police_street, registry
from performance.imports.reading import ImportContext
from performance.imports.run import look, unanswered, validate_and_store
from performance.models import ImportRun, SmallAreaLookup
from plans.models import Area, AreaKind, Partnership

from .files import ForceFile


@dataclass(frozen=True)
class PartnershipResult:
    """What one file gave one partnership: figures that are new, or the reason why it was refused."""

    partnership: Partnership
    file: str
    new: int = 0
    unchanged: int = 0
    replaced: int = 0
    refused: str = ""


@dataclass(frozen=True)
class AllPartnerships:
    """Files by the name of their force, for every partnership that is open."""

    files: dict[str, list[ForceFile]]
    commit: bool
    reason: str = ""
    confirm: bool = False

    def results(self) -> Iterator[PartnershipResult]:
        """One for each partnership and file of its force. Running it again stores nothing twice."""
        lookups = list(SmallAreaLookup.objects.all())
        for owner in Partnership.objects.filter(closed_on=None).order_by("slug"):
            given = import_context(owner, lookups=lookups)
            for force in sorted(given.forces):
                for file in self.files.get(force, ()):
                    small_areas = {census: file.small_areas & codes for census, codes in given.small_areas.items()}
                    yield self._result(owner, file, replace(given, small_areas=small_areas))

    def _result(self, owner: Partnership, file: ForceFile, given: ImportContext) -> PartnershipResult:
        """Read the file as the partnership does, and store its figures or look at them."""
        layout, reading = registry.read(file.path, given, name=file.name, layout=police_street.FORMAT)
        run = ImportRun(
            partnership=owner,
            file_name=file.name[:200],
            sha256=file.sha256,
            size=file.path.stat().st_size,
            reason=self.reason[:300],
        )
        if self.confirm or not self.commit:
            looked = look(layout, reading, run)
            run.answered = [one.words for one in looked.reading.questions]
        if self.commit:
            looked = validate_and_store(run, layout, reading, check=False)
        return PartnershipResult(
            owner,
            file.name,
            len(looked.changes.new),
            looked.changes.unchanged,
            looked.changes.corrected,
            _why_not(looked, run),
        )


def _why_not(looked: ImportPreview, run: ImportRun) -> str:
    """Why nothing of a file is stored for a partnership, in a sentence; empty where it is."""
    if looked.reading.refused:
        first = looked.reading.refused[0]
        return f"Row {first.row}, column {first.column}: {first.why}. Accepted: {first.accepted}."
    if unanswered(looked, run):
        return f"{looked.reading.questions[0].words}. If this is right, add --confirm."
    return ""


def forces_of_nobody(files: Iterable[str]) -> list[str]:
    """The forces, of those named, in whose area no partnership lies. One query."""
    areas = Area.objects.filter(area_set__kind=AreaKind.FORCE, links_down__smaller__partnerships__closed_on=None)
    known = {name for area in areas.distinct() for name in (area.name, *area.aliases)}
    return sorted(set(files) - known)
