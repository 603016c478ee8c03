"""Loading figures at the desk: send a file, see what it would do, store it, follow it, take it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.formats.numbers import whole_number
from csp_portal.forms.layout import PortalForm
from csp_portal.pages.live_pages import NotFound
from csp_portal.tables import PAGE_SIZE, page_links
from performance.figures.publishing import publish_source
from performance.imports import worker
from performance.imports.context import ward_sets
from performance.imports.figures import BadFile
from performance.imports.formats.registry import FORMATS
from performance.imports.reading import MEGABYTE
from performance.imports.undo import NotUndoable, problem_of_undo, undo
from performance.indicators.measures.words import measures_of
from performance.models import ImportRun, RunState, Source
from performance.sources.protection_form import CHOICES, CONFIRM, ask_whether_open, words_of_protection
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.documents.versions import NotPublishable
from plans.models import AreaSet, Partnership

LARGEST = 300 * MEGABYTE
TABLES = ("", "area-table", "mps-wards")  # whose columns may be said
WITH_FILE = (RunState.READ, RunState.REFUSED)


class SourceField(forms.ModelChoiceField):
    """A source with what readers may see of it."""

    def label_from_instance(self, source: Source) -> str:
        return f"{source} – {words_of_protection(source)}"


class FileForm(PortalForm):
    """A file, or cells that were pasted; what it is and which wards it is counted in may be said."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, allow_empty_file=True)
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the cells of a table here"),
        required=False,
        strip=False,
        max_length=MEGABYTE,
        widget=forms.Textarea,
    )
    layout = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)
    area_set = forms.ModelChoiceField(
        label=gettext_lazy("Wards"),
        queryset=AreaSet.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Those in force in each month"),
        help_text=gettext_lazy(
            "For files of single crimes, which are counted by ward, and for tables of wards of another time."
        ),
    )

    source = SourceField(
        label=gettext_lazy("Source"),
        queryset=Source.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("A new source, or the one that the file names itself"),
        help_text=gettext_lazy("Figures of the same source replace each other."),
    )
    source_title = forms.CharField(
        label=gettext_lazy("Name of a new source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "For example “Hate incidents, Safer Anytown”. A file without a name gets its file name."
        ),
    )
    disclosure = forms.ChoiceField(
        label=gettext_lazy("How readers may see the figures"),
        choices=(
            (
                "",
                gettext_lazy("As the source says; a new one is protected, except police street files, which are open"),
            ),
            *CHOICES,
        ),
        required=False,
    )
    confirmed = forms.BooleanField(label=CONFIRM, required=False, help_text=gettext_lazy("Only for open data."))

    def __init__(self, partnership: Partnership, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices = [("", _("Recognise it")), *((one.slug, one.name) for one in FORMATS)]
        self.fields["source"].queryset = partnership.sources.order_by("title", "pk")
        sets = [one.pk for one in ward_sets(partnership)]
        self.fields["area_set"].queryset = AreaSet.objects.filter(pk__in=sets)

    def clean(self):
        """A file or a paste is given, the file is not too large, and the source fits."""
        given = super().clean()
        file = given.get("file")
        if not self.errors and not file and not given.get("pasted", "").strip() and file is None:
            self.add_error("file", _("Choose a file, or paste the cells of a table."))
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is too large; at most %(most)s MB.") % {"most": LARGEST // MEGABYTE})
        self._clean_source(given, pasted=file is None)
        return given

    def _clean_source(self, given: dict[str, Any], *, pasted: bool) -> None:
        """Where the figures go is said once, and the protection that is chosen is the one they get."""
        source, title, chosen = given.get("source"), given.get("source_title"), given.get("disclosure")
        if source and title:
            self.add_error("source_title", _("Choose a source or name a new one, not both."))
        elif pasted and not source and not title and not self.errors:
            self.add_error("source_title", _("Name the source of the cells, or choose one that is here."))
        if source and chosen and chosen != source.disclosure:
            words = _("“%(source)s” says: %(rule)s Leave it as the source says, or change the source first.")
            self.add_error("disclosure", words % {"source": source, "rule": words_of_protection(source)})
        elif not source:
            ask_whether_open(self, given)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.LOAD_FIGURES)
