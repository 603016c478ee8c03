"""Texts of a plan that are hard to read, and abbreviations that nobody explains."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _, ngettext

from plans.schemas.plan import PlanDocument
from plans.schemas.problems import Problem, ProblemPlace, warning
from plans.schemas.walk import narrative_of

from . import readability


def easy_to_read(content: PlanDocument) -> Iterator[Problem]:
    """Warnings about texts that are hard to read: one for each text, and one for each abbreviation nobody explains."""
    explained = {name for term in content["glossary"] for name in (term["term"], *term["aliases"])}
    headings = {section["slug"]: section["heading"] for section in content["sections"]}
    texts: dict[ProblemPlace, list[str]] = {}
    for place, text in [(ProblemPlace("plan"), content["plan"].get("plain_answer", "")), *narrative_of(content)]:
        texts.setdefault(place, []).append(text)
    for priority in content["priorities"]:
        texts[ProblemPlace("priorities", priority["ref"])].append(priority.get("plain_answer", ""))
    found = {place: readability.read("\n\n".join(parts), explained) for place, parts in texts.items()}
    for place, text_found in found.items():
        if said := _hard_words(text_found):
            where = _name(place, headings)
            yield Problem("warning", _("%(where)s is hard to read: %(what)s.") % {"where": where, "what": said}, place)
    for name, count in Counter(name for one in found.values() for name in one.abbreviations).items():
        words = ngettext(
            "%(name)s is not explained, but appears in %(num)s text: add it to the glossary or write it out.",
            "%(name)s is not explained, but appears in %(num)s texts: add it to the glossary or write it out.",
            count,
        )
        yield warning(words % {"name": name, "num": count}, "glossary")


def _name(place: ProblemPlace, headings: dict[str, str]) -> str:
    """A text as the beginning of a sentence. `headings` are those of the sections."""
    named = {
        "sections": _("The section “%(ref)s”"),
        "priorities": _("Priority %(ref)s"),
        "actions": _("Action %(ref)s"),
        "milestones": _("Milestone %(ref)s"),
        "issues": _("The issue “%(ref)s” of the assessment"),
        "funding": _("The note of the funding line “%(ref)s”"),
        "targets": _("The note of the target “%(ref)s”"),
    }
    words = named.get(place.kind, _("The answer at the top of the plan"))
    return words % {"ref": headings.get(place.ref, place.ref)}


def _hard_words(found: readability.Readability) -> str:
    """What makes a text hard to read, but for abbreviations; empty when it reads easily."""
    said = []
    if long := len(found.long_sentences):
        words = ngettext(
            "%(num)s sentence has more than %(most)s words", "%(num)s sentences have more than %(most)s words", long
        )
        said.append(words % {"num": long, "most": readability.LONGEST_SENTENCE})
    said += [_("“%(word)s” could be “%(plain)s”") % {"word": w, "plain": p} for w, p in found.jargon.items()]
    if said and found.age and found.age > readability.HARD_AGE:
        said.append(_("the reading age is %(age)s") % {"age": found.age})
    return "; ".join(said)
