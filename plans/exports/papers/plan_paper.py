"""A plan on paper: the whole text, its actions, and a summary of two sides. Made from the document alone."""

import re
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from plans.public import reading
from plans.public.help import with_current
from plans.public.overview.cards import every_action
from plans.public.pages import plan_path, text_context
from plans.public.plain_answers import plain_answer
from plans.schemas.plan import PlanDocument, PriorityDocument
from plans.schemas.walk import targets_of

from ..about import version_words
from ..shape import PublishedText
from .paper import NOTHING, Fit, Paper, on_paper, pdf, two_sides, write
from .pictures import of_tables
from .word import word


def plan_pdf(text: PublishedText) -> bytes:
    """The whole plan, with its contents and the number of the side of each part."""
    return pdf(plan_paper(text))


def plan_word(text: PublishedText) -> bytes:
    """The whole plan as a Word document."""
    return word(plan_paper(text))


def actions_word(text: PublishedText) -> bytes:
    """The action plan alone, as a Word document on its long side."""
    return word(actions_paper(text))


def plan_paper(text: PublishedText) -> Paper:
    """The whole plan as it is printed."""
    content: PlanDocument = text.document
    context = {**text_of_plan(text), "on_paper": of_tables(content)}
    body = on_paper(with_current(render_to_string("exports/plan_text.html", context)))
    listed = [_with_sides(entry, body) for entry in reading.contents(content)]
    contents = render_to_string("exports/contents.html", {"contents": [entry for entry in listed if entry]})
    opening = on_paper(render_to_string("exports/plan_head.html", context))
    return Paper(content["plan"]["title"], _("Partnership plan"), text, opening + contents + body)


def actions_paper(text: PublishedText) -> Paper:
    """Every priority of a plan with its actions, and nothing else."""
    content: PlanDocument = text.document
    title = _("Action plan: %(plan)s") % {"plan": content["plan"]["title"]}
    body = on_paper(with_current(render_to_string("exports/action_plan.html", {**text_of_plan(text), "title": title})))
    return Paper(title, _("Action plan"), text, body, is_wide=True)


def _with_sides(entry: dict[str, Any], body: str) -> dict[str, Any] | None:
    """An entry of the contents, without what has no place in the text."""
    below = [one for one in entry["below"] if f'id="{one["id"]}"' in body] if entry.get("below") else []
    return {**entry, "below": below} if f'id="{entry["id"]}"' in body else None


def summary_pdf(text: PublishedText) -> bytes:
    """The plan on two sides: what it is and its priorities, its targets, money and members, and its actions where there
    is room."""
    return write(two_sides(lambda *fits: summary_paper(text, *fits), has_third=True))


def summary_paper(text: PublishedText, first: Fit, second: Fit, third: Fit = NOTHING) -> Paper:
    """The summary with as many rows and characters in its parts as given."""
    content: PlanDocument = text.document
    context = {
        **text_of_plan(text),
        "first": first,
        "second": second,
        "third": third,
        "actions": every_action(content),
        "targets": list(targets_of(content)),
        "in_short": in_short,
        "priority_answer": reading.priority_answer,
        "member_names": list(dict.fromkeys(one["organisation"] for one in content["members"])),
    }
    title = _("Summary of %(plan)s") % {"plan": content["plan"]["title"]}
    return Paper(title, _("Summary"), text, on_paper(render_to_string("exports/summary.html", context)))


def in_short(priority: PriorityDocument) -> str:
    """What a priority is to reach, or else why it is one, as one line without marks; items of lists by semicolons."""
    html = priority["aim"]["html"] or priority["why"]["html"]
    words = unescape(strip_tags(html.replace("</li>", "; ").replace("</p>", " ")))
    return re.sub(r"\s+;", ";", " ".join(words.split())).strip("; ")


def text_of_plan(text: PublishedText) -> dict[str, Any]:
    """What the text of a plan is drawn with, on paper and in its archive."""
    content: PlanDocument = text.document
    return {
        **text_context(content, plan_path(content)),
        "text": text,
        "version_words": version_words(text),
        "answer": reading.plan_answer(content),
        "plain": plain_answer(content, {}),
    }
