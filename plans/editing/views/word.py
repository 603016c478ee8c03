"""The desk's page for a plan written in Word: upload, see what becomes of each part, store or undo, read its tables."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.markdown import to_html
from plans.access.resume import pending_data
from plans.editing import pages, pasting, word
from plans.editing.pasting import paste_layouts
from plans.editing.save import NotEditable
from plans.editing.tables import editable_tables
from plans.editing.word import ABOVE, LEFT_OUT, NotWord, PartChoice, PartOutcome, WordOutline, part_kinds
from plans.editing.word.storing import KEPT, ROWS
from plans.models import Plan, User

from .pasting import undo_steps
from .rows import desk_page

KEY, SALT = "word", "plans.editing.word"


def bring_in(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A whole plan from a Word document: nothing is stored before it was shown what becomes of each part."""
    by = request.user if isinstance(request.user, User) else None
    if "undo" in request.POST:
        _undo(request, by)
        return redirect(request.path)
    typed = pending_data(request)
    posted = typed or request.POST
    outline: WordOutline | None = None
    choices: list[PartChoice] = []
    outcome, wrong = PartOutcome(), list[str]()
    if typed or request.method == "POST":
        try:
            outline, choices = _read(request, posted)
            if "save" in posted and not typed:
                outcome = word.store_document(plan, outline, choices, by=by)
                if not outcome.wrong:
                    return _stored(request, outline, choices, outcome)
            else:
                outcome = word.preview_document(plan, outline, choices, by=by)
            wrong = outcome.wrong
        except (NotWord, NotEditable) as problem:
            wrong = [str(problem)]
    crumbs = [*pages.trail(plan), (_("Bring in a Word document"), "")]
    kept = _kept(request)
    return desk_page(
        request,
        "editing/word.html",
        plan,
        crumbs,
        outline=outline,
        document=signing.dumps(outline.to_json(), salt=SALT, compress=True) if outline else "",
        parts=_shown(outline, choices, outcome) if outline else [],
        choices=_choices(),
        table_choices=_table_choices(),
        wrong=wrong,
        unsaved=typed,
        undo="steps" in kept and not outline,
        tables=[] if outline else kept.get("tables", []),
        targets=_targets(plan) if kept.get("tables") and not outline else [],
    )


def _read(request: HttpRequest, posted: QueryDict) -> tuple[WordOutline, list[PartChoice]]:
    """The document that was uploaded, or that came back with what was chosen. Raises NotWord."""
    if file := request.FILES.get("file"):
        outline = word.read_document(file.read(word.MOST_BYTES + 1))
        return outline, word.guess(outline)
    if not posted.get("document"):
        raise NotWord(_("Choose the Word document (.docx) first."))
    try:
        outline = WordOutline.from_json(signing.loads(str(posted["document"]), salt=SALT))
    except signing.BadSignature:
        raise NotWord(_("The document was incomplete when it arrived. Choose the file again.")) from None
    return outline, _chosen(posted, outline)


def _chosen(posted: QueryDict, outline: WordOutline) -> list[PartChoice]:
    """What was chosen for each part; what was not said, or is no choice, is as it was guessed."""
    known, known_for_tables = dict(_choices()), dict(_table_choices())
    names = list(outline.tables.items())
    choices = []
    for number, guessed in enumerate(word.guess(outline)):
        becomes = posted.get(f"becomes-{number}", "")
        tables = [posted.get(f"table-{name}", "") for name, (place, _table) in names if place == number]
        choices.append(
            PartChoice(
                becomes if becomes in known else guessed.becomes,
                posted.get(f"heading-{number}", guessed.heading),
                tuple(one if one in known_for_tables else KEPT for one in tables),
            )
        )
    return choices


