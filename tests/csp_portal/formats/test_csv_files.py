"""Files that a spreadsheet and a program read: numbers are numbers, and no text is a formula."""

import csv
import io
from decimal import Decimal

import pytest

from csp_portal.formats.csv_files import csv_response
from csp_portal.formats.numbers import shown


def cells(*row: object) -> list[str]:
    return next(csv.reader(io.StringIO(csv_response("file.csv", ["heading"], [row]).content.decode().split("\r\n")[1])))


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("−744", "-744"),
        ("-744", "-744"),
        ("+123", "+123"),
        ("−1,234.5", "-1,234.5"),
        ("+17.9%", "+17.9%"),
        ("−£5", "-£5"),
        (Decimal("-3.5"), "-3.5"),
        (12, "12"),
    ],
)
def test_a_number_is_a_number(written, cell):
    assert cells(written) == [cell]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "-5 points",
        "+44 7700 900123 or 1",
        "-",
        "\tx",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1+1",
        "\0=1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_a_text(text):
    assert cells(text) == [f"'{text}"]


def test_a_text_keeps_its_words():
    assert cells("−5 points", "Down −5", "a–b", None) == ["'-5 points", "Down -5", "a–b", ""]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1195.0000", "1,195"),
        ("0.0000", "0"),
        ("20.8000", "20.8"),
        ("12.50", "12.50"),
        ("5.0", "5.0"),
        ("0.1234", "0.1234"),
    ],
)
def test_places_that_only_a_database_adds_are_never_shown(number, words):
    assert shown(Decimal(number)) == words
