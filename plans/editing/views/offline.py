"""The desk's page for rows in a spreadsheet: download it, load it back, choose in conflicts, store or undo."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.spreadsheets import ods, xlsx
from csp_portal.pages.live_pages import NotFound
from plans.access.resume import pending_data
from plans.editing import offline, pages
from plans.editing.offline import LoadOutcome, Workbook
from plans.editing.pasting import MOST_BYTES, NotATable
from plans.editing.save import NotEditable
from plans.models import Plan, User

from .pasting import undo_steps
from .rows import desk_page

KEY, SALT = "offline", "plans.editing.offline"
FORMS = {"xlsx": (xlsx.xlsx, xlsx.MEDIA_TYPE), "ods": (ods.ods, ods.MEDIA_TYPE)}
WHOLE = "actions"  # the name of the spreadsheet that has all tables; of CSV files there is one for each


def download(request: HttpRequest, plan: Plan, sheet: str, form: str) -> HttpResponse:
    """The rows of a plan as a spreadsheet to work on, or one table of them as CSV."""
    kind = next((one for one in offline.offline_tables() if one.slug == sheet), None)
    if form in FORMS and sheet == WHOLE:
        make, media_type = FORMS[form]
        response = HttpResponse(make(offline.working_book(plan)), media_type)
    elif form == "csv" and kind:
        response = HttpResponse(offline.working_csv(plan, kind), "text/csv; charset=utf-8")
    else:
        raise NotFound(_("This spreadsheet comes as XLSX and ODS, and each of its tables as CSV."))
    name = f"{plan.partnership.slug}-{plan.slug}-{sheet}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def work(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Load a spreadsheet back: nothing is stored before it was shown what changes, and no conflict is decided here."""
    by = request.user if isinstance(request.user, User) else None
    if "undo" in request.POST:
        _undo(request, by)
        return redirect(request.path)
    typed = pending_data(request)
    posted = typed or request.POST
    workbook: Workbook | None = None
    outcome, wrong = LoadOutcome(), list[str]()
    if typed or request.method == "POST":
        try:
            workbook = _read(request, posted, plan)
            chosen = {name: str(value) for name, value in posted.items()}
            if "save" in posted and not typed:
                outcome = offline.load_workbook(plan, workbook, chosen, by=by)
                if not outcome.wrong:
                    return _stored(request, outcome)
                wrong = outcome.wrong
            outcome = offline.preview_workbook(plan, workbook, chosen, by=by)
            wrong = wrong or outcome.wrong
        except (NotATable, NotEditable) as problem:
            wrong = [str(problem)]
            workbook = None
    crumbs = [*pages.trail(plan), (_("Work in a spreadsheet"), "")]
    return desk_page(
        request,
        "editing/offline.html",
        plan,
        crumbs,
        workbook=signing.dumps(workbook.to_json(), salt=SALT, compress=True) if workbook else "",
        outcome=outcome,
        wrong=wrong,
        unsaved=typed,
        undo=request.session.get(KEY, {}).get("page") == request.path and not workbook,
        files=[
            *((WHOLE, form, _("Download the spreadsheet (%(form)s)") % {"form": form.upper()}) for form in FORMS),
            *(
                (kind.slug, "csv", _("%(rows)s alone (CSV)") % {"rows": kind.heading_of_several})
                for kind in offline.offline_tables()
            ),
        ],
    )


def _read(request: HttpRequest, posted: QueryDict, plan: Plan) -> Workbook:
    """The spreadsheet that was uploaded, or that came back with what was chosen. Raises NotATable."""
    if file := request.FILES.get("file"):
        return offline.read_workbook(file.read(MOST_BYTES + 1), plan)
    if not posted.get("workbook"):
        raise NotATable(_("Choose the spreadsheet first."))
    try:
        return Workbook.from_json(signing.loads(str(posted["workbook"]), salt=SALT))
    except signing.BadSignature:
        raise NotATable(_("The spreadsheet was incomplete when it arrived. Choose the file again.")) from None


def _stored(request: HttpRequest, outcome: LoadOutcome) -> HttpResponse:
    """Keep what takes it back, and say how much was done."""
    request.session[KEY] = {"page": request.path, "steps": outcome.undo}
    counts: list[tuple[int, str]] = [
        (outcome.changed, ngettext("%(num)s row changed", "%(num)s rows changed", outcome.changed)),
        (outcome.added, ngettext("%(num)s row added", "%(num)s rows added", outcome.added)),
        (outcome.removed, ngettext("%(num)s row removed", "%(num)s rows removed", outcome.removed)),
    ]
    parts = [words % {"num": number} for number, words in counts if number]
    if parts:
        messages.success(request, _("Saved: %(parts)s.") % {"parts": ", ".join(parts)})
    else:
        request.session.pop(KEY)
        messages.success(request, _("Nothing was changed."))
    return redirect(request.path)


def _undo(request: HttpRequest, by: User | None) -> None:
    """Take back what was loaded last on this page, if nobody changed its rows since."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    if kept.get("page") != request.path:
        messages.error(request, _("There is no spreadsheet to undo here."))
        return
    if undo_steps(request, kept["steps"], by):
        del request.session[KEY]
        messages.success(request, _("What the spreadsheet changed was undone."))
