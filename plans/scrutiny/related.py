"""What the recommendations of a committee are about, and which plans follow one another."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from plans.documents.mentions import numbers_named
from plans.documents.published_documents import PublishedDocuments
from plans.documents.related import Pair, PublicThing, plan_thing, things_of
from plans.models import SearchKind
from plans.schemas.plan import PlanDocument
from plans.schemas.scrutiny import RecommendationDocument

LONGEST = 100


def recommendation_thing(slug: str, said: RecommendationDocument) -> PublicThing:
    words = {"ref": said["ref"], "words": Truncator(said["about"] or said["text"]).chars(LONGEST)}
    address = reverse("recommendation", args=[slug, said["ref"]])
    return PublicThing(SearchKind.RECOMMENDATION, _("Recommendation %(ref)s: %(words)s") % words, address)


def of_plans(slug: str, published: PublishedDocuments) -> Iterator[Pair]:
    """Each plan with the one before it."""
    yield from pairwise(plan_thing(content) for content in published.plans)


def of_recommendations(slug: str, published: PublishedDocuments) -> Iterator[Pair]:
    """Each recommendation with the priorities and actions that it names by number, and with their plan."""
    for said in published.register["recommendations"] if published.register else []:
        words = f"{said['about']} {said['text']}"
        content = plan_meant(words, said["meeting"], published.plans)
        if content is None:
            continue
        known, here = things_of(content), recommendation_thing(slug, said)
        named = [known[number] for number in numbers_named(words) if number in known]
        if named or content["plan"]["title"] in words:
            yield here, plan_thing(content)
        yield from ((here, one) for one in named)


def plan_meant(words: str, meeting: str | None, plans: list[PlanDocument]) -> PlanDocument | None:
    """The plan whose title or period the words name, else the latest that had begun when the committee met."""
    named = [one for one in plans if one["plan"]["title"] in words or one["plan"]["period"] in words]
    day = meeting or dt.date.max.isoformat()
    begun = [one for one in plans if one["plan"]["period_start"] <= day]
    return next(iter(named or begun), None)
