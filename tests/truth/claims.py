"""What public pages claim of figures, each claim beside what the stored figures give.

A judge reads one kind of table or sentence and gives a verdict for every claim in it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from csp_portal.formats.periods import parse

from .reading import Cell, Page, Table, place
from .recount import (
    Key,
    Stored,
    above_or_below,
    better_is,
    byar,
    half_up,
    is_added_up,
    may_be_chance,
    percent,
    places as places_of,
    ranked_with,
    similar_to,
)

NUMBER = r"[+−-]?£?\d[\d,]*(?:\.\d+)?"
PERIOD = r"[A-Z]?[\w/ –]*?\d\d(?:\d\d)?(?:/\d\d)?"
CHANGE = re.compile(rf"(?P<by>[+−]{NUMBER}|0)(?: points)?(?: \((?P<percent>{NUMBER})%\))?")
AREA = re.compile(r"/areas/([^/?#]+)/")
INDICATOR = re.compile(r"/performance/([^/?#]+)/")


@dataclass(frozen=True)
class Verdict:
    kind: str
    address: str
    claim: str
    given: str
    true: bool

    def __str__(self) -> str:
        return f"{self.address}: {self.kind}: “{self.claim}”, but the figures give {self.given}"


Claims = Iterator[tuple[str, str, object, bool]]


def number(words: str) -> Fraction | None:
    """The one number that words begin with; None for words without."""
    found = re.match(rf"(?:about |around |over |up to |approximately |more than |at least |at most )?({NUMBER})", words)
    return Fraction(found[1].replace(",", "").replace("−", "-").replace("£", "")) if found else None


def places(words: str) -> int:
    found = re.search(r"\.(\d+)", words)
    return len(found[1]) if found else 0


def linked(cell: Cell | None, pattern: re.Pattern[str]) -> str:
    for link in cell.links if cell else ():
        if found := pattern.search(link):
            return found[1]
    return ""


def shown_as(words: str, exact: Fraction | None) -> bool:
    """Whether a number as a page shows it is the exact one, rounded half up to the places shown."""
    said = number(words)
    return said is not None and exact is not None and said == half_up(exact, places(words))


def is_near(words: str, exact: Fraction, slack: Fraction) -> bool:
    """Whether a figure that is rounded to protect is the nearest, and is no zero that stands for some."""
    said = number(words)
    return abs(said - exact) <= slack and (said != 0 or exact == 0)


def judge_change(words: str, then: Fraction, now: Fraction) -> Iterator[tuple[str, object, bool]]:
    """The difference and its percentage in words such as “−152 (−9.7%)”, for a change from then to now."""
    for found in CHANGE.finditer(words):
        yield found[0], now - then, shown_as(found["by"], now - then)
        if found["percent"]:
            given = percent(then, now) if then else None
            yield found[0], given and round(float(given), 3), shown_as(found["percent"], given)


def area_tables(page: Page, stored: Stored) -> Claims:
    """The figures of an area: the figure, its rank, its rate and its change."""
    here = AREA.search(page.address)
    for table in page.tables:
        for record in table.records():
            if not here or not {"Indicator", "Period", "Figure"} <= record.keys():
                continue
            key = (linked(record["Indicator"], INDICATOR), here[1])
            period, said = record["Period"].words, record["Figure"].words
            yield from figure(key, period, said, stored)
            now = stored.one(key, period)
            change = record["Change"].words if "Change" in record else ""
            if since := re.search(rf"since ({PERIOD})$", change):
                then = stored.one(key, since[1])
                rounded = stored.slack(key, period) or stored.slack(key, since[1])
                if then is None or now is None or (rounded and (then or now)):  # a zero is never rounded
                    yield "change", change, "no two exact figures that all sources agree about", False
                    continue
                for claim, given, true in judge_change(change.split("since")[0], then, now):
                    yield "change", claim, given, true


def wider_figures(page: Page, stored: Stored) -> Claims:
    """The figures of the whole district on the page of an area without any."""
    for table in page.tables if AREA.search(page.address) else ():
        heading = table.rows[0][-1] if table.rows else None
        if heading and heading.words.startswith("Figure for "):
            codes = sorted(stored.codes[heading.words.removeprefix("Figure for ")])
            for record in table.records():
                slug, period = linked(record["Indicator"], INDICATOR), record["Period"].words
                code = next((one for one in codes if stored.all((slug, one), period)), "")
                for _kind, claim, given, true in figure((slug, code), period, record[heading.words].words, stored):
                    yield "wider area", claim, given, true


def figure(key: Key, period: str, said: str, stored: Stored) -> Claims:
    """One figure as shown, beside every value that a published source gives."""
    given = stored.all(key, period)
    if "differ" in said:
        shown = {Fraction(n.replace(",", "").replace("−", "-")) for n in re.findall(NUMBER, said.split(":", 1)[-1])}
        yield "disputed", said, given, len(given) > 1 and {half_up(v, 4) for v in given} >= shown
    elif number(said) is not None:
        slack = stored.slack(key, period)
        if slack:
            yield "rounded", f"{period}: {said}", given, len(given) == 1 and is_near(said, next(iter(given)), slack)
        else:
            yield "figure", f"{period}: {said}", given, len(given) == 1 and shown_as(said, next(iter(given)))


def listed_figures(page: Page, stored: Stored) -> Claims:
    """Every figure of an indicator as its sources give it: each one is stored, by some source."""
    here = INDICATOR.search(page.address)
    for table in page.tables:
        for record in table.records():
            if not here or not {"Area", "Period", "Figure", "Source"} <= record.keys():
                continue
            said, period = record["Figure"].words, record["Period"].words
            keys = [(here[1], code) for code in stored.codes[record["Area"].words]]
            given = {(value, stored.slack(key, period)) for key in keys for value in stored.all(key, period)}
            if number(said) is not None:
                true = any(is_near(said, value, slack) if slack else shown_as(said, value) for value, slack in given)
                yield "figure", f"{period}: {said}", given, true


def target_tables(page: Page, stored: Stored) -> Claims:
    """Baseline, outturns and the change between the baseline and the last outturn."""
    for table in page.tables:
        for record in table.records():
            if not {"Baseline", "Outturns", "Change", "Change in %"} <= record.keys():
                continue
            baseline, outturns = record["Baseline"].words, record["Outturns"].pieces
            then, now = number(baseline), number(outturns[-1]) if outturns else None
            change, share = record["Change"].words, record["Change in %"].words
            if then is None or now is None:
                continue
            if number(change) is not None:
                yield "target change", change, now - then, shown_as(change, now - then)
            if number(share) is not None and share.endswith("%"):
                yield "target change", share, percent(then, now), shown_as(share, percent(then, now))


AIM = re.compile(rf"(?P<way>down|up) (?P<by>{NUMBER})%")
DATED = re.compile(rf"(?P<value>{NUMBER})%? \((?P<period>[^)]+)\)")


def statuses(page: Page, stored: Stored) -> Claims:
    """Targets for a change in per cent: the status by its rule; met or missed once the due period has its figure."""
    for table in page.tables:
        for record in table.records():
            if not {"Status", "Aim", "Due", "Baseline", "Outturns"} <= record.keys():
                continue
            aim, base = AIM.fullmatch(record["Aim"].words), DATED.match(record["Baseline"].words)
            outturns = [found for piece in record["Outturns"].pieces for found in DATED.finditer(piece)]
            if not (aim and base and outturns):
                continue
            wanted = number(aim["by"]) * (1 if aim["way"] == "up" else -1)
            status, last, due = record["Status"].pieces, outturns[-1], record["Due"].words
            change = percent(number(base["value"]), number(last["value"]))
            towards, needed = change * (1 if wanted > 0 else -1), abs(wanted)
            claim = f"{record['Aim'].words} by {due}: {' '.join(status)}"
            if last["period"] == due and status[0] in {"met", "missed"}:
                met = towards >= needed
                yield "met or missed", claim, float(change), (status[0] == "met") == met
                for word in re.findall(r"\b(Met|Missed) by", claim):
                    yield "met or missed", claim, float(change), (word == "Met") == met
                if by := re.search(rf"by ({NUMBER}) percentage points?: ({NUMBER})%", claim):
                    yield "met or missed", claim, float(change - wanted), shown_as(by[1], abs(change - wanted))
                    yield "met or missed", claim, float(change), shown_as(by[2], change)
                continue
            if any(
                said.startswith(f"{record['Target'].words}: ") and SET_VALUE.search(said) for said in page.sentences
            ):
                continue  # judged by `values_on_the_way`
            # Only what is judged on its way says that it is on or off course; the rules for the end round or do not.
            asked = re.search(r"/tests/([\w@-]+)/", page.address)
            rules = ("trajectory@1",) if "course: " in claim else ("final-exact@1", "final-rounded@1")
            rules = (asked[1],) if asked else rules
            known = [status_by(rule, towards, needed, stored, base, last, due) for rule in rules]
            expected = status[0] if status[0] in known else known[0]
            if expected and status[0] not in {"not certain", "no figure yet"}:
                yield "status", claim, expected, status[0] == expected
            if on_course := re.search(rf"(On|Off) course: ({NUMBER})%", claim):
                good = expected in {"on target", "well ahead"}
                right = not expected or (on_course[1] == "On") == good
                yield "status", claim, float(change), shown_as(on_course[2], change) and right


def status_by(rule: str, towards: Fraction, needed: Fraction, stored: Stored, base, last, due: str) -> str:
    """The status of a fall or rise of `needed` per cent of which `towards` is reached, by the rule of that name.

    Empty for a rule that is not recounted here, or a time that no figure is for.
    """
    if rule == "band@1":
        return ""
    ends = [
        max((end for _start, end in stored.periods[words]), default=None)
        for words in (base["period"], last["period"], due)
    ]
    part = needed
    if rule == "trajectory@1":
        if None in ends:
            return ""
        passed, total = (12 * (end.year - ends[0].year) + end.month - ends[0].month for end in ends[1:])
        part = needed * min(passed, total) / total
    if rule == "final-rounded@1":
        towards = half_up(towards)
    if towards >= Fraction(19, 10) * needed:
        return "well ahead"
    return "on target" if towards >= part else "worse than the baseline" if towards < 0 else "off target"


SET_VALUE = re.compile(
    rf"[Jj]udged against (?:the plan's value for (?P<period>{PERIOD}): )?(?P<level>{NUMBER})%?"
    rf"(?:, on the straight line from (?P<first>{NUMBER})%? \((?P<since>{PERIOD})\) to (?P<last>{NUMBER})%? "
    rf"\((?P<until>{PERIOD})\))?\."
)


def values_on_the_way(page: Page, stored: Stored) -> Claims:
    """Targets that are judged by the values their plan sets: which value it was, and the status by it."""
    notes = {said.partition(": ")[0]: said for said in page.sentences if SET_VALUE.search(said)}
    for table in page.tables:
        for record in table.records():
            note = (
                notes.get(record["Target"].words) if {"Target", "Status", "Aim", "Outturns"} <= record.keys() else None
            )
            if not note or record["Status"].pieces[0] in {"met", "missed"}:
                continue
            status, falls = record["Status"].pieces[0], record["Aim"].words.startswith(("down", "at most"))
            said, values = SET_VALUE.search(note), stored.set_values(record["Target"].words)
            last = list(DATED.finditer(record["Outturns"].pieces[-1]))[-1]
            level, now = number(said["level"]), number(last["value"])
            if said["period"]:
                right = said["period"] == last["period"] and values.get(said["period"]) == level
            else:
                level, ends = on_the_line(said, last["period"])
                right = shown_as(said["level"], level) and all(values.get(one, value) == value for one, value in ends)
            yield "value on the way", said[0], float(level), right
            reached = now <= level if falls else now >= level
            course = re.search(r"(On|Off) course", record["Status"].words)
            right = (status == "on target") == reached == (course[1] == "On")
            yield "status on the way", note, float(level), right


def on_the_line(said: re.Match[str], period: str) -> tuple[Fraction, list[tuple[str, Fraction]]]:
    """The level at the end of a period on the line that a sentence names, and the two ends of the line."""
    first, last = number(said["first"]), number(said["last"])
    since, until, at = (parse(words).end for words in (said["since"], said["until"], period))
    passed, total = (12 * (end.year - since.year) + end.month - since.month for end in (at, until))
    return first + (last - first) * passed / total, [(said["since"], first), (said["until"], last)]


CHANCE = {"No significant change": True, "a statistically significant change": False}
YEAR_AGO = re.compile(
    rf"(?P<now>{NUMBER})(?P<unit>[^,]*), (?P<way>up|down) (?P<by>{NUMBER})(?: points)?(?: \((?P<percent>{NUMBER})%\))?"
)


def sentences_of_change(page: Page, stored: Stored) -> Claims:
    """“Fewer than a year ago: 125 crimes, down 82 (−39.6%), a statistically significant change.”"""
    for sentence in page.sentences:
        if " ago: " not in sentence:
            continue
        for found in YEAR_AGO.finditer(sentence.split(" ago: ", 1)[1]):
            now, by = number(found["now"]), number(found["by"])
            then = now - by if found["way"] == "up" else now + by
            if found["percent"]:
                yield "change", sentence, percent(then, now), shown_as(found["percent"], percent(then, now))
            for words, chance in CHANCE.items():
                if words in sentence:
                    yield "chance", sentence, may_be_chance(then, now), may_be_chance(then, now) == chance
            here = INDICATOR.search(page.address)
            years = int(found_years[1]) if (found_years := re.search(r"than (\d+) years ago", sentence)) else 1
            period = re.match(rf"[A-Z][\w ]+\. (?P<area>[^,]+), (?P<period>{PERIOD})\.", sentence)
            if here and period:
                known = [key for key in stored.values if key[0] == here[1]]
                pairs = [
                    (stored.one(key, period["period"]), stored.years_before(key, period["period"], years))
                    for key in known
                ]
                yield "year ago", sentence, pairs, (now, then) in pairs
    for sentence in page.sentences:
        pattern = rf"(?P<then>{NUMBER}) \({PERIOD}\) → (?P<now>{NUMBER}) \({PERIOD}\): (?P<change>[^.]*(?:\.\d+)?[^.]*)"
        for found in re.finditer(pattern, sentence):
            for claim, given, true in judge_change(found["change"], number(found["then"]), number(found["now"])):
                yield "from baseline", f"{sentence[:120]}: {claim}", given, true


def extremes(page: Page, stored: Stored) -> Claims:
    """“Highest: 207 in 2006/07. Lowest: 125 in 2007/08.”, or the same of the figures that sources agree on."""
    here = INDICATOR.search(page.address)
    for sentence in page.sentences:
        ends = rf"({NUMBER})%? in ({PERIOD})(?:\. Lowest:| and the lowest) ({NUMBER})%? in ({PERIOD})\."
        found = re.search(rf"(?:Highest:|the highest is) {ends}", sentence)
        if not (found and here):
            continue
        for key in [key for key in stored.values if key[0] == here[1]]:
            series = [next(iter(v)) for v in stored.values[key].values() if len(v) == 1]
            if series and (number(found[1]), number(found[3])) == (max(series), min(series)):
                yield "extremes", sentence, (max(series), min(series)), True
                break
        else:
            yield "extremes", sentence, "other extremes", False


def ranked(table: Table, stored: Stored) -> tuple[str, str, list[dict[str, Cell]]] | None:
    """The indicator, period and rows of a ranking's table."""
    records = table.records()
    ranked_by = {"Rank", "Rank by rate"} & records[0].keys() if records and "Count" in records[0] else set()
    if not ranked_by or ", " not in table.caption:
        return None
    name, period = table.caption.rsplit(", ", 1)
    slugs = stored.slugs.get(name, set())
    return (next(iter(slugs)), period, records) if len(slugs) == 1 else None


