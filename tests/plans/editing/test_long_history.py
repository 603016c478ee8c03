"""A very long table taken away: as CSV row by row in the memory of a short one, as a spreadsheet not at all."""

import tracemalloc

import pytest

from plans.models import Change, ChangeKind, Plan
from tests import builders

HERE = "/desk/anytown/plans/2020-2023/history/?format="


def written(client) -> tuple[int, int]:
    """How many lines the history has as CSV, and how many bytes of memory sending them took at most."""
    tracemalloc.start()
    pieces = client.get(f"{HERE}csv").streaming_content
    lines = sum(piece.count(b"\n") for piece in pieces)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return lines, most


def add_changes(plan: Plan, count: int) -> None:
    words = {"partnership": plan.partnership, "plan": plan, "kind": ChangeKind.CHANGED, "row_kind": "action"}
    rows = (Change(**words, row_id=1, row_name="1.1 “Lamps”", field="title", new="x, \n" * 20) for _ in range(count))
    Change.objects.bulk_create(rows, batch_size=5_000)


@pytest.mark.long
def test_a_table_of_100_000_rows_takes_no_more_memory_than_one_of_10_000(db, client):
    """Slow: 100,000 changes are stored and read."""
    plan = builders.plan(builders.partnership())
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    add_changes(plan, 10_000)
    written(client)  # what is loaded once
    few, of_few = written(client)
    add_changes(plan, 90_000)
    many, of_many = written(client)
    assert (few, many) == (10_000 * 21 + 1, 100_000 * 21 + 1)
    assert of_many < of_few * 1.1
    for form in ("xlsx", "ods"):
        answer = client.get(HERE + form)
        assert answer.status_code == 404
        assert "A spreadsheet here holds 20,000 rows, and this table has more." in answer.text
        assert "format=csv" in answer.text
