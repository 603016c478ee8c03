"""An empty portal in the browser: the link from the console, an account, a code app, a partnership, an invitation."""

import time

import pytest
from django.core.management import call_command
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.models import Partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.long)])
def test_from_the_link_to_the_first_invitation_without_javascript(browser, live_server, capsys, width):
    """Drives Chromium through five forms: several seconds."""
    call_command("first_administrator", address=live_server.url)
    link = next(word for word in capsys.readouterr().out.split() if "/desk/password/" in word)
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    for label, text in [("First name", "Ada"), ("Last name", "Byron"), ("Email address", "ada@norwich.example")]:
        page.get_by_label(label).fill(text)
    page.get_by_label("New password", exact=True).fill("correct horse battery")
    page.get_by_label("New password again").fill("correct horse battery")
    page.get_by_role("button", name="Set the password").click()
    assert page.get_by_role("img", name="QR code").bounding_box()["width"] > 150
    assert overflow(page) <= 0
    code = TOTP(TOTPDevice.objects.get().bin_key)
    code.time = time.time()
    page.get_by_label("Code", exact=True).fill(f"{code.token():06d}")
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="I have kept them: continue").click()
    page.get_by_role("link", name="Add your partnership").click()
    page.get_by_label("Name").fill("Safer Norwich")
    page.get_by_label("Short address").fill("norwich")
    page.get_by_role("button", name="Add the partnership").click()
    page.get_by_label("Email address").fill("olive@norwich.example")
    page.get_by_label("Role", exact=True).select_option("officer")
    page.get_by_role("button", name="Give role").click()
    assert f"{live_server.url}/desk/password/" in page.get_by_text("Or give them this link yourself").inner_text()
    assert overflow(page) <= 0
    page.goto(f"{live_server.url}/desk/")
    assert page.get_by_role("heading", name="First steps for Safer Norwich").is_visible()
    assert overflow(page) <= 0
    assert Partnership.objects.get().memberships.count() == 2
    context.close()


def overflow(page) -> int:
    """By how many pixels the page is wider than its window, as its boxes say: scripts of the page are off."""
    wide = [box["x"] + box["width"] for one in page.locator("main > *").all() if (box := one.bounding_box())]
    return round(max(wide) - page.viewport_size["width"])
