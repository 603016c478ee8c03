"""Loads figures from a file: a look at what it would store, or, with --commit, the storing."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from performance.imports import worker
from performance.imports.all_forces.files import by_force
from performance.imports.all_forces.loading import AllPartnerships, forces_of_nobody
from performance.imports.area_table.mapping import BadMapping
from performance.imports.area_table.said import ACCEPTED, mapping_said
from performance.imports.context import import_context
from performance.imports.figures import BadFile
from performance.imports.formats import registry
from performance.imports.report import observations, report
from performance.imports.run import checksum, preview, read, unanswered, validate_and_store
from performance.models import Disclosure, ImportRun
from plans.models import AreaSet, Partnership

WHOLE = ("area", "indicator", "period", "unit")


class Command(BaseCommand):
    requires_system_checks = ()  # they load every page
    help = "Read a file of figures and say what it would save. Nothing is saved without --commit."

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said of a file on the command line; the desk asks the same."""
        parser.add_argument("file", type=Path, metavar="FILE", nargs="?")
        parser.add_argument("--partnership", metavar="SLUG")
        parser.add_argument(
            "--all",
            action="store_true",
            dest="everybody",
            help="for every partnership at once: a police file, or a folder of those of all forces",
        )
        parser.add_argument("--run", type=int, help="continue an import that was started on the desk; nothing else")
        parser.add_argument("--format", choices=sorted(registry.BY_SLUG), help="otherwise recognised from the file")
        parser.add_argument("--area-set", metavar="SLUG", help="these wards are meant; otherwise those of each time")
        parser.add_argument("--source", metavar="NAME", default="", help="the source, by slug or title; else a new one")
        parser.add_argument(
            "--disclosure",
            choices=Disclosure.values,
            default="",
            help="of the source; new ones are protected, except police street files",
        )
        parser.add_argument(
            "--column",
            metavar="LETTER=ROLE",
            action="append",
            default=[],
            help=f"what a column of a table is, such as C=period or D=figure:burglary:2018/19; {ACCEPTED}",
        )
        for name in WHOLE:
            parser.add_argument(f"--{name}", default="", help=f"the {name} of the whole table")
        parser.add_argument(
            "--leave-out", metavar="ROWS", default="", help="rows to leave out, such as 4,9; see --because"
        )
        parser.add_argument("--because", metavar="REASON", default="", help="why these rows are left out; it is kept")
        parser.add_argument("--confirm", action="store_true", help="what was asked about the file is right: save it")
        parser.add_argument("--reason", default="", help="why published figures are being corrected; readers see it")
        parser.add_argument("--commit", action="store_true", help="save the figures, all of them or none")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(
        self, *, file: Path | None, partnership: str | None, area_set: str | None, commit: bool, **options: Any
    ) -> None:
        """Preview or store a file. Raises CommandError if it cannot be read; exits with 1 if rows are refused."""
        if options["run"]:
            worker.work(ImportRun.objects.select_related("partnership", "area_set").get(pk=options["run"]))
            return
        if options["everybody"]:
            self._for_everybody(file, partnership, commit=commit, reason=options["reason"], confirm=options["confirm"])
            return
        if file is None or partnership is None:
            raise CommandError("Say which file, and of which partnership: import_figures FILE --partnership SLUG.")
        owner = _one(Partnership, partnership, "partnership")
        wards = _one(AreaSet, area_set, "area set") if area_set else None
        layout = registry.BY_SLUG.get(options["format"])
        left_out = _left_out(options["leave_out"], options["because"])
        try:
            mapping = self._mapping(file, owner, wards, options)
            layout = registry.BY_SLUG["area-table"] if mapping and not layout else layout
            size = file.stat().st_size
            with ThreadPoolExecutor(1) as beside:
                summed = beside.submit(checksum, file)
                layout, reading = read(
                    file, owner, name=file.name, layout=layout, area_set=wards, mapping=mapping, left_out=left_out
                )
                sha256 = summed.result()
        except OSError as problem:
            raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
        name = options["source"]
        known = owner.sources.filter(Q(slug=name) | Q(title=name)).first() if name else None
        run = ImportRun(
            partnership=owner,
            area_set=wards,
            source=known,
            source_title="" if known else name[:200],
            disclosure=options["disclosure"],
            reason=options["reason"][:300],
            file_name=file.name[:200],
            sha256=sha256,
            size=size,
            mapping=mapping or {},
            left_out=left_out,
        )
        if options["confirm"]:
            asked = preview(run=run, layout=layout, reading=reading).reading.questions
            run.answered = [one.words for one in asked]
        looked = (validate_and_store if commit else preview)(run=run, layout=layout, reading=reading)
        waits = commit and not looked.reading.refused and unanswered(looked, run)
        stored = commit and not looked.reading.refused and not waits
        said = report(looked)
        if options["json"]:
            said |= {"stored": said["new"] if stored else 0, "sha256": sha256, "observations": observations(looked)}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self._say(said, stored)
        if looked.reading.refused or waits:
            raise SystemExit(1)

    def _for_everybody(self, path: Path | None, partnership: str | None, *, commit: bool, **said: Any) -> None:
        """Every partnership loads what lies in it. Exits with 1 if any of them refused."""
        if path is None or partnership:
            raise CommandError("Say which file or folder, without --partnership: import_figures FOLDER --all.")
        with TemporaryDirectory(prefix="forces-") as folder:
            try:
                files = by_force(path, Path(folder))
            except BadFile as problem:
                raise CommandError(f"{path}: {problem}") from None
            except OSError as problem:
                raise CommandError(f"{path}: cannot be read: {problem.strerror}.") from None
            results, counted = AllPartnerships(files, commit, **said), Counter[str]()
            for one in results.results():
                counted["refused" if one.refused else "taken"] += 1
                counted["figures"] += 0 if one.refused else one.new
                what = one.refused or f"new {one.new:,}, unchanged {one.unchanged:,}, replaced {one.replaced:,}."
                self.stdout.write(f"{one.partnership}, {one.file}: {what}")
        for force in forces_of_nobody(files):
            self.stdout.write(f"No partnership of this portal is in the area of “{force}”.")
        words = "Figures saved" if commit else "Nothing has been saved yet. Figures to save"
        self.stdout.write(f"{words}: {counted['figures']:,}. Refused: {counted['refused']:,}.")
        if counted["refused"] or not counted["taken"]:
            raise SystemExit(1)

    def _mapping(self, file, owner, wards, options):
        """What the options say of the columns; None where they say nothing. Raises CommandError and OSError."""
        whole = {name: options[name] for name in WHOLE}
        if not options["column"] and not any(whole.values()):
            return None
        try:
            return mapping_said(file.read_bytes(), import_context(owner, wards), options["column"], whole)
        except BadMapping as problem:
            raise CommandError(f"{file}: {problem}.") from None

    def _say(self, said, stored):
        """Print the report in words: rows refused or skipped, findings, and the number of figures."""
        self.stdout.write(f"{said['format'] or 'No known format'}: rows read: {said['rows_read']:,}.")
        for one in said["refused"]:
            rows = _rows(len(one["more"]) + 1, one["row"])
            self.stdout.write(
                f"Cannot be used: {rows}, column {one['column']}, “{one['value']}”: {one['why']}. "
                f"Accepted: {one['accepted']}."
            )
        if said["refused"]:
            self.stdout.write(f"{_rows(said['refused_rows'])} cannot be used. Nothing was saved.")
            return
        if group := said["group"]:
            added = f" Districts added to the portal: {', '.join(group['added'])}." if group["added"] else ""
            what = f"{group['count']} areas like {group['area']}, from {group['day']}"
            self.stdout.write(f"Similar areas: {group['name']}, {what}.{added}")
        for one in said["skipped"]:
            self.stdout.write(f"{_rows(one['rows'], one['row'])}: {one['value']} {one['why']}.".replace("  ", " "))
        for one in said["findings"]:
            place = f"Row {one['row']}, column {one['column']}" if one["row"] else "; ".join(one["places"])
            check = f" ({one['check']}: {one['sentence']})" if one["check"] else ""
            end = "" if one["rule"].endswith(("?", ".")) else "."
            self.stdout.write(
                f"{place} prints {one['printed']}, worked out {one['computed']}: {one['rule']}{end}{check}"
            )
        rule = Disclosure(said["disclosure"]).label.lower()
        self.stdout.write(f"Source: {said['source']}, {rule}.")
        for one in said["questions"]:
            self.stdout.write(f"Asked: {one['words']}.")
        if said["questions"] and not stored:
            self.stdout.write("Nothing is saved until you say that this is right: add --confirm to --commit.")
        what = f"Figures {{}}: {said['new']:,} (unchanged {said['unchanged']:,}, replaced {said['replaced']:,})."
        self.stdout.write(
            what.format("saved" if stored else "to save") + (" Nothing has been saved yet." * (not stored))
        )


def _rows(number, first=None):
    """How many rows, and the first of them; one row by its number alone."""
    if number == 1:
        return f"Row {first}" if first else "1 row"
    return f"{number:,} rows, the first is row {first}" if first else f"{number:,} rows"


def _left_out(rows, reason):
    """The rows to leave out, each with the reason. Raises CommandError."""
    if not rows:
        return {}
    numbers = [one.strip() for one in rows.split(",")]
    if not all(one.isdecimal() for one in numbers):
        raise CommandError(f"“{rows}” does not name rows; write their numbers, such as 4,9.")
    if not reason.strip():
        raise CommandError("Say why these rows are left out: --because REASON. The reason is kept.")
    return dict.fromkeys(numbers, reason.strip())


def _one(model, slug, name):
    found = model.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(model.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no {name} “{slug}”. There are: {known}.")
    return found
