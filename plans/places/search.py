"""From what a resident types to the page of an area: a postcode, the name of a ward, or part of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Q
from django.utils.translation import gettext as _

from plans.models import Area, Partnership, Postcode, PostcodeDirectory

from .postcodes import NotAPostcode, normal_postcode
from .successors import ended_words

LONGEST, MOST = 100, 20


@dataclass(frozen=True)
class AreaMatch:
    """An area with the partnership that looks after it."""

    area: Area
    partnership: Partnership
    now_in: tuple[Area, ...] = ()

    @property
    def words(self) -> str:
        """Which set it is of and, where that ended, what came after it."""
        ended = ended_words(self.area, [newer.name for newer in self.now_in])
        return f"{self.area.area_set.name}. {ended}".strip() if ended else self.area.area_set.name

    @property
    def is_over(self) -> bool:
        """Whether its set is no longer in force."""
        return self.area.area_set.ends_on is not None

    def is_of(self, here: Partnership | None) -> bool:
        """Whether a partnership looks after it, itself or as the county group above; true where none is asked for."""
        return here is None or here.pk in (self.partnership.pk, self.partnership.agreed_parent_id)


@dataclass(frozen=True)
class Outcome:
    """What was found: `one` area or a `sentence` with `choices`; `mistyped` when the text itself must be corrected."""

    one: AreaMatch | None = None
    sentence: str = ""
    choices: Sequence[AreaMatch] = ()
    mistyped: bool = False


def find_area(text: str, places: Sequence[AreaMatch], here: Partnership | None) -> Outcome:
    """The area meant by a text on the pages of `here`, or of all partnerships. At most two queries, none for a name."""
    text = " ".join(text.split())
    if not text:
        return Outcome(sentence=_("Enter a postcode, or the name of a ward."), mistyped=True)
    if len(text) > LONGEST:
        sentence = _("Enter at most %(most)s characters: a postcode, or the name of a ward.")
        return Outcome(sentence=sentence % {"most": LONGEST}, mistyped=True)
    near = [place for place in places if place.is_of(here)]
    if named := by_name(text, near):
        return named
    try:
        return _by_postcode(normal_postcode(text), places, here)
    except NotAPostcode as problem:
        if re.search(r"\d", text):
            sentence = _("%(problem)s Or enter the name of a ward.") % {"problem": str(problem)}
            return Outcome(sentence=sentence, mistyped=True)
    if elsewhere := by_name(text, places):
        found = [elsewhere.one] if elsewhere.one else elsewhere.choices
        words = {"text": text, "name": here.name if here else ""}
        return Outcome(sentence=_("“%(text)s” is not an area of %(name)s, but there is:") % words, choices=found)
    return _unknown_name(text, near)


def by_name(text: str, places: Sequence[AreaMatch]) -> Outcome | None:
    """The area with this name; several areas with it; or areas with the text in their names. None if there is none."""
    wanted = text.casefold().removesuffix(" ward")
    exact = [place for place in places if wanted in _names(place.area)]
    in_force = [place for place in exact if not place.is_over]
    if len(exact) == 1:
        return Outcome(one=exact[0])
    if exact:
        sentence = _("More than one area is called “%(text)s”. Choose yours:") % {"text": text}
        return Outcome(sentence=sentence, choices=in_force + [place for place in exact if place.is_over])
    inside = [place for place in places if len(wanted) > 2 and any(wanted in name for name in _names(place.area))]
    if not inside:
        return None
    return Outcome(sentence=_("These areas have “%(text)s” in their names:") % {"text": text}, choices=inside[:MOST])


def _names(area: Area) -> list[str]:
    return [name.casefold() for name in (area.name, *area.aliases)]


def _unknown_name(text: str, places: Sequence[AreaMatch]) -> Outcome:
    """Names that are spelt nearly so."""
    by_spelling = {name: place for place in places for name in _names(place.area)}
    near = get_close_matches(text.casefold(), by_spelling, n=5, cutoff=0.7)
    choices = list(dict.fromkeys(by_spelling[name] for name in near))
    words = {"text": text}
    if choices:
        return Outcome(sentence=_("No area here is called “%(text)s”. Did you mean:") % words, choices=choices)
    return Outcome(sentence=_("No area here is called “%(text)s”. Look for yours in the list below.") % words)


def _by_postcode(postcode: str, places: Sequence[AreaMatch], here: Partnership | None) -> Outcome:
    """The area of the postcode's ward; the wards of its district where that ward's boundaries are not known here."""
    row = Postcode.objects.filter(postcode=postcode).select_related("directory__district").first()
    if row is None:
        return Outcome(sentence=_not_listed(postcode, here))
    found = next((place for place in places if row.ward_code in (place.area.code, *place.area.aliases)), None)
    words = {"postcode": postcode, "place": row.directory.district.name}
    if found and found.is_of(here):
        newer = [place for place in places if place.area in found.now_in]
        if not newer:
            return Outcome(one=found)
        sentence = _("%(postcode)s was in %(area)s, which has ended. Choose your ward of today:")
        return Outcome(sentence=sentence % {"postcode": postcode, "area": found.area.name}, choices=[*newer, found])
    if found:
        sentence = _("%(postcode)s is not in %(here)s. It is in %(place)s:")
        return Outcome(sentence=sentence % (words | {"here": here.place if here else ""}), choices=[found])
    owners = set(row.directory.district.partnerships.values_list("pk", flat=True))
    wards = [place for place in places if place.area.area_set.kind == "ward" and place.partnership.pk in owners]
    sentence = _("%(postcode)s is in %(place)s, in a ward whose boundaries are not known here. Choose your ward:")
    return Outcome(sentence=sentence % words, choices=wards)


def _not_listed(postcode: str, here: Partnership | None) -> str:
    """Why a well-written postcode is not found: none are loaded for this place, or it lies outside, or it is new."""
    directories = PostcodeDirectory.objects.select_related("district")
    if here:
        of_here = Q(district__partnerships=here) | Q(district__partnerships__parent=here)
        directories = directories.filter(of_here).distinct()
    loaded = list(directories)
    words = {"postcode": postcode, "place": here.place if here else _("any place here")}
    sentence = _("This portal has no list of postcodes for %(place)s. Enter the name of your ward, or choose it below.")
    if loaded:
        words["places"] = ", ".join(one.district.name for one in loaded)
        words["day"] = f"{min(one.loaded_at for one in loaded):%-d %B %Y}"
        sentence = _(
            "%(postcode)s is not among the postcodes of %(places)s, which were loaded on %(day)s. It is "
            "elsewhere, is newer, or is no longer in use. You can choose your ward below."
        )
    return sentence % words
