"""The figures that the public may read of a protected source: worked out and stored when it is published."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period
from performance.models import Disclosure, Indicator, Observation, Printed, Source
from performance.rules.change.words import COUNTED
from performance.rules.disclosure import EXACT, CannotProtect, DisclosureRule, Release, Sum, protect
from performance.rules.values import State
from plans.documents.versions import NotPublishable
from plans.models import Area, AreaLink

# Indicator, area, first and last day, and the period as printed where it has no dates.
Key = tuple[int, int, str, str, str]


def protect_source(source: Source) -> None:
    """Work out and store what readers may see: whole counts, as rates, shares, sums of money and changes would give
    them away. Raises NotPublishable where the figures could be given away."""
    observations = list(source.observations.select_related("indicator", "area"))
    counts = counted(observations)
    try:
        shown = _protected(source, counts)
    except CannotProtect:
        sentence = _(
            "“%(source)s” cannot be published like this: together with the figures that readers already have, it "
            "would give a hidden count away. Restore the totals as they were published, or leave them out; what "
            "another source shows cannot be hidden here."
        )
        raise NotPublishable(sentence % {"source": source}) from None
    printed = list(source.printeds.select_related("indicator", "area"))
    _forget_order([one for one in (*observations, *printed) if not one.table_id and not one.public_state])
    for one in observations:
        one.public_value = shown.get(_key(one))
        hidden = one.state == State.VALUE and one.public_value is None
        one.public_state = State.SUPPRESSED if hidden else one.state
    for other in printed:
        other.public_state = State.SUPPRESSED
    for model, rows in ((Observation, observations), (Printed, printed)):
        model.objects.bulk_update(rows, ["row", "public_value", "public_state"], batch_size=500)
    edition = [[*key, count, shown[key]] for key, count in counts.items()]
    if edition not in source.editions:
        source.editions = [*source.editions, edition]
        source.save(update_fields=["editions"])


def keep_hidden(source: Source) -> None:
    """Raises NotPublishable where an open source that is published now would tell what a protected one hides."""
    of_family = Observation.objects.filter(source=OuterRef("pk"), indicator__in=_family(source))
    if not _other_sources(source).filter(Exists(of_family), disclosure=Disclosure.PROTECTED).exists():
        return  # protected sources speak of other things, as in most places: where they do so need not be asked
    for other in _sources_near(source).filter(disclosure=Disclosure.PROTECTED):
        try:
            _protected(other, counted(other.observations.select_related("indicator")))
        except CannotProtect:
            sentence = _(
                "“%(source)s” cannot be published like this: it would give away counts that “%(other)s” hides. Protect "
                "this source as well, or leave those figures out."
            )
            raise NotPublishable(sentence % {"source": source, "other": other}) from None


def _protected(source: Source, counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """What readers may see of these counts, after all that was published of them here. Raises CannotProtect."""
    rule = DisclosureRule(source.threshold, source.round_to)
    before = [*_elsewhere(source), *(_edition(rows, rule) for rows in source.editions)]
    keys = {*counts, *(key for edition in before for key in edition.counts)}
    return protect(counts, sums(source, sorted(keys)), rule, before)


def _elsewhere(source: Source) -> Iterator[Release]:
    """What other published sources say of the same indicators and areas, their parts, and what they are part of."""
    indicators, areas = _near(source)

    def is_near(key: Key) -> bool:
        return key[0] in indicators and key[1] in areas

    for other in _sources_near(source):
        if other.disclosure == Disclosure.PROTECTED:
            rule = DisclosureRule(other.threshold, other.round_to)
            yield from (_edition([row for row in rows if is_near(row)], rule) for rows in other.editions)
        else:
            said = other.observations.filter(indicator__in=indicators, area__in=areas, qualifier="")
            counts = counted(said.select_related("indicator"))
            yield Release(counts, counts, EXACT)


def _sources_near(source: Source) -> QuerySet[Source]:
    """Other published sources, of any partnership, that say something of the same things."""
    indicators, areas = _near(source)
    said = Observation.objects.filter(source=OuterRef("pk"), indicator__in=indicators, area__in=areas)
    return _other_sources(source).filter(Exists(said)).order_by("pk")


def _other_sources(source: Source) -> QuerySet[Source]:
    """Every other source that is published."""
    return Source.objects.filter(published_at__isnull=False).exclude(pk=source.pk)


def _family(source: Source) -> set[int]:
    """The indicators of a source and those they are part of or made of."""
    own = set(source.observations.order_by().values_list("indicator", flat=True).distinct())
    family = Indicator.objects.filter(Q(pk__in=own) | Q(part_of__in=own) | Q(parts__in=own))
    return set(family.order_by().values_list("pk", flat=True))


def _near(source: Source) -> tuple[set[int], set[int]]:
    """The family of a source's indicators; its areas, what they lie in and what they hold."""
    areas = set(source.observations.order_by().values_list("area", flat=True).distinct())
    linked = AreaLink.objects.filter(Q(smaller__in=areas) | Q(larger__in=areas), share=1)
    around = {area for pair in linked.order_by().values_list("smaller", "larger") for area in pair}
    ours = Q(area_set__partnership=source.partnership) | Q(partnerships=source.partnership)
    around |= set(Area.objects.filter(ours).order_by().values_list("pk", flat=True))
    return _family(source), areas | around


