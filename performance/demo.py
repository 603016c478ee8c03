"""The source plans as the portal's first content. Folders are loaded in the order of their names, `reference` first."""

from pathlib import Path

from csp_portal import fixtures
from plans.boundaries import load_boundaries
from plans.models import Partnership, Plan

from .models import Observation, ProgressReport, Source
from .source_files import load_source


def load_demo(folder: Path) -> dict[str, int]:
    """Load everything below `folder`. Raises BrokenFixture; call it inside a transaction."""
    for path in sorted((folder / "reference").glob("*.yaml")):
        fixtures.load(path)
    folders = sorted(path for path in folder.iterdir() if (path / "plan.yaml").exists())
    for path in folders:
        load_folder(path)
    return {
        "partnerships": Partnership.objects.count(),
        "plans": Plan.objects.count(),
        "sources": Source.objects.count(),
        "observations": Observation.objects.count(),
        "reports": ProgressReport.objects.count(),
    }


def load_folder(folder: Path) -> None:
    """One plan: its organisations, areas, indicators, the plan itself, its sources and its reports."""
    for name in ("organisations", "indicators", "areas"):
        if (path := folder / f"{name}.yaml").exists():
            fixtures.load(path)
        if name == "areas" and (path := folder / "boundaries.yaml").exists():
            load_boundaries(path)
    if (path := folder / "links.yaml").exists():
        fixtures.load(path)
    fixtures.load(folder / "plan.yaml")
    for path in sorted(folder.glob("source*.yaml")):
        load_source(path)
    for name in ("targets", "report"):
        if (path := folder / f"{name}.yaml").exists():
            fixtures.load(path)