def rankings(page: Page, stored: Stored) -> Claims:
    """The table of a ranking: every figure, rank, rate and verdict, and the sentences about the whole."""
    for table in page.tables:
        if not (found := ranked(table, stored)):
            continue
        slug, period, records = found
        codes = {linked(list(record.values())[0], AREA): record for record in records}
        given = stored.each(slug, codes, period)
        known = {code: next(iter(values)) for code, values in given.items() if len(values) == 1}
        people = {code: stored.people(code, period) for code in codes}
        both = [code for code in known if people[code]]
        average = sum(known[c] for c in both) / sum(people[c][0] for c in both) if both else None
        verdicts = {}
        rank_by = "Rank by rate" if "Rank by rate" in records[0] else "Rank"
        ordered = stored.ranked_by(slug, codes, period, by_rate=rank_by == "Rank by rate")
        for code, record in codes.items():
            yield from figure((slug, code), period, record["Count"].words, stored)
            slack = stored.slack((slug, code), period)
            if rank := RANK.match(record[rank_by].words):
                true = places_of(code, ordered) if code in ordered else None
                yield "rank", f"{code}: {rank[0]}", true, true and is_ranked(rank, true, slack)
            elif code in ordered:
                yield "rank", f"{code}: {record[rank_by].words}", places_of(code, ordered), False
            yield from changes_in_ranking(record, (slug, code), period, stored)
            for heading, cell in record.items():
                base = re.match(r"Per 1,000 (residents|households) \((\d{4})\)", heading)
                if base and code in known and number(cell.words) is not None:
                    counted, year = stored.people(code, period, base[1])
                    rate, near = known[code] / counted * 1000, slack / counted * 1000 + Fraction(1, 20)
                    true = abs(number(cell.words) - rate) <= near if slack else shown_as(cell.words, rate)
                    yield "rate", f"{code}: {cell.words}", float(rate), true and year == int(base[2])
            if code in both and "Compared with the average" in record:
                verdicts[code] = above_or_below(known[code], average * people[code][0])
                said = {"higher": 1, "lower": -1, "no significant difference": 0}[
                    record["Compared with the average"].words
                ]
                true = said == verdicts[code] or (slack and said == 0)
                yield "against average", f"{code}: {said}", verdicts[code], true
        yield from of_the_whole(page, given, average, list(verdicts.values()), stored)
        yield from ends_of_ranking(page, ordered, stored)


