"""Loads figures from a file: a look at what it would store, or, with --commit, the storing."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from performance.imports import worker
from performance.imports.formats import registry
from performance.imports.report import observations, report
from performance.imports.run import checksum, preview, read, validate_and_store
from performance.models import Disclosure, ImportRun
from plans.models import AreaSet, Partnership


class Command(BaseCommand):
    requires_system_checks = ()  # they load every page
    help = "Read a file of figures and say what it would store. Nothing is stored without --commit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", nargs="?")
        parser.add_argument("--partnership", metavar="SLUG")
        parser.add_argument("--run", type=int, help="go on with an import that was begun on the desk; nothing else")
        parser.add_argument("--format", choices=sorted(registry.BY_SLUG), help="otherwise recognised from the file")
        parser.add_argument("--area-set", metavar="SLUG", help="count in these wards; otherwise those of each month")
        parser.add_argument("--source", metavar="NAME", default="", help="the source, by slug or title; else a new one")
        parser.add_argument(
            "--disclosure",
            choices=Disclosure.values,
            default="",
            help="of the source; new ones are protected, but for police street files",
        )
        parser.add_argument("--commit", action="store_true", help="store the figures, all of them or none")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(
        self, *, file: Path | None, partnership: str | None, area_set: str | None, commit: bool, **options: Any
    ) -> None:
        """Preview or store a file. Raises CommandError if it cannot be read; exits with 1 if rows are refused."""
        if options["run"]:
            worker.work(ImportRun.objects.select_related("partnership", "area_set").get(pk=options["run"]))
            return
        if file is None or partnership is None:
            raise CommandError("Say which file, and of which partnership: import_figures FILE --partnership SLUG.")
        owner = _one(Partnership, partnership, "partnership")
        wards = _one(AreaSet, area_set, "area set") if area_set else None
        layout = registry.BY_SLUG.get(options["format"])
        try:
            size = file.stat().st_size
            with ThreadPoolExecutor(1) as beside:
                summed = beside.submit(checksum, file)
                layout, reading = read(file, owner, name=file.name, layout=layout, area_set=wards)
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
            file_name=file.name[:200],
            sha256=sha256,
            size=size,
        )
        looked = (validate_and_store if commit else preview)(run=run, layout=layout, reading=reading)
        stored = commit and not looked.reading.refused
        said = report(looked)
        if options["json"]:
            said |= {"stored": said["new"] if stored else 0, "sha256": sha256, "observations": observations(looked)}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self._say(said, stored)
        if looked.reading.refused:
            raise SystemExit(1)

    def _say(self, said, stored):
        """Print the report in words: rows refused or skipped, findings, and the number of figures."""
        self.stdout.write(f"{said['format'] or 'No known format'}: {said['rows_read']:,} rows read.")
        for one in said["refused"]:
            self.stdout.write(
                f"Refused: row {one['row']}, column {one['column']}, “{one['value']}”: {one['why']}. "
                f"Accepted: {one['accepted']}."
            )
        if said["refused"]:
            self.stdout.write(f"{said['refused_rows']:,} rows refused. Nothing was stored.")
            return
        for one in said["skipped"]:
            self.stdout.write(
                f"{one['rows']:,} rows, the first is row {one['row']}: {one['value']} {one['why']}.".replace("  ", " ")
            )
        for one in said["findings"]:
            place = f"Row {one['row']}, column {one['column']}" if one["row"] else "; ".join(one["places"])
            check = f" ({one['check']}: {one['sentence']})" if one["check"] else ""
            self.stdout.write(f"{place} prints {one['printed']}, worked out {one['computed']}: {one['rule']}.{check}")
        rule = Disclosure(said["disclosure"]).label.lower()
        self.stdout.write(f"Source: {said['source']}, {rule}.")
        what = f"{said['new']:,} figures {{}}, {said['unchanged']:,} unchanged, {said['replaced']:,} replaced."
        self.stdout.write(what.format("stored" if stored else "to store") + (" Nothing was stored yet." * (not stored)))


def _one(model, slug, name):
    found = model.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(model.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no {name} “{slug}”. There are: {known}.")
    return found
