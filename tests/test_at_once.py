"""A publication, correction or withdrawal is seen at once on every page that shows it, also where pages are stored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from csp_portal.formats.periods import parse
from csp_portal.models import StoredPage
from performance import demo
from performance.checks import explanations
from performance.figures.publishing import publish_source
from performance.imports.desk.entry import EntryTerms, FigureRow, save_figures
from performance.imports.reference.postcodes import load_postcodes
from performance.imports.reference.residents import load_residents
from performance.imports.undo import undo
from performance.models import ImportRun, Indicator
from performance.reports.publishing import publish_report
from performance.sources.protection_form import as_seen, set_protection
from plans.desk import partnerships
from plans.editing import save
from plans.editing.tables import EditableTable, editable_tables
from plans.models import Partnership, User
from plans.places import outline_upload
from plans.publishing.versions import publish, reinstate, withdraw
from plans.residents.feedback import change_published, publish_feedback, take_back
from plans.residents.you_said import publish_you_said
from plans.scrutiny.document import publish_register
from tests import builders
from tests.leaky import partnership_of_everything
from tests.public_pages import addresses, public_routes

VALUES = {
    "partnership": ["anytown", "elsewhere"],
    "plan": ["2020-2023"],
    "earlier": ["2020-2023"],
    "edition": ["en-easy-read"],
    "ref": ["1"],
    "number": [1],
    "chart": ["table-1"],
    "table": ["table-1"],
    "ending": ["json", "svg"],
    "indicator": ["all-crime"],
    "code": ["anytown-north", "anytown"],
    "source": ["crime-figures", "draft-crime-figures"],
    "report": ["report-1"],
}
NOT_STORED = ("/write/", "/subscribe/", ".pdf", "/search/")
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}


@pytest.fixture
def owner(db) -> Partnership:
    """A partnership with everything published, and another one that shares its areas and has figures of its own."""
    owner = partnership_of_everything()
    publish_source(owner.sources.get(slug="crime-figures"))
    publish(owner.plans.get(slug="2020-2023"), kind="final")
    publish_report(builders.explain(owner.reports.get(slug="report-1")))
    publish_register(owner)
    publish_you_said(owner)
    elsewhere = builders.partnership("elsewhere")
    north = owner.area_sets.get(kind="ward").areas.get(name="North")
    elsewhere.areas.add(north)
    source = builders.source(elsewhere, "other-figures", published_at=timezone.now())
    builders.observation(source, owner.sources.first().observations.first().indicator, north, 2020, 7)
    return owner


def texts(kind: EditableTable) -> list[str]:
    """The fields of a table that hold words of people."""
    fields = [kind.model._meta.get_field(name) for name in kind.fields]
    plain = (models.CharField, models.TextField)
    return [one.name for one in fields if isinstance(one, plain) and not one.choices and one.name not in UNTOUCHED]


UNTOUCHED = {"ref", "code", "colour", "slug", "locator", "kind", "link", "url", "language", "helped_by"}


def edits(owner: Partnership, by: User) -> dict[str, Callable[[], object]]:
    """One change of the words of a row of each table that a partnership keeps for itself, as the desk makes it."""
    found: dict[str, Callable[[], object]] = {}
    for slug, kind in editable_tables().items():
        row = kind.rows_of(owner).first() if kind.root_model is Partnership else None
        if row is not None and (names := texts(kind)):

            def edit(kind=kind, pk=row.pk, name=names[0]):
                row = kind.model._default_manager.get(pk=pk)
                values = {name: f"{getattr(row, name)} x"[: kind.model._meta.get_field(name).max_length]}
                save.save_row(kind, row, values, seen=row.row_version, by=by)

            found[f"edit {slug}"] = edit
    return found


def acts(owner: Partnership, by: User) -> dict[str, Callable[[], object]]:
    """Everything else by which something becomes public, changes for the public, or is withdrawn."""
    plan, source = owner.plans.get(slug="2020-2023"), owner.sources.get(slug="crime-figures")
    draft, now = owner.sources.get(slug="draft-crime-figures"), timezone.now()
    said = owner.published_feedback
    wards = owner.area_sets.get(kind="ward")

    def publish_again() -> None:
        plan.sections.filter(position=1).update(heading="Another heading")
        publish(plan, kind="final", note="New words")

    def correct_report() -> None:
        report = owner.reports.get(slug="report-1")
        report.sections.filter(position=1).update(heading="Another heading")
        publish_report(report, note="New words")

    def correct_register() -> None:
        owner.recommendations.filter(ref="1").update(text="Other words")
        publish_register(owner, note="New words")

    def correct_what_was_said() -> None:
        owner.you_said.update(what="Other words")
        publish_you_said(owner, note="New words")

    def protect() -> None:
        terms = {"disclosure": "protected", "threshold": 5, "round_to": 5}
        set_protection(source, **terms, seen=as_seen(source), by=by)

    def stop_explaining() -> None:
        row = owner.explanations.first()
        explanations.take_back(row, by=by, seen=row.row_version)

    def close() -> None:
        partnerships.close(owner, Partnership.objects.get(slug="elsewhere"), today=timezone.localdate(), by=by)

    return {
        "publish a plan": publish_again,
        "withdraw a plan": lambda: withdraw(plan, "It was wrong."),
        "reinstate a plan": lambda: reinstate(plan),
        "publish a report": correct_report,
        "publish the register": correct_register,
        "publish what was said": correct_what_was_said,
        "publish a source": lambda: publish_source(draft),
        "take an explanation back": stop_explaining,
        "protect a source": protect,
        "publish a message": lambda: publish_feedback(
            builders.feedback(plan, priority="1"), text="Fewer lamps.", reply="No.", by=by, now=now
        ),
        "change a message": lambda: change_published(said.first(), text="Other lamps.", reply="Yes.", by=by),
        "take a message back": lambda: take_back(said.first(), reasons="It names somebody.", by=by),
        "upload outlines": lambda: outline_upload.store(wards, {wards.areas.first(): SQUARE}, by=by),
        "remove an edition": lambda: remove("editions", owner, by),
        "remove a date": lambda: remove("key-dates", owner, by),
        "close a partnership": close,
        "reopen it": lambda: partnerships.reopen(owner, by=by),
        "close it again": close,
    }


def loads(owner: Partnership, by: User, folder: Path) -> dict[str, Callable[[], object]]:
    """What an operator loads, and figures that are entered and taken back."""
    wards, source = owner.area_sets.get(kind="ward"), owner.sources.get(slug="crime-figures")
    builders.area_set(owner, ["Fields"], "newer", starts_on="2016-05-05")

    def load(read: Callable[[Path], object], text: str) -> None:
        file = folder / "loaded.csv"
        file.write_text(text)
        assert read(file)

    def enter() -> None:
        crime = Indicator.objects.get(slug="all-crime")
        row = FigureRow(crime, {"202104": "7"}, {"202104": ""})
        done = save_figures(owner, wards.areas.first(), [parse("2021/22")], [row], EntryTerms(source), by=by)
        assert done.stored == 1

    postcodes = "pcds,doterm,laua,ward\nPE1 1AA,,anytown-town,E05010807\n"
    residents = "LSOA11CD,LSOA21CD,persons\nE01015589,E01015589,7\n"
    return {
        "load postcodes": lambda: load(load_postcodes, postcodes),
        "load residents": lambda: load(load_residents, residents),
        "enter a figure": enter,
        "undo an import": lambda: undo(ImportRun.objects.filter(source=source).first(), by=by, because="A mistake"),
        "mark as a demonstration": demo.mark,
    }


def acts_elsewhere(by: User) -> dict[str, Callable[[], object]]:
    """Changes of a partnership that succeeds the one that was closed."""

    def rename() -> None:
        other = Partnership.objects.get(slug="elsewhere")
        save.save_row(editable_tables()["partnership"], other, {"name": "Renamed"}, seen=other.row_version, by=by)

    return {"rename a successor": rename}


def remove(slug: str, owner: Partnership, by: User) -> None:
    kind = editable_tables()[slug]
    row = kind.rows_of(owner).first()
    save.remove_row(kind, row, seen=row.row_version, by=by)


def stamp_of(slug: str) -> int:
    return Partnership.objects.values_list("public_revision", flat=True).get(slug=slug)


@pytest.mark.anywhere
@pytest.mark.parametrize("part", [12, pytest.param(1, marks=pytest.mark.long)])
def test_every_change_of_what_is_public_is_on_every_page_that_shows_it_at_once(owner, settings, tmp_path, part):
    """A change moves the revision of its partnership, and with it every page of that and every page about all.

    Pages of the other partnership, which shares areas and indicators with it, are read from the store after each
    change, and drawn again, each time another twelfth of them, and all in `make test-long`: they must say the same;
    edits of tables are one such change. At the end all pages are.

    Slow: makes fifty changes.
    """
    settings.PORTAL_URL = "http://testserver"
    by, client = builders.person("officer", owner, "officer"), Client()
    listed = [one for route in public_routes() for one in addresses(route, VALUES)]
    listed = [one for one in listed if not any(part in one for part in NOT_STORED)]

    there = [one for one in listed if client.get(one).status_code == 200]  # a refusal is not stored

    def read(addresses: list[str]) -> dict[str, bytes]:
        return {one: client.get(one).content for one in addresses}

    unmoved, stale = [], {}

    def edit_every_table() -> None:
        for name, change in edits(owner, by).items():
            before = stamp_of("anytown")
            change()
            unmoved.extend([name] if stamp_of("anytown") == before else [])

    made = {"edit every table": edit_every_table} | acts(owner, by)
    changes = [("anytown", name, change) for name, change in (loads(owner, by, tmp_path) | made).items()]
    changes += [("elsewhere", name, change) for name, change in acts_elsewhere(by).items()]
    for number, (slug, name, change) in enumerate(changes):
        other = {"anytown": "elsewhere", "elsewhere": "anytown"}[slug]
        theirs = [one for one in there if other in one][number % part :: part]
        before = stamp_of(slug)
        read(theirs)
        change()
        if stamp_of(slug) == before:
            unmoved.append(name)
        kept = read(theirs)
        StoredPage.objects.filter(owner=other).delete()
        if outdated := [one for one, page in read(theirs).items() if page != kept[one]]:
            stale[name] = outdated
    assert (unmoved, stale) == ([], {})
    last = read(listed)
    StoredPage.objects.all().delete()
    assert read(listed) == last
    assert StoredPage.objects.count() > 40