def sums_of_areas(page: Page, stored: Stored) -> Claims:
    """Larger areas beside the smaller ones that make them: the sum, the own figure, their agreement, the change."""
    for table in page.tables:
        if not (found := re.fullmatch(r".+?: (.+), ([^,]+)", table.caption)) or len(stored.slugs[found[1]]) != 1:
            continue
        slug, period = next(iter(stored.slugs[found[1]])), found[2]
        everything: list[str] = []
        for record in table.records():
            first, *rest = record.values()
            if "Total of these" not in record:
                continue
            larger = [code for link in first.links for code in AREA.findall(link)] or everything  # all together
            everything = [*everything, *larger]
            names = rest[0].words.split(", ")
            parts = [
                part for name in names for part in stored.codes[name] if stored.one((slug, part), period) is not None
            ]
            smaller = [stored.one((slug, part), period) for part in parts] if len(parts) == len(names) else []
            own = together(stored, slug, larger, period)
            said = record["Total of these"].words
            if number(said) is not None and smaller:
                yield "sum", f"{first.words}: {said}", sum(smaller), shown_as(said, sum(smaller))
                if own is not None and record["Do they agree?"].words in {"yes", "no"}:
                    yield "sum", first.words, own, (record["Do they agree?"].words == "yes") == (sum(smaller) == own)
            change = record["Change in the printed figure"].words if "Change in the printed figure" in record else ""
            if own is not None and (since := re.search(rf"since ({PERIOD})$", change)):
                then = together(stored, slug, larger, since[1])
                for claim, given, true in judge_change(change.split("since")[0], then, own):
                    yield "change", f"{change}: {claim}", given, true