def _forget_order(fresh: list[Observation | Printed]) -> None:
    """Give figures that nobody has read yet their rows in an order that says nothing: a file may be sorted by count."""
    rows = sorted(one.row for one in fresh)
    by_name = sorted(
        fresh, key=lambda one: (one.indicator.slug, one.area.code, str(one.period_start), one.period_as_printed)
    )
    for row, one in zip(rows, by_name, strict=True):
        one.row = row


def counted(observations: Iterable[Observation]) -> dict[Key, int]:
    """The whole counts among them."""
    return {_key(one): int(one.value) for one in observations if _is_count(one)}


def sums(source: Source, counts: Iterable[Key]) -> list[Sum]:
    """What adds up to what: parts of an indicator, areas of a larger one, and shorter periods of a longer one."""
    keys = list(counts)
    return [*_indicator_sums(keys), *_area_sums(source, keys), *_period_sums(keys)]


def _key(one: Observation) -> Key:
    """What identifies a count between editions: indicator, area, and period (as printed if it has no dates)."""
    start, end = one.period_start, one.period_end
    return (
        one.indicator_id,
        one.area_id,
        start.isoformat() if start else "",
        end.isoformat() if end else "",
        "" if start else one.period_as_printed,
    )


def _is_count(one: Observation) -> bool:
    number = one.value
    return number is not None and one.indicator.unit in COUNTED and number >= 0 and number == int(number)


def _edition(rows: list[list[Any]], rule: DisclosureRule) -> Release:
    counts = {tuple(row[:5]): row[5] for row in rows}
    return Release(counts, {tuple(row[:5]): row[6] for row in rows}, rule)


def _indicator_sums(keys: list[Key]) -> Iterator[Sum]:
    whole = dict(Indicator.objects.filter(pk__in={key[0] for key in keys}).order_by().values_list("pk", "part_of"))
    parts: dict[Key, list[Key]] = defaultdict(list)
    for key in keys:
        if total := whole[key[0]]:
            parts[total, *key[1:]].append(key)
    yield from (Sum(total, tuple(below)) for total, below in parts.items())


def _area_sums(source: Source, keys: list[Key]) -> Iterator[Sum]:
    """By links between areas; a set that is not linked to the partnership's own area is taken to make it up."""
    used = {key[1] for key in keys}
    links = AreaLink.objects.filter(share=1, smaller__in=used, larger__in=used)
    links = links.exclude(smaller__area_set__kind=F("larger__area_set__kind"))  # an old ward is no part of a new one
    rows = set(links.order_by().values_list("larger", "smaller__area_set", "smaller"))
    linked = {(larger, area_set) for larger, area_set, _smaller in rows}
    for whole in source.partnership.areas.filter(pk__in=used):
        own_sets = Area.objects.filter(area_set__partnership=source.partnership, pk__in=used)
        for area_set, smaller in own_sets.order_by().values_list("area_set", "pk"):
            if (whole.pk, area_set) not in linked:
                rows.add((whole.pk, area_set, smaller))
    below: dict[tuple[int, int], set[int]] = defaultdict(set)
    for larger, area_set, smaller in rows:
        below[larger, area_set].add(smaller)
    by_rest: dict[tuple[Any, ...], dict[int, Key]] = defaultdict(dict)
    for key in keys:
        by_rest[key[0], *key[2:]][key[1]] = key
    for found in by_rest.values():
        for (larger, _area_set), smaller_areas in sorted(below.items()):
            parts = tuple(found[area] for area in sorted(smaller_areas) if area in found)
            if larger in found and parts:
                yield Sum(found[larger], parts)


def _period_sums(keys: list[Key]) -> Iterator[Sum]:
    """A period is the sum of shorter ones of one length where these follow each other from its start to its end."""
    series: dict[tuple[int, int], dict[Period, Key]] = defaultdict(dict)
    for key in keys:
        if key[2]:
            series[key[:2]][_period(key)] = key
    for by_period in series.values():
        for whole, total in by_period.items():
            inside = [one for one in by_period if one != whole and whole.start <= one.start and one.end <= whole.end]
            for length in sorted({one.months for one in inside}):
                parts = sorted(one for one in inside if one.months == length)
                follow = all((later.start - one.end).days == 1 for one, later in zip(parts, parts[1:], strict=False))
                if follow and parts[0].start == whole.start and parts[-1].end == whole.end:
                    yield Sum(total, tuple(by_period[one] for one in parts))


def _period(key: Key) -> Period:
    return Period(dt.date.fromisoformat(key[2]), dt.date.fromisoformat(key[3]))
