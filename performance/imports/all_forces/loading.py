"""The police files of all forces, for every partnership at once: each loads what lies in it, in its own transaction."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import TypeVar

from performance.imports.comparing import ImportPreview
from performance.imports.context import police_context, small_areas
from performance.imports.figures import BadFile
from performance.imports.formats import police_street
from performance.imports.reading import ImportContext, Reading, nothing_read, refuse_size
from performance.imports.run import look, unanswered, validate_and_store
from performance.models import ImportRun, SmallAreaLookup
from plans.models import Area, AreaKind, Partnership

from .files import ForceFile

Item = TypeVar("Item")


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
        owners = Partnership.objects.filter(closed_on=None).order_by("slug")
        everybody = [(owner, police_context(owner, lookups)) for owner in owners]
        for owner, file, reading in _ahead(self._read(everybody, small_areas(lookups))):
            yield self._result(owner, file, reading)

    def _read(
        self, everybody: list[tuple[Partnership, ImportContext]], known: dict[str, set[str]]
    ) -> Iterator[tuple[Partnership, ForceFile, Reading]]:
        """Each file as each partnership in the area of its force reads it; the database is not asked."""
        for force, files in sorted(self.files.items()):
            takers = [(owner, given) for owner, given in everybody if force in given.forces]
            for file in files if takers else ():
                its = {census: file.small_areas & codes for census, codes in known.items()}
                contexts = [replace(given, small_areas=its) for _owner, given in takers]
                for (owner, _given), reading in zip(takers, _readings(file.path, contexts), strict=True):
                    yield owner, file, reading

    def _result(self, owner: Partnership, file: ForceFile, reading: Reading) -> PartnershipResult:
        """Store the figures that the partnership has read in the file, or look at them."""
        layout = police_street.FORMAT
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


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each worked out while the one before it is used."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = beside.submit(next, items, None)
            yield item


def _readings(file: Path, contexts: Sequence[ImportContext]) -> Iterator[Reading]:
    """The file as each partnership reads it, its rows once."""
    try:
        refuse_size(file, police_street.FORMAT)
        with police_street.opened(file) as street:
            for given in contexts:
                try:
                    reading = police_street.reading(street, given)
                except BadFile as problem:
                    reading = nothing_read(problem)
                yield reading
    except BadFile as problem:
        yield from repeat(nothing_read(problem), len(contexts))


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