def together(stored: Stored, slug: str, codes: list[str], period: str) -> Fraction | None:
    """The sum of an indicator over areas; None where one of them has no figure."""
    values = [stored.one((slug, code), period) for code in codes]
    return None if None in values else sum(values, Fraction(0))


def changes_in_ranking(record: dict[str, Cell], key: Key, period: str, stored: Stored) -> Claims:
    """The change of one area, since the period that its cell or the heading of the column names."""
    for heading, cell in record.items():
        said = re.fullmatch(rf"(.*?)(?: ?since ({PERIOD}))?", cell.words)
        since = re.search(rf"^Change(?: since ({PERIOD}))?$", heading)
        if not since or not (earlier := said[2] or since[1]) or not CHANGE.search(said[1]):
            continue
        then, now = stored.one(key, earlier), stored.one(key, period)
        exact = not (stored.slack(key, earlier) or stored.slack(key, period)) or not (then or now)
        if then is None or now is None:
            yield "change", cell.words, "no two figures that all sources agree about", False
            continue
        for claim, given, true in judge_change(said[1], then, now):
            yield "change", f"{cell.words}: {claim}", given, exact and true
        if now != then or "no significant change" in said[1]:
            chance = may_be_chance(then, now)
            yield "chance", cell.words, chance, chance == ("no significant change" in said[1])


