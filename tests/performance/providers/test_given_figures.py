"""Figures by the link: asked of who provides the measure, checked beside the cell, and used once an officer accepts."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.models import FigureRequest, ImportRun, Observation, Source
from plans.models import Organisation
from priorities.models import LeadRequest
from tests import builders
from tests.performance.indicators.test_pages import words

pytestmark = pytest.mark.django_db

ASK = "/desk/anytown/plans/2020-2023/progress/ask/"
GIVEN = "/desk/anytown/figures/given/"
EMAIL = "police@example.org"


def ended(quarters: int) -> tuple[dt.date, dt.date]:
    """The quarter that ended so many quarters before the running one; 1 is the last that is over."""
    today = timezone.localdate()
    first = today.year * 12 + (today.month - 1) // 3 * 3 - 3 * quarters
    start, after = (dt.date(month // 12, month % 12 + 1, 1) for month in (first, first + 3))
    return start, after - dt.timedelta(days=1)


def named(quarters: int) -> str:
    start, end = ended(quarters)
    return f"{start:%B} to {end:%B %Y}"


@pytest.fixture
def here():
    """A plan without actions; the police provide burglary, of which the last quarter that is over is due."""
    made = builders.plan()
    owner = made.partnership
    owner.areas.add(builders.area_set(owner, ["Anytown"], slug="district", kind="district").areas.get())
    measure(owner, "burglary", "Anyshire Police")
    made.contacts.create(office="Community Safety Office", email="office@example.org")
    return owner


def measure(owner, slug, provider, unit="crimes", newest=2):
    """A quarterly measure, due on the last day of its period, with its newest figure so many quarters ago."""
    indicator, town = builders.indicator(slug, unit=unit), owner.areas.get()
    said = owner.sources.first() or builders.source(owner)
    start, end = ended(newest)
    builders.observation(said, indicator, town, 2020, 40, period_start=start, period_end=end)
    of, _made = Organisation.objects.get_or_create(name=provider)
    return owner.measures.create(indicator=indicator, frequency="quarterly", lag=0, provider=of)


@pytest.fixture
def officer(client, here):
    client.force_login(builders.person("officer", here, "officer", email="officer@example.org"))
    return client


def ask(officer, *addresses: str) -> list[str]:
    """Sends a round to the organisations in their order; the links in the emails."""
    mail.outbox.clear()
    names = re.findall(r'name="(address-\w+)"', officer.get(ASK).content.decode())
    day = timezone.localdate() + dt.timedelta(days=14)
    terms = {"label": f"Round {LeadRequest.objects.count()}", "period_start": "2020-04-01", "period_end": "2020-06-30"}
    terms |= {"answer_by": str(day), "remind_days": "7", "escalate_days": "5"}
    answer = officer.post(ASK, terms | dict(zip(names, addresses, strict=True)))
    assert answer.status_code == 302, words(answer)
    return [re.search(r"http://testserver(/update/\S+)", one.body)[1] for one in mail.outbox]


def fields(request: FigureRequest, figure="", missing="", reason="") -> dict[str, str]:
    said = {"figure": figure, "missing": missing, "reason": reason}
    return {f"figure-{request.pk}-{name}": text for name, text in said.items()}


def stored(owner) -> list[tuple]:
    rows = Observation.objects.filter(source__partnership=owner, source__title__startswith="Figures from")
    return [(one.indicator.slug, one.value, one.state, one.provisional) for one in rows]


def test_a_figure_goes_from_the_link_to_a_provisional_figure_of_the_police(officer, here, client):
    (link,) = ask(officer, EMAIL)
    email = mail.outbox[0]
    assert email.subject == "Please send your figures: Round 0, Safer Anytown"
    assert "Safer Anytown asks Anyshire Police for 1 figure: Round 0." in email.body
    assert f"Due:\n- Burglary, {named(1)}\n" in email.body
    page = words(client.get(link))
    assert "Which figures do you have?" in page
    assert f"Burglary, {named(1)} Anytown, crimes, due" in page
    asked_for = FigureRequest.objects.get()
    thanks = words(client.post(link, fields(asked_for, "1,038")))
    assert f"Burglary, {named(1)} 1,038 An officer will check it before it is used." in thanks
    assert stored(here) == []
    assert "1 figure from leads is waiting to be accepted." in words(officer.get("/desk/"))
    done = words(officer.post(GIVEN, {"name": "Anyshire Police", "figure": asked_for.pk}, follow=True))
    assert (
        "1 figure accepted as provisional. Readers see nothing of the source “Figures from Anyshire Police” until you "
        "publish it."
    ) in done
    assert "No figures are waiting for you." in done
    assert "Accepted, not published Figures from Anyshire Police Check and publish" in done
    assert stored(here) == [("burglary", Decimal(1038), "value", True)]
    source = Source.objects.get(title="Figures from Anyshire Police")
    assert (source.disclosure, source.published_at) == ("protected", None)
    assert "waiting to be accepted" not in words(officer.get("/desk/"))
    page = officer.get("/desk/anytown/figures/sources/figures-from-anyshire-police/")
    run = re.search(r'href="(/desk/anytown/figures/import/\d+/)"', page.content.decode())[1]
    officer.post(f"{run}publish/")
    assert "Accepted, not published" not in words(officer.get(GIVEN))
    assert ": 1,040 crimes." in words(Client().get("/anytown/performance/burglary/"))


def test_what_was_accepted_can_be_taken_back_like_any_import(officer, here, client):
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    client.post(link, fields(asked_for, "1,038"))
    officer.post(GIVEN, {"name": "Anyshire Police", "figure": asked_for.pk})
    page = f"/desk/anytown/figures/import/{ImportRun.objects.get(layout='given').pk}/"
    assert "Figures from Anyshire Police" in words(officer.get(page))
    assert officer.get(f"{page}figures/").status_code == 200
    officer.post(f"{page}undo/", {"reason": "It was a slip."})
    assert stored(here) == []
    assert "figure: Burglary" in words(officer.get(ASK))


def test_a_link_shows_the_figures_of_its_organisation_alone(officer, here, client):
    """Not those of another provider, of another partnership, or without a provider; and no figure that is stored."""
    measure(here, "arson", "Fire Service")
    measure(here, "litter", "Nobody")
    here.measures.filter(indicator__slug="litter").update(provider=None)
    elsewhere = builders.partnership("elsewhere")
    elsewhere.areas.add(here.areas.get())
    measure(elsewhere, "drugs", "Anyshire Police")
    police, fire = ask(officer, EMAIL, "fire@example.org")
    assert [str(one) for one in FigureRequest.objects.order_by("lead__name")] == [
        f"Burglary, {named(1)}",
        f"Arson, {named(1)}",
    ]
    page = words(client.get(police))
    assert "Burglary" in page
    for hidden in ("Arson", "Litter", "Drugs", "40"):
        assert hidden not in page
    of_fire = FigureRequest.objects.get(indicator__slug="arson")
    answer = client.post(police, fields(of_fire, "7"))
    assert answer.status_code == 422
    of_fire.refresh_from_db()
    assert of_fire.given == ""
    assert "Arson" in words(client.get(fire))


def test_a_figure_is_asked_for_beside_actions_and_withheld_ones_are_not(officer, here, client):
    first = builders.priority(here.plans.get())
    builders.lead(builders.action(first, 1), "Anyshire Police")
    withheld = builders.priority(here.plans.get(), "2", visibility="members", withheld="7")
    builders.lead(builders.action(withheld), "Anyshire Police")
    (link,) = ask(officer, EMAIL)
    assert "- 1.1 Action 1.1\n\nThis figure is due too:\n- Burglary" in mail.outbox[0].body
    page = words(client.get(link))
    assert "How is your action going?" in page
    assert "Action 2.1" not in page
    update, asked_for = LeadRequest.objects.get().updates.get(name__startswith="1.1"), FigureRequest.objects.get()
    status = {f"action-{update.pk}-status": "on track"}
    answer = client.post(link, status | fields(asked_for, "many"))
    assert answer.status_code == 422
    assert re.search(r'value="on track"\s+checked', answer.content.decode())
    assert client.post(link, status | fields(asked_for, "12")).status_code == 200
    update.refresh_from_db()
    asked_for.refresh_from_db()
    assert (update.status, asked_for.given) == ("on track", "12")


@pytest.mark.parametrize(
    ("figure", "missing", "reason", "field", "sentence"),
    [
        ("-3", "", "", "figure", "A count cannot be negative."),
        ("3.5", "", "", "figure", "A count is a whole number."),
        ("12%", "", "", "figure", "A count has no %."),
        ("£12", "", "", "figure", "A count has no £."),
        (
            "many",
            "",
            "",
            "figure",
            "“many” is not a figure. Enter a number such as 1,204, or choose why there is none.",
        ),
        ("", "", "", "figure", "Enter the figure, or choose why there is none."),
        ("3", "data lag", "", "missing", "Enter the figure, or choose why there is none: not both."),
        ("", "not collected", " ", "reason", "Say why in a few words"),
        ("", "made up", "", "missing", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_cell_and_nothing_is_lost(
    officer, here, client, figure, missing, reason, field, sentence
):
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    answer = client.post(link, fields(asked_for, figure, missing, reason))
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    name = f"figure-{asked_for.pk}-{field}"
    assert re.search(rf'<a href="#id_{name}">Burglary, {named(1)}: {re.escape(sentence)}', html)
    assert re.search(rf'id="{name}-error">.*?{re.escape(sentence)}', html, re.S)
    assert re.search(rf'name="{name}"[^>]* aria-invalid="true" aria-describedby="{name}-error"', html)
    assert f'value="{figure}"' in html
    asked_for.refresh_from_db()
    assert asked_for.given == ""
    assert client.post(link, fields(asked_for, "3")).status_code == 200


@pytest.mark.parametrize("figure", ["100.1", "140%", "-2"])
def test_a_share_is_from_0_to_100_per_cent(officer, here, client, figure):
    here.measures.all().delete()
    measure(here, "satisfied", "Anyshire Police", unit="%")
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    answer = client.post(link, fields(asked_for, figure))
    assert answer.status_code == 422
    sentence = f"“{figure}” is not from 0 to 100 per cent. Enter such a share, or choose why there is none."
    assert sentence in unescape(answer.content.decode())
    assert client.post(link, fields(asked_for, "100%")).status_code == 200


@pytest.mark.parametrize(
    ("missing", "reason", "given", "state"),
    [
        ("not yet published", "out in May", "not yet published (out in May)", "not yet published"),
        ("data lag", "", "not yet published (data lag)", "not yet published"),
        ("data lag", "force system moved", "not yet published (data lag: force system moved)", "not yet published"),
        ("not collected", "survey ended", "not collected (survey ended)", "not collected"),
    ],
)
def test_why_there_is_no_figure_is_kept_with_its_reason(officer, here, client, missing, reason, given, state):
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    assert client.post(link, fields(asked_for, "", missing, reason)).status_code == 200
    officer.post(GIVEN, {"name": "Anyshire Police", "figure": asked_for.pk})
    assert stored(here) == [("burglary", None, state, True)]
    assert Observation.objects.get(state=state).as_printed == given
    lead = asked_for.lead
    page = officer.get(f"/desk/anytown/plans/2020-2023/progress/{lead.round_id}/leads/{lead.pk}/")
    assert f"Burglary, {named(1)} {given} Accepted" in words(page)


def test_the_link_takes_figures_once_and_for_a_time(officer, here, client):
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    asked_for.lead.links.update(made_at=builders.at(2020, 1, 1), expires_at=builders.at(2020, 1, 2))
    shut = client.post(link, fields(asked_for, "7"))
    assert (shut.status_code, "This link has expired." in words(shut)) == (410, True)
    assert f"Burglary, {named(1)}: Figure" in words(shut)
    assert ">7</textarea>" in shut.content.decode()
    asked_for.lead.links.update(expires_at=timezone.now() + dt.timedelta(days=1))
    assert client.post(link, fields(asked_for, "7")).status_code == 200
    again = client.post(link, fields(asked_for, "8"))
    assert (again.status_code, "The answer has already been saved" in words(again)) == (410, True)
    asked_for.refresh_from_db()
    assert asked_for.given == "7"
    twice = {"name": "Anyshire Police", "figure": asked_for.pk}
    assert "1 figure accepted" in words(officer.post(GIVEN, twice, follow=True))
    assert "Nothing was changed" in words(officer.post(GIVEN, twice, follow=True))
    assert ImportRun.objects.filter(layout="given").count() == 1


def test_what_waits_or_is_asked_already_is_not_asked_again_and_what_is_set_aside_is(officer, here, client):
    (link,) = ask(officer, EMAIL)
    assert "nobody to ask" in words(officer.get(ASK))
    asked_for = FigureRequest.objects.get()
    client.post(link, fields(asked_for, "7"))
    assert "nobody to ask" in words(officer.get(ASK))
    done = officer.post(GIVEN, {"name": "Anyshire Police", "figure": asked_for.pk, "set-aside": "1"}, follow=True)
    assert "1 figure set aside." in words(done)
    assert stored(here) == []
    assert "figure: Burglary" in words(officer.get(ASK))


def test_four_periods_at_most_are_asked_for(officer, here):
    measure(here, "arson", "Fire Service", newest=7)
    ask(officer, EMAIL, "fire@example.org")
    of_fire = FigureRequest.objects.filter(indicator__slug="arson")
    assert [str(one) for one in of_fire] == [f"Arson, {named(number)}" for number in (4, 3, 2, 1)]


def test_a_published_source_keeps_its_protection_and_is_never_overwritten(officer, here, client):
    """A protected source hides the small count that was accepted into it; what it says already is not replaced."""
    said = builders.source(
        here, "figures-from-anyshire-police", disclosure="protected", title="Figures from Anyshire Police"
    )
    town, burglary = here.areas.get(), here.measures.get().indicator
    start, end = ended(3)
    builders.observation(said, burglary, town, 2020, 60, period_start=start, period_end=end)
    publish_source(said)
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    client.post(link, fields(asked_for, "3"))
    officer.post(GIVEN, {"name": "Anyshire Police", "figure": asked_for.pk})
    figure = Observation.objects.get(value=3)
    assert (figure.source, figure.as_public(said).state, figure.as_public(said).value) == (said, "suppressed", None)
    said.refresh_from_db()
    assert said.disclosure == "protected"
    asked_for.pk = None
    asked_for.given, asked_for.decided_at, asked_for.decided_by, asked_for.import_run = "9", None, None, None
    FigureRequest.objects.update(period_start=start, period_end=end)
    asked_for.save()
    page = words(officer.get(GIVEN))
    assert "“Figures from Anyshire Police” says 3." in page
    answer = officer.post(GIVEN, {"name": "Anyshire Police", "figure": asked_for.pk})
    assert answer.status_code == 422
    assert f"Burglary, {named(1)}: “Figures from Anyshire Police” already says 3." in words(answer)
    assert Observation.objects.filter(value=9).count() == 0


def test_an_officer_of_another_partnership_accepts_nothing_here(officer, here, client):
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    client.post(link, fields(asked_for, "7"))
    elsewhere = builders.partnership("elsewhere")
    client.force_login(builders.person("other", elsewhere, "officer"))
    assert client.get(GIVEN).status_code == 404
    theirs = {"name": "Anyshire Police", "figure": asked_for.pk}
    answer = client.post("/desk/elsewhere/figures/given/", theirs, follow=True)
    assert "Nothing was changed" in words(answer)
    asked_for.refresh_from_db()
    assert asked_for.decided_at is None
    client.force_login(builders.person("lead", here, "lead"))
    assert client.get(GIVEN).status_code == 403


def test_an_account_of_the_organisation_answers_on_the_desk_and_may_correct(officer, here, client):
    ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    police = builders.person("police", here, "lead", organisation=Organisation.objects.get(name="Anyshire Police"))
    client.force_login(police)
    home = words(client.get("/desk/"))
    assert "Anyshire Police is asked about 1 figure: Round 0, answer by" in home
    lead = asked_for.lead
    page = f"/desk/anytown/plans/2020-2023/progress/{lead.round_id}/leads/{lead.pk}/answer/"
    assert client.post(page, fields(asked_for, "7") | {"seen": ""}).status_code == 302
    lead.refresh_from_db()
    opened = client.get(page).content.decode()
    assert re.search(r'maxlength="60" value="7"', opened)
    seen = re.search(r'name="seen" value="([^"]+)"', opened)[1]
    assert client.post(page, fields(asked_for, "8") | {"seen": seen}).status_code == 302
    asked_for.refresh_from_db()
    assert asked_for.given == "8"
    history = words(client.get("/desk/anytown/plans/2020-2023/history/"))
    assert "answer of Anyshire Police" in history


def test_pages_cost_as_many_queries_with_one_figure_as_with_three(officer, here, client):
    (link,) = ask(officer, EMAIL)
    asked_for = FigureRequest.objects.get()
    lead = asked_for.lead
    of_round = f"/desk/anytown/plans/2020-2023/progress/{lead.round_id}/"
    pages = [link, of_round, f"{of_round}leads/{lead.pk}/", f"{of_round}leads/{lead.pk}/answer/", ASK, "/desk/", GIVEN]

    officer.get(of_round)  # what was done is said once

    def costs() -> dict[str, int]:
        """The queries of each page; the last two of figures that were given."""
        counted = {}
        for page in pages:
            if page == "/desk/":
                lead.figure_requests.update(given="5")
                LeadRequest.objects.update(answered_at=timezone.now(), through="link")
                officer.get(page)  # what the checks find is worked out, and kept
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(page).status_code == 200
            counted[page] = len(queries)
        lead.figure_requests.update(given="")
        LeadRequest.objects.update(answered_at=None, through="")
        return counted

    measure(here, "arson", "Fire Service")
    with_one = costs()
    for number in range(2):
        measure(here, f"fire-{number}", "Fire Service")
        asked_for.pk, asked_for.indicator = None, measure(here, f"police-{number}", "Anyshire Police").indicator
        asked_for.save()
    assert lead.figure_requests.count() == 3
    assert costs() == with_one