def imports(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """The imports of a partnership, and the way to begin one."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(partnership, *sent)
    if request.method == "POST" and form.is_valid():
        worker.leave_old(timezone.now())
        given = form.cleaned_data
        file = given["file"]
        with transaction.atomic():
            made = ImportRun.objects.create(
                partnership=partnership,
                area_set=given["area_set"],
                state=RunState.READING,
                layout=given["layout"],
                pasted=file is None,
                source=given["source"],
                source_title=given["source_title"],
                disclosure=given["disclosure"],
                file_name=file.name[:200] if file is not None else _("pasted cells"),
                started_by=request.user,
            )
            worker.keep(made, file.chunks() if file is not None else [given["pasted"].encode()])
        worker.start(made)
        return redirect("import", partnership.slug, made.pk)
    runs = ImportRun.objects.filter(partnership=partnership).select_related("source", "started_by")
    page = Paginator(runs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "crumbs": trail(request),
        "form": form,
        "runs": page,
        "measures": [one for one in measures_of(partnership) if one.rhythm],
        "today": timezone.localdate(),
        "links": page_links(page, request.GET),
    }
    return render(request, "imports/list.html", context, status=422 if form.errors else 200)


@require_safe
@desk(Permission.LOAD_FIGURES)
def run(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """One import: how far it is, what it would store, or what it stored."""
    found = run_of(partnership, run)
    context = {
        "crumbs": trail(request, (str(found), "")),
        "run": found,
        "said": found.report,
        "table_waits": found.state in WITH_FILE and found.layout in TABLES,
        "progress": worker.progress(found) if found.state in worker.WORKING else None,
        "public_at_once": found.state == RunState.READ and _is_public(found),
        "corrects": found.state == RunState.READ and _corrects(found),
        "problem": problem_of_undo(found) if found.state == RunState.STORED else "",
        "may_publish": Permission.PUBLISH in request.permissions,
        "protection": _protection(found),
    }
    return render(request, "imports/import.html", context)


@require_safe
@desk(Permission.LOAD_FIGURES)
def rows(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """What becomes of each row, while the file is here."""
    found = run_of(partnership, run)
    first = whole_number(request.GET.get("from", "")[:9]) or 1  # no file has more rows
    if found.state not in WITH_FILE:
        raise NotFound(_("The file of this import is no longer kept."))
    try:
        fates = worker.fates(found, first, PAGE_SIZE)
    except (OSError, BadFile):
        raise NotFound(_("The rows of this file cannot be shown.")) from None
    context = {
        "crumbs": trail(request, crumb_of(found), (_("Every row"), "")),
        "run": found,
        "fates": fates,
        "cells": any(fate.cells for fate in fates),
        "before": max(first - PAGE_SIZE, 1) if first > 1 else None,
        "after": fates[-1].row + 1 if len(fates) == PAGE_SIZE else None,
    }
    return render(request, "imports/rows.html", context)


@require_safe
@desk(Permission.LOAD_FIGURES)
def figures(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """What an import stored, each figure with its place and what stood there before."""
    found = run_of(partnership, run)
    stored = found.observations.select_related("indicator", "area", "table").order_by("row", "pk")
    page = Paginator(stored, PAGE_SIZE).get_page(request.GET.get("page"))
    facts = {(one.indicator_id, one.area_id) for one in page}
    before = {
        (one.indicator_id, one.area_id, one.period_start, one.period_end): one
        for one in found.replaced.filter(
            kind="value",
            indicator__in={indicator for indicator, _area in facts},
            area__in={area for _indicator, area in facts},
        )
    }
    context = {
        "crumbs": trail(request, crumb_of(found), (_("Figures"), "")),
        "run": found,
        "figures": [
            (one, before.get((one.indicator_id, one.area_id, one.period_start, one.period_end))) for one in page
        ],
        "links": page_links(page, request.GET),
    }
    return render(request, "imports/upload.html", context)


@require_POST
@desk(Permission.LOAD_FIGURES)
def store(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """Store what was read."""
    found = run_of(partnership, run)
    asked = [one["words"] for one in found.report.get("questions", [])]
    if asked and found.state == RunState.READ and not request.POST.get("right"):
        messages.error(request, _("Nothing was saved: first confirm that what is asked about the file is right."))
        return redirect("import", partnership.slug, found.pk)
    reason = request.POST.get("reason", "").strip()[:300]
    if found.state == RunState.READ and _corrects(found) and not reason:
        words = _("Nothing was saved. Say why published figures are being corrected: readers see the reason.")
        messages.error(request, words)
        return redirect("import", partnership.slug, found.pk)
    waiting = ImportRun.objects.filter(pk=found.pk, state=RunState.READ)
    begun = waiting.update(state=RunState.STORING, answered=asked, reason=reason)
    if not begun:
        messages.error(request, _("Nothing was done: this import is not waiting to be saved."))
    else:
        worker.start(found)
    return redirect("import", partnership.slug, found.pk)


@require_POST
@desk(Permission.LOAD_FIGURES)
def again(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """Start a step again that stopped before its end."""
    found = run_of(partnership, run)
    if found.state in worker.WORKING and not worker.progress(found).alive:
        if worker.is_here(found):
            worker.start(found)
        else:
            messages.error(request, _("The file is no longer here. Discard this import and send the file again."))
    return redirect("import", partnership.slug, found.pk)


@require_POST
@desk(Permission.LOAD_FIGURES)
def leave(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """Throw the file away without storing it."""
    found = run_of(partnership, run)
    if found.state in worker.OPEN and not (found.state in worker.WORKING and worker.progress(found).alive):
        worker.leave(found)
        messages.success(request, _("The file was discarded. Nothing was saved."))
    return redirect("import", partnership.slug, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.LOAD_FIGURES)
def take_back(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """Remove what an import stored and give back what it replaced."""
    found = run_of(partnership, run)
    public = bool(found.source and found.source.published_at)
    because = request.POST.get("because", "").strip()
    if request.method == "POST" and public and not because:
        words = _("Nothing was undone. Say why published figures are being withdrawn: readers see the reason.")
        messages.error(request, words)
        return redirect("import-undo", partnership.slug, found.pk)
    if request.method == "POST":
        try:
            undo(found, by=request.user, because=because)
            messages.success(request, _("The import has been undone."))
        except (NotUndoable, NotPublishable) as problem:
            messages.error(request, str(problem))
        return redirect("import", partnership.slug, found.pk)
    context = {
        "crumbs": trail(request, crumb_of(found), (_("Undo"), "")),
        "run": found,
        "replaced": found.replaced.count(),
        "public": public,
        "problem": problem_of_undo(found),
    }
    return render(request, "imports/undo.html", context)


@require_POST
@desk(Permission.PUBLISH)
def publish(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """Let the public read the source of an import."""
    found = run_of(partnership, run)
    if found.state == RunState.STORED and found.source and not found.source.published_at:
        try:
            publish_source(found.source)
            messages.success(request, _("“%(source)s” is public now.") % {"source": found.source})
        except NotPublishable as problem:
            messages.error(request, str(problem))
    return redirect("import", partnership.slug, found.pk)


def _is_public(run: ImportRun) -> bool:
    """Whether the source that the figures of an import go to is published."""
    return run.partnership.sources.published(timezone.now()).filter(slug=run.report["source_slug"]).exists()


def _corrects(run: ImportRun) -> bool:
    """Whether storing what was read would change figures that readers have already seen."""
    return bool(run.report.get("replaced")) and _is_public(run)


def _protection(run: ImportRun) -> str:
    """What readers may see of the source that an import goes to; empty where that is not known yet."""
    slug, disclosure = run.report.get("source_slug"), run.report.get("disclosure") or run.disclosure
    source = run.source or (run.partnership.sources.filter(slug=slug).first() if slug else None)
    return words_of_protection(source or Source(disclosure=disclosure)) if source or disclosure else ""


def run_of(partnership: Partnership, pk: int) -> ImportRun:
    related = ("source", "area_set", "started_by", "undone_by")
    found = ImportRun.objects.filter(partnership=partnership, pk=pk).select_related(*related).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    found.partnership = partnership
    return found


def trail(request: DeskRequest, *below: tuple[str, str]) -> list[tuple[str, str]]:
    """From the desk of the partnership to its imports, and further down."""
    here = reverse("imports", args=[request.partnership.slug]) if below else ""
    return [first_crumb(request.partnership, request.permissions), (_("Load figures"), here), *below]


def crumb_of(run: ImportRun) -> tuple[str, str]:
    return str(run), reverse("import", args=[run.partnership.slug, run.pk])
