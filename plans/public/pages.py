"""The pages of a published plan, drawn from its document alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.contributions import contributed
from csp_portal.pages import stored_pages
from csp_portal.pages.level_names import level_heading
from csp_portal.pages.live_pages import NotFound
from plans.documents import compare
from plans.documents.assessment import matrix, most
from plans.documents.document import canonical
from plans.documents.related import RelatedPages, related_pages
from plans.models import Partnership, PlanVersion, PublishedFeedback, SearchKind
from plans.schemas.grants import grant_lines
from plans.schemas.plan import PlanDocument, PriorityDocument

from . import reading
from .charts import Disputes, pictures
from .drawing import public_page
from .earlier_plan import OtherPlans, other_plans
from .glossary import GlossaryLinks
from .help import topics_of
from .overview.cards import cards, every_action, neighbours, priority_address, status_counts
from .overview.measured import MeasuringTargets, TargetStatus
from .plain_answers import by_rule, plain_answer


class Around(NamedTuple):
    """What stands beside the text of a plan: by priority, what figures say of it and what residents said about it;
    which of its printed figures other sources dispute, the other plans of the partnership, how the targets are going
    that measure its actions, by their references, and what else it published that belongs together. `is_over` once its
    period has ended, `is_closed` once nobody can comment on it as a draft any more."""

    figures: dict[str, str]
    residents: dict[str, list[PublishedFeedback]]
    disputes: Disputes
    plans: OtherPlans = OtherPlans()
    targets: Mapping[str, TargetStatus] = {}
    related: RelatedPages = RelatedPages()
    is_over: bool = False
    is_closed: bool = False


NOTHING = Around({}, {}, {})


def read_around(version: PlanVersion, today: dt.date) -> Around:
    """What is public beside a plan on a day."""
    disputes = disputes_of(version.content)
    targets = {key: said for rule in contributed("TARGET_STATUSES") for key, said in rule(version.content).items()}
    related = related_pages(version.content["partnership"]["slug"])
    residents, others = feedback_by_priority(version), other_plans(version)
    beside = Around(by_rule(version.content), residents, disputes, others, targets, related)
    return _on_day(beside, version.content, today)


def disputes_of(content: PlanDocument) -> Disputes:
    """What other sources say now of the figures that a plan prints."""
    return {key: said for rule in contributed("DISPUTES") for key, said in rule(content).items()}


def _on_day(around: Around, content: PlanDocument, today: dt.date) -> Around:
    return around._replace(is_over=reading.is_over(content, today), is_closed=reading.is_closed(content, today))


def plan_path(content: PlanDocument) -> str:
    """The address below which everything of a plan stands."""
    return reverse("plan", args=[content["partnership"]["slug"], content["plan"]["slug"]])


def store_pages(version: PlanVersion, newest: PlanVersion) -> None:
    """Draw and keep the permanent pages and the data of a version and, when it is the newest, the plan's own pages."""
    path = plan_path(version.content)
    permanent = f"{path}v{version.number}/"
    paths = [f"{permanent}plan.json"]
    for base in [permanent, path] if version == newest else [permanent]:
        paths += [base, *(f"{base}priorities/{priority['ref']}/" for priority in version.content["priorities"])]
    today, state = timezone.localdate(), state_of(version.plan.partnership)
    around = read_around(version, today)
    for one in paths:
        _store(one, draw(version, newest, one, today, around), state)


def store_priority_page(newest: PlanVersion, ref: str) -> None:
    """Draw and keep the page of one priority, if the newest version still has it."""
    if any(priority["ref"] == ref for priority in newest.content["priorities"]):
        path = f"{plan_path(newest.content)}priorities/{ref}/"
        _store(path, draw(newest, newest, path, timezone.localdate()), state_of(newest.plan.partnership))


def feedback_by_priority(version: PlanVersion) -> dict[str, list[PublishedFeedback]]:
    """What residents said about each priority of a plan, as it was published. Costs one query."""
    found: dict[str, list[PublishedFeedback]] = {}
    for one in PublishedFeedback.objects.filter(plan=version.plan_id).exclude(priority=""):
        found.setdefault(one.priority, []).append(one)
    return found