def of_the_whole(
    page: Page, given: dict[str, set[Fraction]], average: Fraction | None, verdicts: list[int], stored: Stored
) -> Claims:
    """The sentences of a ranking about all its areas together. `given`: what sources state of each."""
    names = {name: code for name, codes in stored.codes.items() for code in codes if code in given}
    known = {code: next(iter(values)) for code, values in given.items() if len(values) == 1}
    for said in page.sentences:
        if found := re.search(rf"Total: ({NUMBER})", said):
            yield (
                "total",
                said,
                sum(known.values()),
                known.keys() == given.keys() and number(found[1]) == sum(known.values()),
            )
        if found := re.search(rf"^(.+) account for ({NUMBER})% of the total\.", said):
            listed = re.split(r", | and (?=[A-Z])", found[1])
            named = [name for name in names if name in found[1]]
            best = max((set(named) & set(listed)) | set(named), key=len)
            share = percent(Fraction(1), 1 + sum(sorted(known.values())[-3:]) / sum(known.values()))
            yield "share", f"{said} ({best})", float(share), known.keys() == given.keys() and shown_as(found[2], share)
        title = r"Compared with the average, (\d+) are significantly higher and (\d+) significantly lower"
        if found := re.fullmatch(title, said):
            ends = (verdicts.count(1), verdicts.count(-1))
            yield "title", said, ends, (int(found[1]), int(found[2])) == ends
        pattern = (
            rf"The average is ({NUMBER}) per 1,000 residents\. Of these areas (\d+) (?:is|are) "
            r"significantly higher and (\d+) significantly lower"
        )
        if (found := re.search(pattern, said)) and average is not None:
            numbers = (float(average * 1000), verdicts.count(1), verdicts.count(-1))
            true = shown_as(found[1], average * 1000) and [int(found[2]), int(found[3])] == list(numbers[1:])
            yield "average", said, numbers, true


AN_END = rf"({NUMBER})(?: per 1,000 \w+)?"


def ends_of_ranking(page: Page, given: dict[str, set[Fraction]], stored: Stored) -> Claims:
    """The highest and the lowest of what is ranked, counts or rates. `given`: every value of each area."""
    names = {name: code for name, codes in stored.codes.items() for code in codes if code in given}
    everything = [value for values in given.values() for value in values]
    yield from uncertain_ends(page, given, names)
    for said in page.sentences:
        if found := re.search(rf"Of (\d+) \w+, (.+) is highest \({AN_END}\) and (.+) lowest \({AN_END}\)", said):
            high, low = max(everything), min(everything)
            true = int(found[1]) == len(given) and shown_as(found[3], high) and shown_as(found[5], low)
            named = [given[names[found[at]]] for at in (2, 4)]
            yield "extremes", said, (len(given), float(high), float(low)), true and named == [{high}, {low}]


def uncertain_ends(page: Page, given: dict[str, set[Fraction]], names: dict[str, str]) -> Claims:
    """What is said of the ends where not both are certain: the highest or the lowest alone, or that none is known."""
    for said in page.sentences:
        if found := re.search(rf"Of (\d+) \w+, ([^()]+) is highest \({AN_END}\)\.", said):
            best = places_of(names[found[2]], given)
            yield "extremes", said, best, (int(found[1]), best) == (len(given), (1, 1))
        if found := re.search(r"It is not certain which of (\d+) \w+ is highest\.(?: ([^()]+) is lowest)?", said):
            yield "extremes", said, len(given), int(found[1]) == len(given)
            if found[2]:
                others = [min(values) for values in given.values()]
                yield "extremes", said, others, max(given[names[found[2]]]) <= min(others)


ORDINAL = r"\d+(?:st|nd|rd|th)"
RANK = re.compile(rf"(?P<first>{ORDINAL})(?: to (?P<last>{ORDINAL}))?(?: of (?P<of>\d+))?")


def is_ranked(said: re.Match[str], true: tuple[int, int], slack: Fraction) -> bool:
    """Whether ranks are the true first and last, or, where counts are rounded or hidden, those are in their range."""
    first, last = place(said["first"]), place(said["last"] or said["first"])
    return first <= true[0] <= true[1] <= last if slack else (first, last) == true


def ranks_of(stored: Stored, slug: str, code: str, period: str, by_rate: bool) -> list[tuple[tuple[int, int], int]]:
    """The ranks that an area may have and the number ranked, for each set of areas it is in."""
    sets = [stored.ranked_by(slug, codes, period, by_rate=by_rate) for codes in ranked_with(code)]
    return [(places_of(code, given), len(given)) for given in sets if code in given]


