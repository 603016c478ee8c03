"""The source plans as the portal's first content. Folders are loaded in the order of their names, `reference` first."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from django.utils import timezone

from csp_portal import fixtures
from csp_portal.fixtures import BrokenFixture
from csp_portal.models import Demonstration
from plans.models import Organisation, Partnership, Plan, VersionKind
from plans.places.boundary_files import load_boundaries
from plans.publishing.versions import publish
from plans.residents.you_said import publish_you_said
from plans.scrutiny.document import publish_register

from .figures.publishing import publish_source
from .imports.figures import BadFile
from .imports.reference.lookups import load_lookup
from .imports.reference.postcodes import load_postcodes
from .imports.reference.residents import load_residents
from .imports.source_files import load_source
from .models import Indicator, Observation, ProgressReport, Source
from .reports.publishing import publish_report

DAY = re.compile(r"\btoday([+-]\d+)$")


def load_demo(folder: Path) -> dict[str, int]:
    """Load and publish all of `folder`; reports last, as each names a meeting in a register. Raises BrokenFixture.

    Every page is marked as a demonstration from then on.
    """
    mark()
    for path in sorted((folder / "reference").glob("*.yaml")):
        fixtures.load(path)
    _load_files(folder / "reference" / "lookups", load_lookup)
    _load_files(folder / "reference" / "postcodes", load_postcodes)
    folders = sorted(path for path in folder.iterdir() if (path / "plan.yaml").exists())
    for path in folders:
        load_folder(path)
    _load_files(folder / "reference" / "residents", load_residents)
    for path in folders:
        for report in sorted(path.glob("report*.yaml")):
            fixtures.load(report)
    publish_all(folder / "publish.yaml")
    return {
        "partnerships": Partnership.objects.count(),
        "plans": Plan.objects.count(),
        "sources": Source.objects.count(),
        "observations": Observation.objects.count(),
        "reports": ProgressReport.objects.count(),
    }


def mark() -> None:
    """Say on every page from now on that this is a demonstration."""
    Demonstration.objects.create()
    Partnership.bump_all()


def _load_files(folder: Path, load) -> None:
    for path in sorted(folder.glob("*.csv")):
        try:
            load(path)
        except BadFile as problem:
            raise BrokenFixture(f"{path}: {problem}.") from None


def load_folder(folder: Path) -> None:
    """One plan with its organisations and indicators, which its partnership keeps, areas, sources and scrutiny."""
    kept = []
    for name in ("organisations", "indicators", "areas"):
        if (path := folder / f"{name}.yaml").exists():
            kept += [row for row in fixtures.load(path) if isinstance(row, Organisation | Indicator)]
        if name == "areas" and (path := folder / "boundaries.yaml").exists():
            load_boundaries(path)
    if (path := folder / "links.yaml").exists():
        fixtures.load(path)
    (plan,) = (row for row in fixtures.load(folder / "plan.yaml") if isinstance(row, Plan))
    for row in kept:
        row.partnership = plan.partnership
        row.save(update_fields=["partnership"])
    for path in sorted(folder.glob("source*.yaml")):
        load_source(path)
    for name in ("targets", "scrutiny"):
        if (path := folder / f"{name}.yaml").exists():
            fixtures.load(path)
    if (path := folder / "example.yaml").exists():
        fixtures.load(path, dated(fixtures.read(path), timezone.localdate()))


def dated(content: Any, today: dt.date) -> Any:
    """The content of a fixture in which “today-75” became the day 75 days before today, also at the end of a key."""
    if isinstance(content, dict):
        return {key: dated(value, today) for key, value in content.items()}
    if isinstance(content, list):
        return [dated(value, today) for value in content]
    if isinstance(content, str):
        return DAY.sub(lambda match: (today + dt.timedelta(days=int(match[1]))).isoformat(), content)
    return content


def publish_all(path: Path) -> None:
    """Publish every source, then the plans, with their editions, reports and registers that the file names."""
    listed = fixtures.read(path)
    for source in Source.objects.select_related("partnership"):
        publish_source(source)
    for name, kind in listed["plans"].items():
        publish(_named(Plan, name, path), kind=VersionKind(kind))
    for editions in sorted(path.parent.glob("*/editions.yaml")):
        fixtures.load(editions)
    for name in listed["reports"]:
        publish_report(_named(ProgressReport, name, path))
    for slug, note in listed["scrutiny"].items():
        publish_register(Partnership.objects.get(slug=slug), note=note)
    for partnership in Partnership.objects.filter(slug__in=listed["you_said"]):
        publish_you_said(partnership)
    Partnership.bump_all()


def _named(model, name: str, path: Path):
    partnership, slug = name.split("/")
    try:
        return model.objects.get(partnership__slug=partnership, slug=slug)
    except model.DoesNotExist:
        raise BrokenFixture(f"{path}: there is no {model._meta.verbose_name} {name}.") from None
