"""The published scrutiny register: committees, meetings, recommendations and their clocks. Reads versions only."""

import datetime as dt

from django.db.models import F, TextField, Value
from django.db.models.fields.json import KT, KeyTextTransform, KeyTransform
from django.db.models.functions import NullIf
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.spreadsheets.one_table import TableFile
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import table_response
from plans.documents.newest_versions import newest_ids
from plans.documents.related import related_pages
from plans.models import CalendarKind, Partnership, PlanVersion, ScrutinyVersion
from plans.public.live import page, partnership_page

from . import pages


def _of_report(key: str) -> KeyTextTransform:
    """What a published report says of itself, whatever its working row says by now."""
    return KeyTextTransform(key, KeyTransform("report", "versions__content"))


SAID = {
    "headline": _of_report("title"),
    "for_committee": _of_report("committee"),
    "on": NullIf(_of_report("meeting_on"), Value("null", TextField())),  # SQLite gives a JSON null as a word
    "number": F("versions__number"),
    "period": _of_report("period"),
    "until": _of_report("period_end"),
}
FOR_EVERYBODY = {"exceptions": KeyTransform("exceptions", "versions__content")}
FOR_MEMBERS = {
    **FOR_EVERYBODY,
    "members_checksum": F("versions__members_checksum"),
    "outcomes": KeyTransform("outcomes", "versions__content"),
    "actions": KeyTransform("actions", "versions__content"),
    "theirs": KeyTransform("exceptions", "versions__for_members"),
}


@partnership_page
def overview(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What is scrutinised, by whom, when, and what came of it."""
    version = _newest(partnership)
    read = pages.reading(version.content, timezone.localdate()) if version else None
    return page(
        request,
        "scrutiny/overview.html",
        partnership,
        _crumbs(partnership),
        version=version,
        read=read,
        reports=(reports := published_reports(partnership)),
        latest=latest_of(reports),
        routes=_routes(partnership, timezone.localdate()),
    )


@partnership_page
def recommendations(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The register, worst first: one page that a committee can open at its meeting."""
    version = _newest(partnership)
    read = pages.reading(version.content, timezone.localdate()) if version else None
    crumbs = _crumbs(partnership, (_("Recommendations"), ""))
    return page(request, "scrutiny/recommendations.html", partnership, crumbs, version=version, read=read)


@partnership_page(takes=())
def recommendations_file(request: HttpRequest, partnership: Partnership, ending: str) -> HttpResponse:
    """The register as CSV or as a spreadsheet."""
    version = _newest(partnership)
    rows = pages.csv_rows(version.content, timezone.localdate()) if version else iter(())
    title = _("Recommendations of scrutiny")
    address = whole_address(reverse("recommendations", args=[partnership.slug]))
    name = f"{partnership.slug}-recommendations"
    return table_response(TableFile(name, title, pages.CSV_COLUMNS, rows, address, partnership.name), ending)


@partnership_page
def recommendation(request: HttpRequest, partnership: Partnership, ref: str) -> HttpResponse:
    """One recommendation with every answer and what was done since."""
    version = _newest(partnership)
    listed = version.content["recommendations"] if version else []
    found = next((one for one in listed if one["ref"] == ref), None)
    if found is None:
        known = [
            (_("Recommendation %(ref)s") % one, reverse("recommendation", args=[partnership.slug, one["ref"]]))
            for one in listed
        ]
        raise NotFound(_("There is no published recommendation %(ref)s.") % {"ref": ref}, known)
    title = _("Recommendation %(ref)s") % {"ref": ref}
    register = (_("Recommendations"), reverse("recommendations", args=[partnership.slug]))
    return page(
        request,
        "scrutiny/recommendation.html",
        partnership,
        _crumbs(partnership, register, (title, "")),
        version=version,
        one=pages.judged(found, timezone.localdate()),
        related=related_pages(partnership.slug).of(request.path),
    )


def published_reports(partnership: Partnership, more: dict = FOR_EVERYBODY) -> list[dict]:
    """What the newest version of each published report says of itself, the latest meeting first."""
    versions = partnership.reports.filter(versions__isnull=False).values("slug", **SAID, **more).order_by("number")
    newest = {one["slug"]: one for one in versions}.values()
    return sorted(newest, key=lambda one: one["on"] or "", reverse=True)


def latest_of(reports: list[dict]) -> dict | None:
    """The report of the latest period: what needs attention in it, members with their own part, stands on top."""
    latest = max(reports, key=lambda one: one["until"], default=None)
    return latest and {**latest, "exceptions": latest.get("theirs") or latest["exceptions"] or []}


def with_owners(report: dict) -> list[dict]:
    """What needs attention in a report, each with its owner: who holds the target, or leads the action."""
    owners = {one["key"]: one.get("holder", "") for one in report["outcomes"] or []}
    owners |= {f"action {one['ref']} {one['lead']}"[:400]: one["lead"] for one in report["actions"] or []}
    return [{**one, "owner": owners.get(one["key"], "")} for one in report["exceptions"]]


def _routes(partnership: Partnership, today: dt.date) -> list[dict]:
    """Of each published plan that prints its way through committees: its title, address, steps and whether its time is
    over. Costs one query."""
    rows = (
        PlanVersion.objects.filter(pk__in=newest_ids(), plan__partnership=partnership)
        .order_by("-plan__period_start", "plan__slug")
        .values(
            "plan__slug",
            end=F("plan__period_end"),
            title=KT("content__plan__title"),
            calendar=KeyTransform("calendar", "content"),
        )
    )
    routes = [
        {
            **row,
            "steps": [step for step in row["calendar"] if step["kind"] == CalendarKind.ROUTE],
            "is_over": row["end"] < today,
        }
        for row in rows
    ]
    return [route for route in routes if route["steps"]]


def _newest(partnership: Partnership) -> ScrutinyVersion | None:
    return partnership.scrutiny_versions.defer("for_members").first()


def _crumbs(partnership: Partnership, *below: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("scrutiny", args=[partnership.slug]) if below else ""
    return [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Scrutiny"), here), *below]
