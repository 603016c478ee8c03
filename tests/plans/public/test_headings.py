"""Headings and numbers that are links make sense to those who hear them alone."""

import re

from plans.publishing.versions import publish
from tests import builders

PLAN = "/anytown/plans/2020-2023/"


def test_the_headings_of_each_priority_say_of_which_on_the_page_of_the_plan_only(client, db):
    plan = builders.plan(builders.partnership("anytown"))
    for ref in ("1", "2"):
        builders.priority(plan, ref, why="Because.", success_measures="Fewer thefts.")
    publish(plan, kind="final")
    headings = [
        " ".join(re.sub(r"<[^>]*>", "", one).split())
        for one in re.findall(r"<h4[^>]*>(.*?)</h4>", client.get(PLAN).text, re.DOTALL)
    ]
    assert headings == [
        "Why is this a priority? (priority 1)",
        "How will we measure success? (priority 1)",
        "Why is this a priority? (priority 2)",
        "How will we measure success? (priority 2)",
    ]
    assert "(priority 1)" not in client.get(f"{PLAN}priorities/1/").text