def _choices() -> list[tuple[str, str]]:
    """What a part can become, with its words."""
    choices: list[tuple[str, str]] = []
    for kind in part_kinds().values():
        table = editable_tables()[kind.table]
        choices.append((kind.table, table.one))
        for name, label, _is_meant in kind.questions:
            words = _("of the %(kind)s above: %(question)s") % {"kind": table.name, "question": label}
            choices.append((f"{kind.table}.{name}", words))
    above = _("text of the part above, under its heading")
    return [*choices, (ABOVE, above), (LEFT_OUT, _("left out"))]


def _table_choices() -> list[tuple[str, str]]:
    return [
        (KEPT, _("a table in the text")),
        (ROWS, _("rows of the plan, read after saving")),
        (LEFT_OUT, _("left out")),
    ]


def _shown(outline: WordOutline, choices: list[PartChoice], outcome: PartOutcome) -> list[dict[str, Any]]:
    """Each part as the page shows it."""
    said = outcome.said or [""] * len(outline.parts)
    shown = []
    for number, (part, choice) in enumerate(zip(outline.parts, choices, strict=True)):
        tables = [(name, table) for name, (place, table) in outline.tables.items() if place == number]
        shown.append(
            {
                "part": part,
                "choice": choice,
                "has_row": choice.becomes in part_kinds(),
                "said": said[number],
                "html": to_html("\n\n".join(block.markdown for block in part.blocks)),
                "tables": [(name, table, one) for (name, table), one in zip(tables, choice.tables, strict=True)],
            }
        )
    return shown


def _stored(
    request: HttpRequest, outline: WordOutline, choices: list[PartChoice], outcome: PartOutcome
) -> HttpResponse:
    """Keep what takes it back and the tables that are to be read as rows, and show the page again."""
    waiting = []
    for place, choice in enumerate(choices):
        of_part = [table for number, table in outline.tables.values() if number == place]
        if choice.becomes != LEFT_OUT:
            waiting += [table for table, one in zip(of_part, choice.tables, strict=True) if one == ROWS]
    tables = [{"start": one.start, "rows": len(one.rows), "text": pasting.as_text(one.rows)} for one in waiting]
    request.session[KEY] = {"page": request.path, "steps": outcome.undo, "tables": tables}
    count = len(outcome.undo)
    words = ngettext("Saved: %(num)s part of the plan", "Saved: %(num)s parts of the plan", count)
    messages.success(request, words % {"num": count})
    return redirect(request.path)


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What was stored on this page last, with the tables that wait to be read."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    return kept if kept.get("page") == request.path else {}


def _targets(plan: Plan) -> list[tuple[str, str]]:
    """Where a table can be read as rows: the paste pages of the plan and of its own rows, with what they hold."""
    targets = []
    for slug in paste_layouts():
        kind = editable_tables()[slug]
        if kind.is_top and isinstance(plan, kind.root_model):
            targets.append((f"{pages.address(plan, kind)}paste/", _("Read as %(kinds)s") % {"kinds": kind.plural}))
    for slug in paste_layouts():
        kind = editable_tables()[slug]
        above = next((one for one in editable_tables().values() if _is_above(one, kind, plan)), None)
        for row in above.rows_below(plan) if above else ():
            words = _("Read as %(kinds)s of %(row)s") % {"kinds": kind.plural, "row": row}
            targets.append((f"{pages.address(plan, above, row)}{slug}/paste/", words))
    return targets


def _is_above(above: Any, kind: Any, plan: Plan) -> bool:
    """Whether rows of a kind belong to rows of the plan itself that are of another."""
    if kind.is_top or not above.is_top or not isinstance(plan, above.root_model):
        return False
    return bool(kind.model._meta.get_field(kind.owner).related_model is above.model)


def _undo(request: HttpRequest, by: User | None) -> None:
    """Take back what was stored last on this page, if nobody changed it since."""
    kept = _kept(request)
    if "steps" not in kept:
        messages.error(request, _("There is no document to undo here."))
        return
    if undo_steps(request, kept["steps"], by):
        del request.session[KEY]
        messages.success(request, _("What the document added has been removed."))