def places_of_areas(page: Page, stored: Stored) -> Claims:
    """“6 of 8” in the table of an area, and the sentence at the top of its page."""
    here = AREA.search(page.address)
    if not here:
        return
    for table in page.tables:
        for record in table.records():
            found = RANK.match(record["Rank"].words) if "Rank" in record else None
            if found and found["of"] and "Indicator" in record:
                slug, period = linked(record["Indicator"], INDICATOR), record["Period"].words
                claim = f"{slug}, {period}: {record['Rank'].words}"
                yield from ranked_among(claim, found, slug, here[1], period, stored)
    for said in page.sentences:
        found = re.match(rf"[^:]+, (?P<period>{PERIOD}): (?P<now>{NUMBER}) [^(]*\((?P<name>[^)]+)\)(?P<rest>.*)", said)
        for slug in slugs_of(found["name"], stored) if found else ():
            yield from top_of_area(said, found, slug, here[1], stored)
        if not found and (found := re.match(rf"[^:]+, (?P<period>{PERIOD}): {NO_VALUE}(?P<rest>.*)", said)):
            for slug in slugs_of(found["name"], stored):
                yield from rank_at_top(said, found, slug, here[1], stored)


def ranked_among(claim: str, rank: re.Match[str], slug: str, code: str, period: str, stored: Stored) -> Claims:
    """A rank in words of a page, by rate where the words say so."""
    given = ranks_of(stored, slug, code, period, " by rate" in claim)
    slack = stored.slack((slug, code), period)
    true = any(is_ranked(rank, ranks, slack) and int(rank["of"]) == of for ranks, of in given)
    yield "rank", claim, given, true


NO_VALUE = r"(?:hidden|(?P<differ>sources differ: [^(]+)) \((?P<name>[^)]+)\)"


def slugs_of(name: str, stored: Stored) -> set[str]:
    """The indicators of a name that stands within a sentence."""
    return stored.slugs.get(name[:1].upper() + name[1:], set())


def rank_at_top(said: str, found: re.Match[str], slug: str, code: str, stored: Stored) -> Claims:
    if rank := re.search(rf"ranked {RANK.pattern}", found["rest"]):
        yield from ranked_among(said, rank, slug, code, found["period"], stored)
    if found.groupdict().get("differ"):
        yield from figure((slug, code), found["period"], found["differ"], stored)


def top_of_area(said: str, found: re.Match[str], slug: str, code: str, stored: Stored) -> Claims:
    now = stored.one((slug, code), found["period"])
    yield from figure((slug, code), found["period"], found["now"], stored)
    yield from rank_at_top(said, found, slug, code, stored)
    if rate := re.search(rf"({NUMBER}) per 1,000 (residents|households) in (\d{{4}})", found["rest"]):
        counted, year = stored.people(code, found["period"], rate[2])
        given, slack = now / counted * 1000, stored.slack((slug, code), found["period"])
        true = (
            abs(number(rate[1]) - given) <= slack / counted * 1000 + Fraction(1, 20)
            if slack
            else shown_as(rate[1], given)
        )
        yield "rate", said, float(given), true and year == int(rate[3])
    if since := re.search(rf"than in ({PERIOD}):|as in ({PERIOD}):", found["rest"]):
        then = stored.one((slug, code), since[1] or since[2])
        for claim, given, true in judge_change(found["rest"].split(since[0])[1], then, now):
            yield "change", f"{said} {claim}", given, true


def areas_inside(page: Page, stored: Stored) -> Claims:
    """The table of the areas in an area: the figure of each and its rank in its own set."""
    here = AREA.search(page.address)
    for table in page.tables if here else ():
        headings = [cell.words for cell in table.rows[0]] if table.rows else []
        ranked_by = headings[2] if headings[2:] in (["Rank"], ["Rank by rate"]) else ""
        measure = re.fullmatch(rf"(.+), ({PERIOD})", headings[1]) if ranked_by else None
        for record in table.records() if measure else ():
            (slug,), period = stored.slugs[measure[1]], measure[2]
            code, said = linked(record[headings[0]], AREA), record[headings[1]].words
            known = bool(stored.all((slug, code), period))
            if said == "no figure":
                yield "inside", f"{code}, {period}: {said}", known, not known
            for _kind, claim, given, true in figure((slug, code), period, said, stored):
                yield "inside", f"{code}, {claim}", given, true
            rank = record[ranked_by].words
            if found := RANK.fullmatch(rank):
                said = f"{code}: {rank}{ranked_by.removeprefix('Rank')}"
                for _kind, claim, given, true in ranked_among(said, found, slug, code, period, stored):
                    yield "rank inside", claim, given, true
            else:
                yield "rank inside", f"{code}: {rank}", known, rank == "not ranked" and not known


HIGHEST = ", highest rate first"
AMONG_SIMILAR = re.compile(
    rf"Ranked {RANK.pattern}, highest first, among similar areas \(.+?\)\."
    r"(?: Their mean, with(?: this area|out (?P<without>\d+) areas? about which sources differ), is "
    rf"(?P<mean>{NUMBER}) (?P<unit>[^.]+)\.)?"
    r"(?: (?P<missing>\d+) of the (?P<count>\d+) similar areas have no figure here\.)?"
)


