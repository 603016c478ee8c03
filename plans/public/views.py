"""What everybody may read. Plans are read from their published versions only."""

from itertools import groupby

from django.conf import settings
from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.linked_data import service
from csp_portal.formats.numbers import whole_number
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.chart_files import chart_file
from csp_portal.pages.embeds.page import embed_page
from csp_portal.pages.live_pages import NotFound, settle
from plans.access.resume import COOKIE as WRITER, KNOWN_FOR
from plans.access.sign_in import DEVICE, DEVICE_KNOWN_FOR
from plans.documents.newest_versions import newest_ids, newest_versions
from plans.models import AreaSet, Partnership, PlanKind, PlanVersion, VersionKind
from plans.schemas.plan import SCHEMA, PlanDocument, json_schema

from . import help, reading
from .charts import charts_by_name, pictures
from .live import Lasting, page, partnership_page, site_page
from .overview.measured import MeasuringTargets
from .pages import changes_page, disputes_of, draw

# Versions for lists: what they say of themselves is read from the published text, never from the plan being written.
LISTED = (
    PlanVersion.objects.select_related("plan__partnership")
    .defer("content")
    .annotate(
        title=KT("content__plan__title"),
        edition=KT("content__plan__edition"),
        period=KT("content__plan__period"),
        plan_kind=KT("content__plan__kind"),
    )
    .order_by("-plan__period_start", "plan__slug", "-number")
)


