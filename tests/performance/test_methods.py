"""The pages that explain: how figures are worked out, privacy, cookies, accessibility."""

import re

from performance.methods import METHODS
from performance.recording import CHANGES
from tests.performance.test_pages import words


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


def test_the_cookies_page_names_every_cookie_that_is_set(db, client, settings):
    named = words(client.get("/cookies/"))
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"):
        assert name in named
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours without use" in named


def test_the_privacy_notice_says_how_long_words_are_kept(db, client):
    from plans.feedback import KEPT_MONTHS

    assert f"They are deleted {KEPT_MONTHS} months after the consultation closes" in words(client.get("/privacy/"))


def test_the_statement_says_what_was_not_tested(db, client):
    said = words(client.get("/accessibility/"))
    assert "No independent audit has been made" in said
    assert "No test was made with people who use a screen reader" in said