def among_similar(page: Page, stored: Stored) -> Claims:
    """An area among similar ones: its rank, their mean, how many have no figure, and the table of all below."""
    here = AREA.search(page.address)
    for table in page.tables if here else ():
        if not table.caption.endswith(HIGHEST):
            continue
        name, period = table.caption.removesuffix(HIGHEST).rsplit(", ", 1)
        (slug,), unit = stored.slugs[name], table.rows[0][-1].words
        for record in table.records():
            codes, said = stored.codes[record["Place"].words], record[unit].words
            given = stored.rates(slug, codes, period, unit)
            shown = any(shown_as(said, one) for values in given.values() for one in values if len(values) == 1)
            yield "beside", f"{name}, {period}, {record['Place'].words}: {said}", given, shown or not number(said)
        at = page.sentences.index(table.caption) - 1
        if found := AMONG_SIMILAR.fullmatch(page.sentences[at]):
            yield from similar_sentence(found, slug, here[1], period, unit, stored)


def similar_sentence(
    said: re.Match[str], slug: str, code: str, period: str, unit: str, stored: Stored
) -> Iterator[tuple[str, str, object, bool]]:
    members = similar_to(code)
    rates = stored.rates(slug, members | {code}, period, unit)
    agreed = [next(iter(values)) for values in rates.values() if len(values) == 1]
    slack = max((stored.slack((slug, one), period) for one in rates), default=Fraction(0))
    ranks, missing = places_of(code, rates), len(members | {code}) - len(rates)
    yield "among similar", said[0], ranks, is_ranked(said, ranks, slack) and int(said["of"]) == len(rates)
    if said["mean"]:
        mean, without = sum(agreed) / len(agreed), len(rates) - len(agreed)
        yield "mean of similar", said[0], float(mean), bool(slack) or shown_as(said["mean"], mean)
        yield "mean of similar", said[0], unit, said["unit"] == unit and int(said["without"] or 0) == without
    counts = (int(said["missing"] or 0), int(said["count"] or len(members)))
    yield "without a figure", said[0], (missing, len(members)), counts == (missing, len(members))


BESIDE_MEAN = re.compile(
    rf"(?P<own>{NUMBER})%? ?(?P<unit>per 1,000 \w+)? ?in (?P<period>{PERIOD}); the mean of (?P<of>\d+) similar areas, "
    rf"this one included, is (?P<mean>{NUMBER})%?(?: per 1,000 \w+)?\.(?: (?P<missing>\d+) similar areas? ha)?"
)


def targets_beside_similar(page: Page, stored: Stored) -> Claims:
    """A target against similar areas: the own figure, the mean, the numbers of areas, and the status they give."""
    here = INDICATOR.search(page.address)
    for table in page.tables:
        for record in table.records():
            found = BESIDE_MEAN.search(record["Status"].words) if "Status" in record else None
            if not found:
                continue
            slug = here[1] if here else linked(record["Target"], INDICATOR)
            status = record["Status"].pieces[0]
            given = [beside_mean(found, status, slug, code, stored) for area, code in stored.values if area == slug]
            yield "target beside similar", found[0], given, True in given


def beside_mean(said: re.Match[str], status: str, slug: str, code: str, stored: Stored) -> bool:
    """Whether all that is said of a target is true of one area and its group."""
    group = similar_to(code) | {code}
    rates = {one: min(r) for one, r in stored.rates(slug, group, said["period"], said["unit"] or "").items()}
    if code not in rates or len(group) == 1:
        return False
    mean = sum(rates.values()) / len(rates)
    better = rates[code] < mean if better_is(slug) == "lower" else rates[code] > mean
    numbers = (int(said["of"]), int(said["missing"] or 0)) == (len(rates), len(group) - len(rates))
    right = shown_as(said["own"], rates[code]) and shown_as(said["mean"], mean) and numbers
    return right and (status in {"met", "on target"}) == better


def places_on_maps(page: Page, stored: Stored) -> Claims:
    """“Central: 4,713 crimes, ranked 1st of 24”, “Eye and Thorney: hidden, ranked 16th to 23rd of 24”."""
    for said in set(page.sentences):
        unit = r"(?:per 1,000 (?P<base>residents|households)|[a-z ]+)"
        found = re.fullmatch(rf"(.+?): (?:({NUMBER}) {unit}|hidden|(sources differ: .+)), ranked {RANK.pattern}", said)
        keys = [key for key in stored.values if key[1] in stored.codes[found[1]]] if found else ()
        given = [
            (*on_map((slug, code), words, found["base"], stored), *ranked)
            for slug, code in keys
            for words, periods in stored.periods.items()
            if periods & stored.values[slug, code].keys() and stored.all((slug, code), words)
            for by_rate in ([True] if found["base"] else [False] if found[2] else [True, False])
            for ranked in ranks_of(stored, slug, code, words, by_rate)
        ]
        if found:
            yield "rank on map", said, given, any(is_on_map(found, *one) for one in given)


def on_map(key: Key, period: str, base: str | None, stored: Stored) -> tuple[set[Fraction], Fraction]:
    """What a map can show of an area, counts or rates per 1,000 of some, and how far it may be from that."""
    values, slack = stored.all(key, period), stored.slack(key, period)
    counted = stored.people(key[1], period, base) if base else None
    if counted is None:
        return values, slack
    per = 1000 / counted[0]
    return {value * per for value in values}, slack and slack * per + Fraction(1, 20)