def store_changes(version: PlanVersion, newest: PlanVersion) -> None:
    """Draw and keep the page that compares a version with the one before it."""
    before = PlanVersion.objects.filter(plan=version.plan_id, number=version.number - 1).first()
    path = f"{plan_path(version.content)}v{version.number}/changes/"
    page = changes_page(version, before, newest, path, version.note, timezone.localdate())
    _store(path, page, state_of(version.plan.partnership))


def state_of(partnership: Partnership) -> stored_pages.PublicState:
    """What is public of a partnership by now, in this transaction. One query."""
    revisions = Partnership.objects.filter(pk=partnership.pk).values_list("public_revision", flat=True)
    return stored_pages.PublicState(partnership.slug, revisions.get())


def _store(path: str, drawn: tuple[str | bytes, str, dt.date | None], state: stored_pages.PublicState) -> None:
    body, content_type, good_until = drawn
    stored_pages.store(path, body, state, content_type, good_until)


def draw(
    version: PlanVersion, newest: PlanVersion, path: str, today: dt.date, around: Around | None = None
) -> tuple[str | bytes, str, dt.date | None]:
    """The page of a version at `path`, its content type, and the last day on which it may be shown, if any.

    `around` is what stands beside the text, when the caller has read it already. A permanent page says nothing of
    figures, which go on after it. Raises NotFound for a priority that the version does not have.
    """
    content: PlanDocument = version.content
    below = path.removeprefix(plan_path(content))
    if below.endswith("plan.json"):
        return canonical(content), stored_pages.JSON, None
    until = reading.good_until(content, today)
    permanent, _word, ref = below.partition("priorities/")
    if permanent:
        beside = _permanent(content, around.plans if around else other_plans(version), today)
    else:
        beside = around or read_around(version, today)
    if not ref:
        files = downloads_of(version)
        page = plan_page(version, newest, path, beside, files)
        return page, stored_pages.HTML, reading.until_made(files, today) or until
    for priority in content["priorities"]:
        if ref == f"{priority['ref']}/":
            return priority_page(version, newest, priority, path, beside), stored_pages.HTML, until
    base = path.removesuffix(f"priorities/{ref}")
    known = [(f"{p['ref']} {p['title']}", priority_address(content, base, p)) for p in content["priorities"]]
    raise NotFound(_("This plan has no such priority."), known)


def _permanent(content: PlanDocument, plans: OtherPlans, today: dt.date) -> Around:
    """What stands beside the text on a permanent page: no figures, and of other plans only which is newer."""
    return _on_day(NOTHING._replace(plans=OtherPlans(newer=plans.newer)), content, today)


def downloads_of(version: PlanVersion) -> list[Any]:
    """The files of a version, or the paper of a draft."""
    return [one for rule in contributed("DOWNLOADS") for one in rule(version)]


def plan_page(
    version: PlanVersion,
    newest: PlanVersion,
    path: str,
    around: Around,
    files: Sequence[Any],
    for_members: bool = False,
) -> str:
    """The whole plan as one page with its files; on the page `for_members` what is not public stands apart."""
    content: PlanDocument = version.content
    own, crumbs = plan_path(content), _crumbs(content)
    if for_members:
        crumbs.append((_("For members"), ""))
    elif path != own:
        crumbs.append((_("Version %(number)s") % {"number": version.number}, ""))
    return public_page(
        "public/document.html",
        {
            **text_context(content, path if path.startswith(own) else own, around),
            "version": version,
            "newest": newest,
            "path": own,
            "plain": plain_answer(content, around.figures),
            "answer": reading.plan_answer(content),
            "help_topics": topics_of(content["priorities"]),
            "contents": reading.contents(content),
            "editions": list(version.plan.editions.filter(version__lte=version.number)),
            "around": around,
            "related": around.related.of(own, but=(SearchKind.INDICATOR,)),
            "other_plans": around.plans,
            "pictures": pictures(content, f"{own}v{version.number}/" if version.pk else "", around.disputes),
            "for_members": for_members,
            "embeds": f"{own}v{version.number}/" if version.pk and not for_members else "",
            "downloads": files,
            "partnership": content["partnership"],
            "crumbs": crumbs,
        },
        path,
    )


