"""A calendar file: lines that every program reads, and days that no time zone moves."""

import datetime as dt
import re

from hypothesis import given, strategies as st

from csp_portal.formats.ical import Event, calendar, folded

STAMP = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_folded_line_has_at_most_75_octets_and_unfolds_to_itself(text):
    line = "SUMMARY:" + text.replace("\r", "").replace("\n", "")
    written = folded(line)
    assert all(len(piece) <= 75 for piece in written.removesuffix(b"\r\n").split(b"\r\n"))
    assert written.replace(b"\r\n ", b"").decode() == line + "\r\n"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.just("\n"), max_size=200))
def test_what_was_written_is_read(text):
    one = Event("urn:uuid:1", dt.date(2026, 7, 1), text, STAMP)
    lines = calendar("Norwich", [one]).replace(b"\r\n ", b"").decode().split("\r\n")
    (summary,) = [line for line in lines if line.startswith("SUMMARY:")]
    assert unescaped(summary.removeprefix("SUMMARY:")) == text.removesuffix("\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_day_in_summer_stays_that_day_and_the_stamp_is_in_utc():
    london = STAMP.astimezone(dt.timezone(dt.timedelta(hours=1)))
    one = Event("urn:uuid:1", dt.date(2026, 7, 1), "Meeting", london, cancelled=True)
    text = calendar("Norwich", [one]).decode()
    for line in ("DTSTART;VALUE=DATE:20260701", "DTEND;VALUE=DATE:20260702", "DTSTAMP:20260630T233000Z"):
        assert f"\r\n{line}\r\n" in text
    assert "STATUS:CANCELLED" in text


def test_no_text_can_begin_a_line_of_its_own():
    one = Event("urn:uuid:1", dt.date(2026, 7, 1), "A\r\nBEGIN:VALARM\x00\x0bX", STAMP, address="https://x/\r\nY:1")
    lines = calendar("Norwich", [one]).decode().split("\r\n")
    assert not [line for line in lines if line.startswith(("BEGIN:VALARM", "X", "Y:")) and "X-WR" not in line]
