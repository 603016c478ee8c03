"""The pages that explain: how figures are worked out, privacy, cookies, accessibility."""

import re

from performance.checks.methods_page import METHODS
from performance.rules.recording import CHANGES
from tests import builders
from tests.performance.indicators.test_pages import words


def test_every_rule_stands_on_the_page_with_its_formula_and_every_change_with_its_source(db, client):
    response = client.get("/data/methods/")
    page = words(response)
    for one in METHODS:
        assert f"{one.title} {one.words} Formula. {one.formula}" in page
    for one in CHANGES:
        assert f"{one.title} {one.words} Source: {one.source}" in page
    ids = re.findall(r'\bid="([^"]+)"', response.content.decode())
    assert len(ids) == len(set(ids))
    linked = re.findall(r'href="#([\w-]+)"', response.content.decode())
    assert set(linked) <= set(ids)


def test_recording_changes_stand_in_order_of_time():
    years = [int(re.search(r"\d{4}", one.title)[0]) for one in CHANGES]
    assert years == sorted(years)


def test_the_cookies_page_names_every_cookie_that_is_set_and_no_other(db, client, settings):
    from plans.access.resume import COOKIE, KNOWN_FOR
    from plans.access.sign_in import DEVICE

    page = client.get("/cookies/").content.decode()
    kept = [settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, COOKIE, DEVICE]
    assert re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page) == kept
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours without use" in page
    assert f">{KNOWN_FOR.days} days</td>" in page


def test_reading_sets_no_cookie_and_writing_and_working_set_those_of_the_page(db, client):
    named = set(re.findall(r'<th scope="row"[^>]*>(.*?)</th>', client.get("/cookies/").content.decode()))
    plan = builders.plan()
    client.get("/anytown/plans/")
    assert not client.cookies
    client.get("/anytown/have-your-say/write/")
    assert set(client.cookies) == {"csrftoken"}
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    client.post("/desk/anytown/about/partnership/1/", {"title": "x"})
    for address in ("/desk/", "/desk/anytown/", f"/desk/anytown/{plan.slug}/"):
        client.get(address)
    assert set(client.cookies) <= named
    assert "writer" in client.cookies


def test_the_privacy_notice_says_how_long_what_people_send_is_kept(db, client):
    from plans.news.subscriptions import CONFIRM_DAYS
    from plans.residents.feedback import KEPT_MONTHS

    page = words(client.get("/privacy/"))
    assert f"{KEPT_MONTHS} months after the consultation closes" in page
    assert f"If you do not confirm: {CONFIRM_DAYS} days." in page
    assert "csrftoken" in page


def test_drafts_stay_as_long_as_the_cookies_page_says(db, client, settings):
    days = re.search(r"^const DAYS = (\d+);", (settings.BASE_DIR / "static" / "drafts.js").read_text(), re.M)[1]
    assert f"for at most {days} days. Signing out removes them." in words(client.get("/cookies/"))


def test_the_statement_says_what_was_not_tested(db, client):
    said = words(client.get("/accessibility/"))
    assert "No independent audit has been made" in said
    assert "No test was made with people who use a screen reader" in said