def is_on_map(said: re.Match[str], values: set[Fraction], slack: Fraction, ranks: tuple[int, int], of: int) -> bool:
    ranked = is_ranked(said, ranks, slack) and int(said["of"]) == of
    if len(values) > 1:
        numbers = {number(words) for words in (said[4] or "").partition(": ")[2].split(" or ")}
        return ranked and numbers == values
    shown, value = said[2], next(iter(values))
    if shown is None:
        return ranked and bool(slack) and value > 0
    return ranked and (is_near(shown, value, slack) if slack else shown_as(shown, value))


def shares_of_answers(page: Page, stored: Stored) -> Claims:
    """“56 (96.6%)” beside a base of 58."""
    for table in page.tables:
        for record in table.records():
            base = number(record["Base"].words) if "Base" in record else None
            for cell in record.values() if base else ():
                if found := re.fullmatch(rf"({NUMBER}) \(({NUMBER})%\)", cell.words):
                    share = number(found[1]) / base * 100
                    yield "share", cell.words, float(share), shown_as(found[2], share)


def limits_of_counts(page: Page, stored: Stored) -> Claims:
    """The 95% limits beside a count, from Byar's formula at ten and more, from the exact one below."""
    for table in page.tables:
        for record in table.records():
            if "95% limits" not in record or not (
                found := re.fullmatch(r"(\d[\d,]*) – (\d[\d,]*)", record["95% limits"].words)
            ):
                continue
            counts = [number(cell.words) for heading, cell in record.items() if heading not in {"Period", "95% limits"}]
            low, high = byar(float(counts[0]))
            said = tuple(int(n.replace(",", "")) for n in found.groups())
            yield (
                "limits",
                f"{counts[0]}: {found[0]}",
                (low, high),
                abs(said[0] - low) <= 0.51 and abs(said[1] - high) <= 0.51,
            )


TITLE = re.compile(
    rf"(?P<name>.+?)(?: (?P<way>rose|fell) (?P<by>{NUMBER})(?P<unit>%| points)|"
    rf" (?P<size>rose|fell) by (?P<few>{NUMBER})|(?P<same>: no significant change))"
    rf" from (?P<since>{PERIOD}) to (?P<period>{PERIOD})"
    r"(?:, but counting changed in between)?(?:; sources differ about (?P<differ>.+))?"
)


def chart_titles(page: Page, stored: Stored) -> Claims:
    """The title of a chart over time: which way, by how much, that it is no chance, about what sources differ."""
    here = INDICATOR.search(page.address)
    for said in page.sentences if here else ():
        keys = [key for key in stored.values if key[0] == here[1]]
        if newest := re.fullmatch(rf".+: sources differ about ({PERIOD})", said):
            yield "title", said, newest[1], any(len(stored.all(key, newest[1])) > 1 for key in keys)
        if not (found := TITLE.fullmatch(said)):
            continue
        pairs = [(key, stored.one(key, found["since"]), stored.one(key, found["period"])) for key in keys]
        given = [(key, then, now) for key, then, now in pairs if None not in (then, now)]
        yield "title", said, given, any(is_title(found, key, then, now, stored) for key, then, now in given)


def is_title(said: re.Match[str], key: Key, then: Fraction, now: Fraction, stored: Stored) -> bool:
    """Whether what a title says is true of one area."""
    named = {words for words in stored.periods if len(stored.all(key, words)) > 1 and stored.one(key, words) is None}
    words = said["differ"] or ""
    right = not words or words in named or bool(re.fullmatch(r"\d+ periods", words))
    if said["same"]:
        return right and may_be_chance(then, now)
    if ((said["way"] or said["size"]) == "rose") != (now > then):
        return False
    if said["unit"] == " points":
        return right and shown_as(said["by"], abs(now - then))
    if may_be_chance(then, now) and is_added_up(key[0]):
        return False
    return right and shown_as(said["by"] or said["few"], abs(percent(then, now) if said["by"] else now - then))


PRINTED_TITLE = re.compile(r"As printed, (?P<falls>\d+) of (?P<count>\d+) (?:is|are) lower than before(?:; .+)?")


def titles_of_tables(page: Page, stored: Stored) -> Claims:
    """“As printed, 8 of 10 are lower than before; …”: a sentence on the page says the same of the rows."""
    for said in page.sentences:
        if found := PRINTED_TITLE.fullmatch(said):
            start = rf"As printed, {found['falls']} of {found['count']} (?:is|are) lower and \d+ higher than before\."
            told = [one for one in page.sentences if re.match(start, one)]
            differ = re.search(r"sources differ about (\d+)", said)
            same = f"Sources differ about {differ[1]} of these rows." if differ else "Largest change"
            yield "title of table", said, told, any(same in one for one in told)


JUDGES = [
    chart_titles,
    titles_of_tables,
    area_tables,
    wider_figures,
    listed_figures,
    target_tables,
    statuses,
    values_on_the_way,
    sentences_of_change,
    extremes,
    rankings,
    sums_of_areas,
    places_of_areas,
    areas_inside,
    among_similar,
    targets_beside_similar,
    places_on_maps,
    shares_of_answers,
    limits_of_counts,
]


def false_ones(verdicts: Iterable[Verdict]) -> list[str]:
    return [str(verdict) for verdict in verdicts if not verdict.true]