def text_context(content: PlanDocument, path: str, around: Around = NOTHING) -> dict[str, Any]:
    """What the text of a plan is drawn with, on its page at `path` and on paper: all of it is in the document, but for
    what is said `around` it."""
    opening, closing = reading.sections_around_priorities(content)
    assessment = content.get("assessment")
    return {
        "doc": content,
        "path": plan_path(content),
        "cards": cards(content, around.figures, path),
        "statuses": status_counts(every_action(content)),
        "matrix": matrix(assessment) if assessment else [],
        "most": most(assessment) if assessment else 0,
        "opening": opening,
        "closing": closing,
        "member_classes": reading.members_by_class(content),
        "reporting": reading.reporting_lines(content["groups"]),
        "funds": reading.funds(content["funding"]),
        "grants": grant_lines(content.get("grants", [])),
        "titles": {priority["ref"]: priority["title"] for priority in content["priorities"]},
        "anchor": reading.anchor,
        "in_two": reading.in_two,
        "measuring": MeasuringTargets(content, around.targets),
        "pictures": {},
        "on_paper": None,
        "glossary": GlossaryLinks(content["glossary"], ""),
        "for_members": False,
    }


def priority_page(
    version: PlanVersion, newest: PlanVersion, priority: PriorityDocument, path: str, around: Around
) -> str:
    """One priority with all that belongs to it and, at the plan's own address, what residents said about it."""
    content: PlanDocument = version.content
    ref = priority["ref"]
    base = path.removesuffix(f"priorities/{ref}/")
    crumbs = [*_crumbs(content), (f"{level_heading(content['partnership'], 'priority')} {ref}", "")]
    if permanent := base != plan_path(content):
        crumbs.insert(-1, (_("Version %(number)s") % {"number": version.number}, base))
    before, after = neighbours(content, ref, base)
    return public_page(
        "public/priority.html",
        {
            "doc": content,
            "version": version,
            "newest": newest,
            "priority": priority,
            "permanent": permanent,
            "base": base,
            "before": before,
            "after": after,
            "statuses": status_counts(priority["actions"]),
            "around": around,
            "measuring": MeasuringTargets(content, around.targets),
            "related": around.related.of(path, but=(SearchKind.INDICATOR,)),
            "said": around.residents.get(ref, []),
            "path": plan_path(content),
            "plain": plain_answer(priority, around.figures),
            "answer": reading.priority_answer(priority),
            "chiefly_about": topics_of([priority]),
            "glossary": GlossaryLinks(content["glossary"], base),
            "funds": reading.funds(content["funding"], ref),
            "cross_cutting": [work for work in content["cross_cutting"] if ref in work["interests"]],
            "partnership": content["partnership"],
            "crumbs": crumbs,
        },
        path,
    )


def changes_page(
    version: PlanVersion, before: PlanVersion | None, newest: PlanVersion, path: str, reason: str, today: dt.date
) -> tuple[str, str, dt.date | None]:
    """What changed from an earlier version to a later one, and the reason given; no `before` for the first version.

    With its content type and the last day on which it may be shown, as `draw` gives them.
    """
    content: PlanDocument = version.content
    differences = compare.compare(before.content, content) if before else []
    number = {"number": version.number}
    permanent = f"{plan_path(content)}v{version.number}/"
    page = public_page(
        "public/changes.html",
        {
            "doc": content,
            "version": version,
            "around": _permanent(content, other_plans(version), today),
            "before": before,
            "reason": reason,
            "newest": newest,
            "path": plan_path(content),
            "answer": reading.changes_answer(differences),
            "parts": compare.by_part(differences),
            "corrections": compare.corrections(differences),
            "redline": compare.redline,
            "others": [n for n in range(1, newest.number + 1) if n != version.number],
            "partnership": content["partnership"],
            "crumbs": [*_crumbs(content), (_("Version %(number)s") % number, permanent), (_("Changes"), "")],
        },
        path,
    )
    return page, stored_pages.HTML, reading.good_until(content, today)


def _crumbs(content: PlanDocument) -> list[tuple[str, str]]:
    partnership = content["partnership"]
    return [
        (partnership["name"], reverse("partnership", args=[partnership["slug"]])),
        (_("Plans"), reverse("plans", args=[partnership["slug"]])),
        (content["plan"]["title"], plan_path(content)),
    ]
