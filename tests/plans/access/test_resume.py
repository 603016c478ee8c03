"""What was typed is not lost when the sign-in has run out, and nobody else reads it."""

import re

import pytest
from django.test import Client

from plans.access import resume
from plans.models import User
from tests import builders

WHY = "Three pages about burglary, typed since lunch."
HERE = "http://testserver"


@pytest.fixture
def plan(db):
    return builders.rich_plan(1)


@pytest.fixture
def officer(plan, client) -> User:
    """An officer whose sign-in has run out while a form was open."""
    person = builders.person("officer", plan.partnership, "officer")
    client.force_login(person)
    client.get("/desk/")
    client.cookies.pop("sessionid")
    return person


def priority_page(plan) -> str:
    return f"/desk/anytown/plans/2020-2023/rows/priorities/{plan.priorities.get().pk}/"


def fields(**words) -> dict:
    return {"ref": "1", "title": "Priority 1", "decision": "new", "visibility": "public", "row_version": "1"} | words


def test_a_form_sent_after_the_sign_in_ran_out_is_back_after_signing_in(plan, officer, client):
    page = priority_page(plan)
    answer = client.post(page, fields(why=WHY))
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/sign-in/?next={page}")
    sign_in = client.get(answer["Location"]).content.decode()
    assert "We have kept what you typed." in sign_in
    assert WHY not in sign_in
    client.force_login(officer)
    form = client.get(page).content.decode()
    assert "We kept what you sent at" in form
    assert re.search(rf'<textarea name="why"[^>]*>\s*{WHY}</textarea>', form)
    assert plan.priorities.get().why == ""
    assert client.post(page, fields(why=WHY)).status_code == 302
    assert plan.priorities.get().why == WHY
    assert "We kept what you sent" not in client.get(page).content.decode()


def test_what_somebody_saved_meanwhile_is_not_overwritten_by_the_kept_form(plan, officer, client):
    page = priority_page(plan)
    client.post(page, fields(why=WHY))
    plan.priorities.update(why="From a colleague", row_version=2)
    client.force_login(officer)
    form = client.get(page).content.decode()
    (version,) = re.findall(r'name="row_version" value="(\d+)"', form)
    answer = client.post(page, fields(why=WHY, row_version=version)).content.decode()
    assert "Someone else saved this first." in answer
    assert plan.priorities.get().why == "From a colleague"


def test_the_next_person_who_signs_in_sees_nothing_of_it(plan, officer, client):
    page = priority_page(plan)
    client.post(page, fields(why=WHY))
    client.force_login(builders.person("colleague", plan.partnership, "officer"))
    assert WHY not in client.get(page).content.decode()
    client.force_login(officer)
    assert WHY not in client.get(page).content.decode()


def test_after_a_sign_out_it_is_given_back_at_once_and_not_kept(plan, client):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    client.get("/desk/")
    client.post("/desk/sign-out/")
    answer = client.post(priority_page(plan), fields(why=WHY))
    assert answer.status_code == 403
    assert WHY in answer.content.decode()
    assert resume.KEY not in client.session


def test_too_much_to_keep_is_given_back_at_once(plan, officer, client):
    long = "word " * 50_000
    answer = client.post(priority_page(plan), fields(why=long))
    assert answer.status_code == 403
    assert long.strip() in answer.content.decode()


def test_a_note_to_a_move_is_kept_and_shown_on_the_page_it_stood_on(plan, officer, client):
    page = "/desk/anytown/plans/2020-2023/publish/"
    answer = client.post(f"{page}submit/", {"note": "The board agreed on 3 March."}, headers={"Referer": HERE + page})
    assert answer["Location"] == f"/desk/sign-in/?next={page}"
    client.force_login(officer)
    assert "The board agreed on 3 March.</textarea>" in client.get(page).content.decode()
    assert f'<a href="{page}">Restore it</a>' in client.get("/desk/").content.decode()
    assert client.post("/desk/kept/").status_code == 302
    assert "The board agreed" not in client.get(page).content.decode()


def test_a_button_is_not_kept(plan, officer, client):
    client.post(f"{priority_page(plan)}move/", {"to": "up"})
    assert resume.KEY not in client.session


def test_what_was_pasted_is_shown_again(plan, officer, client):
    page = "/desk/anytown/plans/2020-2023/funding/paste/"
    client.post(page, {"text": "Fund\tPurpose\tAmount\nCommunity fund\tYouth club\t£1,200"})
    client.force_login(officer)
    shown = client.get(page).content.decode()
    assert re.search(r'<textarea [^>]*name="cell-purpose"[^>]*>Youth club</textarea>', shown)


def test_a_form_with_a_stale_token_gives_its_text_back(plan, officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    page = priority_page(plan)
    answer = client.post(page, fields(why=WHY) | {"password": "secret words"}, headers={"Referer": HERE + page})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert f">{WHY}</textarea>" in html
    assert "secret words" not in html
    assert f'href="{page}"' in html


def test_a_form_from_elsewhere_is_not_shown(plan, officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    headers = {"Referer": "http://elsewhere.example/", "Origin": "http://elsewhere.example"}
    answer = client.post(priority_page(plan), fields(why=WHY), headers=headers)
    assert answer.status_code == 403
    assert WHY not in answer.content.decode()


def test_a_form_of_a_row_that_somebody_removed_gives_its_text_back(plan, client):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    page = priority_page(plan)
    plan.priorities.all().delete()
    answer = client.post(page, fields(why=WHY), headers={"Referer": HERE + page})
    assert answer.status_code == 404
    assert f">{WHY}</textarea>" in answer.content.decode()
