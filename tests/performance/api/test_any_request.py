"""Whatever a program asks the interface for: an answer that its description states, and never a fault of the portal."""

import random
from collections import Counter
from importlib import import_module
from typing import Any

import jsonschema
import pytest

from performance.figures.publishing import publish_source
from plans.publishing.versions import publish
from tests import builders, leaky

KNOWN = {"partnership": "anytown", "plan": "2020-2023", "number": "1", "code": "anytown-north"}
PARTS = ["none", "%00", "a%2Fb", "é", "1e9", "-1", "9" * 30, "'--", "x" * 300]
VALUES = [
    "",
    "0",
    "-1",
    "1",
    "501",
    "9" * 30,
    "2020-02-30",
    "2020-04-01",
    "٣",
    "\x00",
    "=1",
    "all-crime",
    "eA==",
    "null",
]
ACCEPTED = ["*/*", "text/csv", "application/json", "image/png", "text/html;q=0.1, text/csv;q=0", ";;,"]


@pytest.fixture
def described(db, client) -> dict[str, Any]:
    """The description of the interface to a partnership with something of everything."""
    owner = builders.partnership()
    plan = leaky.figures_of(owner, builders.rich_plan(1, owner))
    for source in owner.sources.all():
        publish_source(source)
    publish(plan, kind="final")
    return client.get("/api/v1/openapi.json").json()


@pytest.mark.anywhere
@pytest.mark.parametrize("times", [6, pytest.param(200, marks=pytest.mark.long)])
def test_every_request_gets_an_answer_that_is_described(described, client, monkeypatch, times):
    """Slow: a hundred requests, each answer of which is held against its schema."""
    throttle = import_module("performance.api.urls").api.throttle[0]
    monkeypatch.setattr(throttle, "get_cache_key", lambda request: None)
    chosen, found = random.Random(15), Counter[int]()
    for path, operation in ((path, one["get"]) for path, one in described["paths"].items()):
        for number in range(times):
            address, query, accept = path, {}, chosen.choice(ACCEPTED)
            for given in operation.get("parameters", []):
                name = given["name"]
                if given["in"] == "path":
                    part = KNOWN.get(name, "none") if number < 2 or chosen.random() < 0.8 else chosen.choice(PARTS)
                    address = address.replace(f"{{{name}}}", part)
                elif number and chosen.random() < 0.4:
                    query[name] = chosen.choice(VALUES)
            answer = client.get(address, query, headers={"Accept": accept})
            said = (address, query, accept, answer.status_code)
            assert str(answer.status_code) in operation["responses"], said
            content = operation["responses"][str(answer.status_code)]["content"]
            kind = answer["Content-Type"].partition(";")[0]
            assert kind in content, said
            if kind.endswith("json"):
                schema = content[kind]["schema"] | {"components": described["components"]}
                jsonschema.validate(answer.json(), schema, jsonschema.Draft202012Validator)
            found[answer.status_code] += 1
    assert found.total() == times * len(described["paths"])
    assert found[200] > found.total() / 3
    assert set(found) == {200, 400, 404}
