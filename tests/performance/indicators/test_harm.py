"""Counts weighted by harm: off until an officer shows a table, and never more than readers have."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.models import HarmTable, HarmWeight
from performance.rules.harm import harm_words, related, together, weighted
from tests import builders

PAGE = "/anytown/performance/"


def text_of(client, address: str = PAGE) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.fixture
def place(db):
    """A town with burglaries, thefts and arson of 2024/25, and a table that weighs burglary and robbery, shown."""
    owner = builders.partnership()
    town = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    owner.areas.add(town)
    paper = builders.source(owner, published_at=timezone.now())
    counts = {"burglary": 30, "theft": 400, "arson": 7}
    made = {name: builders.indicator(name) for name in (*counts, "robbery")}
    for name, count in counts.items():
        builders.observation(paper, made[name], town, 2024, count)
    table = owner.harm_tables.create(
        name="Harm Index", unit="days in prison", edition="2020", source="A paper of 2020.", licence="CC BY", shown=True
    )
    for name, weight in (("burglary", 19), ("theft", 2), ("robbery", 365)):
        table.weights.create(crime_type=name.upper(), weight=weight, indicator=made[name])
    return owner, town, made, table


def test_counts_stand_beside_their_harm_and_what_is_left_out_is_named(client, place):
    text = text_of(client)
    assert "Harm-weighted, 2024/25" in text
    assert "“Harm Index” (edition 2020), in days in prison" in text
    assert "Source: A paper of 2020. Licence: CC BY." in text
    assert all(f">{words}</td>" in text for words in ("570", "800", "1,370"))
    assert "Not in the total, because there is no figure for this period: Robbery." in text
    assert "Not in the total, because no weight is given: Arson." in text


def test_nothing_is_to_be_seen_before_the_table_is_shown(client, place):
    HarmTable.objects.update(shown=False)
    pages = [text_of(client, address) for address in (PAGE, "/methods/", "/anytown/performance/burglary/")]
    assert not any("arm-weighted" in page or "Harm Index" in page for page in pages)


def test_a_weight_without_an_indicator_is_not_used(client, place):
    HarmWeight.objects.filter(crime_type="THEFT").update(indicator=None)
    text = text_of(client)
    assert "These types together</th><td" in text
    assert ">570</td></tr> </tbody>" in text or ">570</td></tr></tbody>" in text
    assert "because no weight is given: Arson; Theft." in text


def test_disputed_counts_give_a_range(client, place):
    owner, town, made, _table = place
    other = builders.source(owner, "other", published_at=timezone.now())
    builders.observation(other, made["burglary"], town, 2024, 40)
    text = text_of(client)
    assert ">570 to 760</td>" in text
    assert ">1,370 to 1,560</td>" in text


def test_a_hidden_count_hides_its_total_and_rounded_ones_give_ranges(client, place):
    owner, _town, made, _table = place
    east, west = builders.area_set(owner, ["East", "West"]).areas.all()
    kept = builders.source(owner, "kept", disclosure="protected", threshold=5, round_to=5)
    for area, burglaries, thefts in ((east, 3, 100), (west, 12, 61)):
        builders.observation(kept, made["burglary"], area, 2024, burglaries)
        builders.observation(kept, made["theft"], area, 2024, thefts)
    publish_source(kept, timezone.now())
    text = text_of(client)
    east_row = text.split(">East</a>")[1].split("</tr>")[0]
    west_row = text.split(">West</a>")[1].split("</tr>")[0]
    assert "hidden" in east_row
    assert "57" not in east_row
    # burglaries shown as 10 are 8 to 12, and thefts shown as 60 are 58 to 62: 8 × 19 + 58 × 2 to 12 × 19 + 62 × 2
    assert ">268 to 352</td>" in west_row


def test_an_area_that_lacks_a_type_has_no_total_and_no_rank(client, place):
    owner, _town, made, _table = place
    east, west = builders.area_set(owner, ["East", "West"]).areas.all()
    paper = owner.sources.get(slug="crime-figures")
    builders.observation(paper, made["burglary"], east, 2024, 10)
    builders.observation(paper, made["theft"], east, 2024, 50)
    builders.observation(paper, made["theft"], west, 2024, 350)
    text = text_of(client)
    east_row = re.sub(r"<[^>]+>", "|", text.split(">East</a>")[1].split("</tr>")[0])
    assert [cell for cell in east_row.split("|") if cell.strip()] == ["1st", "290"]
    assert "not all types have a figure" in text.split(">West</a>")[1].split("</tr>")[0]


def test_the_page_asks_one_query_for_any_number_of_weights(client, place):
    owner, town, _made, table = place
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(5):
        more = builders.indicator(f"more-{number}")
        table.weights.create(crime_type=f"More {number}", weight=1, indicator=more)
        builders.observation(owner.sources.get(), more, town, 2024, 9)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) <= len(few)


def test_a_crime_is_never_weighted_twice(place):
    _owner, _town, made, table = place
    part = builders.indicator("burglary-of-homes", part_of=made["burglary"])
    same = builders.indicator("theft-as-it-was", variant_of=made["theft"])
    share = builders.indicator("share", unit="%")
    for indicator, words in ((part, "count some of the same crimes"), (same, "count some"), (share, "is not a count")):
        weight = HarmWeight(table=table, crime_type="X", weight=1, indicator=indicator)
        with pytest.raises(ValidationError, match=words):
            weight.full_clean()


def test_a_total_whose_parts_are_weighted_later_is_left_out(client, place):
    _owner, _town, made, _table = place
    made["burglary"].part_of = made["theft"]
    made["burglary"].save()
    text = text_of(client)
    assert "Not in the total, because parts of it are: Theft." in text
    assert ">1,370</td>" not in text


def test_only_one_table_is_shown(place):
    owner, *_rest = place
    with pytest.raises(ValidationError, match="Another table is shown to readers already"):
        HarmTable(partnership=owner, name="Score", unit="points", edition="2018", source="ONS", shown=True).full_clean()


def test_an_officer_pastes_weights_and_chooses_what_they_are_for(client, place):
    owner, _town, made, table = place
    table.weights.all().delete()
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    page = f"/desk/anytown/about/rows/harm-tables/{table.pk}/harm-weights/paste/"
    pasted = "Offence\tCCHI days\tNotes\nHomicide\t5,475\tx\nBurglary\t19\ty\n"
    asked = client.post(page, {"text": pasted})
    assert "Say what each column marked “choose” contains" in asked.content.decode()
    given = {"text": pasted, "first": "1", "last": "1", "headings": "1-1"}
    roles = {"role-0": "crime_type", "role-1": "weight", "role-2": "-"}
    shown = client.post(page, given | roles | {"read": "yes"})
    assert "new harm weight: Homicide" in shown.content.decode()
    cells = {"cell-crime_type": ["Homicide", "Burglary"], "cell-weight": ["5,475", "19"], "cell-indicator": ["", ""]}
    assert client.post(page, cells | {"save": "yes", "seen": ["", ""]}).status_code == 302
    assert list(table.weights.values_list("crime_type", "weight", "indicator")) == [
        ("Burglary", Decimal(19), None),
        ("Homicide", Decimal(5475), None),
    ]
    assert "arm-weighted" not in text_of(client)
    assert client.post(page, {"undo": "yes"}).status_code == 302
    assert not table.weights.exists()


@pytest.mark.parametrize("cell", ["19 days", "0", "-3", "1e30", "nan", "1.23456"])
def test_what_is_no_weight_is_refused_in_one_sentence(client, place, cell):
    owner, _town, _made, table = place
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    page = f"/desk/anytown/about/rows/harm-tables/{table.pk}/harm-weights/paste/"
    answer = client.post(page, {"text": f"Crime type\tWeight\nHomicide\t{cell}\n"}).content.decode()
    assert f"Row 1: Weight: “{cell}” is not a weight; write one number above 0, like 1,825 or 5.5." in answer


def test_a_type_twice_and_an_unknown_indicator_are_refused_by_row(client, place):
    owner, _town, _made, table = place
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    page = f"/desk/anytown/about/rows/harm-tables/{table.pk}/harm-weights/paste/"
    text = "Crime type\tWeight\tIndicator\nHomicide\t5475\t\nhomicide\t5474\t\nFraud\t3\tFrauds\n"
    answer = " ".join(client.post(page, {"text": text}).content.decode().split())
    assert "Row 2: “Homicide: no indicator chosen” is also in row 1; keep one of the two." in answer
    sentence = "Row 3: There is no indicator called “Frauds”. Leave the cell empty and choose it afterwards."
    assert sentence in answer
    assert not table.weights.filter(crime_type__in=("Homicide", "Fraud")).exists()


def test_harm_in_words():
    assert weighted((Decimal(3), None), Decimal(19)) == (57, None)
    assert together([(Decimal(1), Decimal(2)), (Decimal(5), None)]) == (6, None)
    assert harm_words((Decimal(6), None)) == "hidden"
    assert harm_words((Decimal("10.5"), Decimal("10.5"))) == "11"
    assert harm_words((Decimal(1825), Decimal(2000))) == "1,825 to 2,000"


def test_what_counts_the_same_crimes():
    totals = {1: None, 2: 1, 3: 2, 4: None}
    assert related(3, 1, totals)
    assert related(1, 3, totals)
    assert not related(3, 4, totals)
    assert related(4, 5, totals, {5: 4})
