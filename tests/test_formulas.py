"""No file that leaves the portal has a cell that a spreadsheet would run: every table, in each of its forms.

A formula is planted into every text of a partnership in which there is a row of everything, past all forms.
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from openpyxl import load_workbook

from csp_portal.formats.csv_files import may_run
from plans.models import Partnership
from tests import builders
from tests.leaky import models_with_texts, partnership_of_everything
from tests.public_pages import addresses, public_routes, words_in
from tests.test_leaks import VALUES, publish_all

pytestmark = pytest.mark.anywhere
PLANTED = "=1+"
NUMBER = re.compile(r"[-+]?£?[\d,]+(?:\.\d+)?%?")
PARTS_OF_ADDRESSES = {"slug", "ref", "code", "key", "username", "email", "path", "link", "url", "checksum", "about"}
FORMS = ("csv", "xlsx", "ods")
DESK = [
    *(f"/desk/anytown/plans/2020-2023/history/?format={form}" for form in FORMS),
    *(f"/desk/anytown/about/history/?format={form}" for form in FORMS),
    *(f"/desk/anytown/plans/2023-2026/spreadsheet/actions.{form}" for form in ("xlsx", "ods")),
    "/desk/anytown/people/audit.csv",
]
API = "/api/v1/partnerships/anytown/"
LISTS = [f"{API}{name}" for name in ("plans/2020-2023/actions", "plans/2020-2023/milestones", "indicators")]


def plant(owner: Partnership) -> None:
    """Write a formula into every text that is no part of an address and no choice."""
    for model in models_with_texts():
        for field in model._meta.concrete_fields:
            free = isinstance(field, TextField) or (isinstance(field, CharField) and field.max_length >= 60)
            if free and not field.choices and not field.unique and field.name not in PARTS_OF_ADDRESSES:
                words = Concat(Value(PLANTED), Cast("pk", CharField()))
                with suppress(IntegrityError), transaction.atomic():  # the database knows better what stands there
                    QuerySet(model).filter(**{f"{field.name}__gt": ""}).update(**{field.name: words})


def files() -> Iterator[tuple[str, bytes]]:
    """Every table as a file, by its address."""
    tables = [route for route in public_routes() if re.search(r"\.(csv|xlsx|ods|zip)|<ending>|:ending>|:form>", route)]
    reader, officer = Client(), Client()
    boss = builders.person("boss", Partnership.objects.get(slug="anytown"), "administrator")
    builders.sign_in(officer, boss)
    there = {part: values[:1] for part, values in VALUES.items()} | {"number": [2], "ending": list(FORMS)}
    for route in tables:
        for address in addresses(route, there):
            yield address, reader.get(address)
    for address in DESK:
        yield address.replace("?format=", "."), officer.get(address)
    for address in LISTS:
        yield f"{address}.csv", reader.get(address, headers={"Accept": "text/csv"})


def wrong_in(name: str, content: bytes) -> Iterator[str]:
    """The cells of a file that run, each with where it is; an archive is opened."""
    if name.endswith(".zip"):
        with ZipFile(io.BytesIO(content)) as archive:
            for inside in archive.namelist():
                yield from wrong_in(inside, archive.read(inside))
    elif name.endswith(".xlsx"):
        for sheet in load_workbook(io.BytesIO(content)):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f" or (
                    isinstance(cell.value, str) and may_run(cell.value) and not cell.quotePrefix
                ):
                    yield f"{name} {cell.coordinate}: {cell.value}"
    elif name.endswith(".ods"):
        with ZipFile(io.BytesIO(content)) as archive:
            yield from re.findall(r"table:formula=\S+", archive.read("content.xml").decode())
    elif name.endswith(".csv"):
        for row in csv.reader(io.StringIO(content.decode(), newline="")):
            yield from (f"{name}: {cell}" for cell in row if may_run(cell) and not NUMBER.fullmatch(cell))


def test_no_cell_of_any_file_runs(db):
    """Slow: makes every file of a partnership of everything."""
    owner = partnership_of_everything()
    plant(owner)
    publish_all(owner)
    read, planted, wrong = 0, set(), []
    for name, answer in files():
        if answer.status_code == 404:  # a report has no chart of this name
            continue
        content = answer.getvalue()
        read += 1
        if PLANTED in words_in(content):
            planted.add(name.rpartition(".")[0])
        wrong += wrong_in(name, content)
    assert wrong == []
    assert (read > 30, len(planted) > 8) == (True, True), (read, planted)  # or nothing was tested
