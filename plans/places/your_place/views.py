"""The desk page “Your place”: find it, look at what it brings, store it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans.access.decorators import DeskRequest
from plans.access.page_context import first_crumb
from plans.models import Partnership

from .choosing import PlaceAnswer, find
from .lists import PlaceChoice, place_lists
from .storing import BroughtLine, bring
from .ward_list import NotWards, read_wards

MOST_CHOICES = 10
MOST_CHARACTERS = 200_000


def your_place(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """GET finds places and shows what the chosen ones bring; POST stores them, or shows them with typed wards."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen, typed = _chosen(asked.getlist("place")), asked.get("q", "")
    found = find(typed) if "q" in asked else PlaceAnswer()
    if len(found.choices) == 1 and not found.sentence and found.choices[0] not in chosen:
        chosen = [*chosen, found.choices[0]]
    context: dict[str, Any] = {
        "crumbs": [first_crumb(partnership, request.permissions), (_("Your place"), "")],
        "typed": typed[:200],
        "found": found,
        "offered": [one for one in found.choices if one not in chosen],
        "chosen": chosen,
        "names": sorted({one.name for one in place_lists().choices.values()}),
        "wards": asked.get("wards", "")[:MOST_CHARACTERS],
        "problems": [],
        "lines": [],
    }
    districts = _districts(chosen)
    context["districts"] = [place_lists().districts[code] for code in districts]
    if len(chosen) > MOST_CHOICES:
        words = _("Choose at most %(most)s places, or the county that contains them.")
        context["problems"] = [words % {"most": MOST_CHOICES}]
    elif request.method == "POST" and not chosen:
        context["problems"] = [_("Choose a district, a partnership or a county first.")]
    elif chosen:
        store = request.method == "POST" and "store" in request.POST
        lines, context["problems"] = _brought(request, partnership, districts, store=store)
        context["lines"] = lines
        if store and not context["problems"]:
            added = [line.part for line in lines if line.happens == _("added")]
            words = _("Saved: %(parts)s.") % {"parts": ", ".join(dict.fromkeys(added))}
            messages.success(request, words if added else _("Everything was already there. Nothing was changed."))
            return redirect("your-place", partnership.slug)
    refused = request.method == "POST" and context["problems"]
    return render(request, "places/your_place.html", context, status=422 if refused else 200)


def _chosen(codes: Sequence[str]) -> list[PlaceChoice]:
    """The places with these codes, each once; codes of nothing are left out."""
    known = place_lists().choices
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def _districts(chosen: Sequence[PlaceChoice]) -> list[str]:
    return list(dict.fromkeys(code for one in chosen for code in one.districts))


def _brought(
    request: DeskRequest, partnership: Partnership, districts: Sequence[str], *, store: bool
) -> tuple[list[BroughtLine], list[str]]:
    """What storing these districts does, with what is wrong. It is taken back again unless `store`."""
    text = request.POST.get("wards", "")
    of = request.POST.get("wards_of", "")
    try:
        if len(text) > MOST_CHARACTERS:
            raise NotWards([_("The list is too long. Paste the wards of one district, one per line.")])
        wards = read_wards(text)
        if wards and of not in districts:
            of = districts[0] if len(districts) == 1 else ""
        if wards and not of:
            raise NotWards([_("Say which district the list of wards is for.")])
        with transaction.atomic():
            lines = bring(partnership, districts, by=request.user, wards=wards, wards_of=of)
            transaction.set_rollback(not store)
    except NotWards as problem:
        return [], problem.problems
    except ValidationError as problem:
        return [], problem.messages
    return lines, []