@partnership_page
def partnership(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Who belongs to a partnership, how it works, what it plans and which areas it looks after."""
    plans = list(newest_versions(partnership))
    contents = [version.content for version in plans]
    newest = contents[0] if contents else None
    return page(
        request,
        "public/partnership.html",
        partnership,
        [(partnership.name, "")],
        plans=plans,
        newest=newest,
        answer=_partnership_answer(partnership, plans),
        linked_data=service(
            partnership.name,
            whole_address(request.path),
            partnership.place,
            [member["organisation"] for member in newest["members"]] if newest else [],
        ),
        member_lists=[(plan, reading.members_by_class(plan)) for plan in contents if plan["members"]],
        reporting=reading.reporting_lines(newest["groups"]) if newest else [],
        area_sets=AreaSet.objects.filter(partnership=partnership).prefetch_related("areas"),
    )


def _partnership_answer(partnership: Partnership, plans: list[PlanVersion]) -> str:
    """How many plans are published, what the newest covers, and whether its time is over; what is still a draft."""
    finals = set(partnership.plans.filter(versions__kind=VersionKind.FINAL).values_list("pk", flat=True))
    published = [version.content for version in plans if version.plan_id in finals]
    drafts = [version.content for version in plans if version.plan_id not in finals]
    parts = [_published_answer(partnership, published)]
    if drafts:
        words = {"period": drafts[0]["plan"]["period"]}
        parts.append(_("The plan for %(period)s can be read as a consultation draft.") % words)
    elif published and published[0]["plan"]["period_end"] < timezone.localdate().isoformat():
        parts.append(_("This plan has ended. There is no newer plan on this site."))
    return " ".join(parts)


def _published_answer(partnership: Partnership, published: list[PlanDocument]) -> str:
    """How many plans are published, and the time and priorities of the newest."""
    if not published:
        return _("%(name)s has not published a plan here yet.") % {"name": partnership.name}
    count, newest = len(published), published[0]
    first = ngettext("%(name)s has %(num)s published plan.", "%(name)s has %(num)s published plans.", count)
    second = ngettext(
        "The newest, for %(period)s, has %(num)s priority.",
        "The newest, for %(period)s, has %(num)s priorities.",
        len(newest["priorities"]),
    )
    words = {"period": newest["plan"]["period"], "num": len(newest["priorities"])}
    return f"{first % {'name': partnership.name, 'num': count}} {second % words}"


@partnership_page
def plans(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Every plan of a partnership with every version."""
    versions = LISTED.filter(plan__partnership=partnership)
    grouped = [list(group) for _plan, group in groupby(versions, key=lambda version: version.plan_id)]
    return page(
        request,
        "public/plans.html",
        partnership,
        [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Plans"), "")],
        plans=grouped,
        kinds=dict(PlanKind.choices),
    )


@partnership_page(takes=())
def plan(request: HttpRequest, partnership: Partnership, plan: str, ref: str = "") -> HttpResponse:
    """The newest published version of a plan, or one of its priorities."""
    newest = _newest(partnership, plan)
    return Lasting(*draw(newest, newest, request.path, timezone.localdate()))


@partnership_page(takes=())
def version(request: HttpRequest, partnership: Partnership, plan: str, number: int, ref: str = "") -> HttpResponse:
    """One published version, for good: as a page, one of its priorities or as data."""
    newest, version = numbered(partnership, plan, number)
    return Lasting(*draw(version, newest, request.path, timezone.localdate()))


@partnership_page(takes=("with",))
def version_changes(request: HttpRequest, partnership: Partnership, plan: str, number: int) -> HttpResponse:
    """What changed in a version since the one before it, or with ?with=1 between it and any other."""
    today = timezone.localdate()
    if chosen := request.GET.get("with", ""):
        newest, *pair = numbered(partnership, plan, number, other := whole_number(chosen))
        settle(request, "with", other)
        before, after = sorted(pair, key=lambda version: version.number)
        return Lasting(*changes_page(after, before, newest, request.path, _reasons(before, after), today))
    earlier = [number - 1] if number > 1 else []
    newest, version, *before = numbered(partnership, plan, number, *earlier)
    first = before[0] if before else None
    return Lasting(*changes_page(version, first, newest, request.path, version.note, today))


def _reasons(before: PlanVersion, after: PlanVersion) -> str:
    """The reasons given for all versions from one to another."""
    between = PlanVersion.objects.defer("content").filter(
        plan=after.plan_id, number__gt=before.number, number__lte=after.number
    )
    return " ".join(version.note for version in between.order_by("number"))


@partnership_page(takes=())
def version_chart(
    request: HttpRequest, partnership: Partnership, plan: str, chart: str, ending: str, number: int = 0
) -> HttpResponse:
    """A chart or map of a version as a file, as plotly.js draws it, and for frames on other sites; without a number of
    the newest version. That of the newest says what other sources say, as the plan's page does; one that others embed
    by its number says what the version says, for good."""
    newest, version, page = _asked(partnership, plan, number)
    title = newest.content["plan"]["title"]
    is_frozen = number and ending == "html"
    disputes = disputes_of(version.content) if version.number == newest.number and not is_frozen else {}
    drawn = charts_by_name(pictures(version.content, "", disputes)).get(chart)
    if drawn is None:
        raise NotFound(_("This version has no such chart."), [(title, page)])
    return chart_file(drawn, ending, page, timezone.localdate(version.published_at))


@partnership_page(takes=())
def version_table(
    request: HttpRequest, partnership: Partnership, plan: str, table: str, number: int = 0
) -> HttpResponse:
    """A table of a version for frames on other sites; without a number of the newest version."""
    _newest_version, version, page = _asked(partnership, plan, number)
    shown = next((one for one in version.content["tables"] if one["slug"] == table), None)
    title = version.content["plan"]["title"]
    if shown is None:
        raise NotFound(_("This version has no such table."), [(title, page)])
    context = {
        "title": f"{title}: {shown['title']}",
        "doc": version.content,
        "table": shown,
        "source": shown["source_title"],
    }
    return embed_page("public/embed_table.html", context, page=page, day=timezone.localdate(version.published_at))


@partnership_page(takes=())
def version_targets(request: HttpRequest, partnership: Partnership, plan: str, number: int = 0) -> HttpResponse:
    """The targets that a version sets, for frames on other sites; without a number those of the newest version."""
    _newest_version, version, page = _asked(partnership, plan, number)
    content: PlanDocument = version.content
    title = content["plan"]["title"]
    if not (content["targets"] or any(priority["targets"] for priority in content["priorities"])):
        raise NotFound(_("This version sets no targets."), [(title, page)])
    context = {
        "title": _("Targets: %(name)s") % {"name": title},
        "doc": content,
        "source": content["plan"]["source_document"],
        "measuring": MeasuringTargets(content, {}),
    }
    return embed_page("public/embed_targets.html", context, page=page, day=timezone.localdate(version.published_at))


def _asked(partnership: Partnership, plan: str, number: int) -> tuple[PlanVersion, PlanVersion, str]:
    """The newest version of a plan, the one with a number, and its page; without a number the newest and the plan's."""
    if not number:
        newest = _newest(partnership, plan)
        return newest, newest, reverse("plan", args=[partnership.slug, plan])
    newest, version = numbered(partnership, plan, number)
    return newest, version, reverse("version", args=[partnership.slug, plan, number])


@site_page
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms of all published plans, each with the plan that explains it."""
    newest = PlanVersion.objects.filter(pk__in=newest_ids()).select_related("plan__partnership")
    terms = sorted(
        ((term, version) for version in newest for term in version.content["glossary"]),
        key=lambda pair: pair[0]["term"].casefold(),
    )
    return page(request, "public/glossary.html", None, [(_("Glossary"), "")], terms=terms)


@site_page
def data(request: HttpRequest) -> HttpResponse:
    """Where the data is, in which shape, and under which licence."""
    newest = LISTED.filter(pk__in=newest_ids())
    return page(request, "public/data.html", None, [(_("Data"), "")], versions=newest)


@site_page(takes=())
def plan_schema(request: HttpRequest, number: int = SCHEMA) -> HttpResponse:
    """The JSON Schema of plan.json: the newest, or that of the number that a document states. Raises NotFound."""
    here = reverse("plan-schema-number", args=[SCHEMA])
    if number != SCHEMA:
        raise NotFound(_("There is no such format of a plan."), [(_("The format of a plan (JSON Schema)"), here)])
    return JsonResponse(json_schema(PlanDocument, whole_address(here)))


@site_page
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie, what it is for and how long it lasts."""
    lasting = {"hours": settings.SESSION_COOKIE_AGE // 3600, "days": KNOWN_FOR.days}
    lasting["device_days"] = DEVICE_KNOWN_FOR.days
    names = {"form": settings.CSRF_COOKIE_NAME, "session": settings.SESSION_COOKIE_NAME}
    names |= {"writer": WRITER, "device": DEVICE}
    return page(request, "public/cookies.html", None, [(_("Cookies"), "")], names=names, **lasting)


@site_page
def accessibility(request: HttpRequest) -> HttpResponse:
    crumbs = [(_("Accessibility"), "")]
    return page(request, "public/accessibility.html", None, crumbs, contact=settings.PORTAL_CONTACT)


@site_page
def help_and_support(request: HttpRequest) -> HttpResponse:
    """Every helpline, where and when its number was read, and by when it is to be checked again."""
    context = {"known": help.known(), "topics": help.HelpTopic, "chiefly_about": help.HelpTopic.values}
    return page(request, "public/help.html", None, [(_("Help and support"), "")], **context)


def _newest(partnership: Partnership, plan: str) -> PlanVersion:
    """The newest version of a plan; a 404 that names the published plans when it has none."""
    versions = PlanVersion.objects.filter(plan__partnership=partnership, plan__slug=plan)
    if found := versions.select_related("plan__partnership").first():
        return found
    published = LISTED.filter(plan__partnership=partnership, pk__in=newest_ids())
    slug = partnership.slug
    known = [(f"{row.title} ({row.period})", reverse("plan", args=[slug, row.plan.slug])) for row in published]
    sentence = _("%(partnership)s has no published plan at the address “%(slug)s”.")
    raise NotFound(sentence % {"partnership": partnership.name, "slug": plan}, known)


def numbered(partnership: Partnership, plan: str, *numbers: int) -> list[PlanVersion]:
    """The newest version of a plan, then the versions with these numbers."""
    rows = PlanVersion.objects.filter(plan__partnership=partnership, plan__slug=plan)
    wanted = rows.filter(Q(number__in=numbers) | Q(pk__in=newest_ids())).select_related("plan__partnership")
    found = {version.number: version for version in wanted}
    newest = found[max(found)] if found else _newest(partnership, plan)
    for number in numbers:
        if number not in found:
            known = [
                (_("Version %(number)s") % {"number": n}, reverse("version", args=[partnership.slug, plan, n]))
                for n in range(1, newest.number + 1)
            ]
            raise NotFound(_("This plan has no version %(number)s.") % {"number": number}, known)
    return [newest, *(found[number] for number in numbers)]
