"""What is withheld in a progress report: what members may read and the public may not. Pure."""

from typing import cast

from performance.rules.reports.types import ReportDocument

from .money import money


def withheld_part(public: ReportDocument, theirs: ReportDocument) -> ReportDocument:
    """The report for members without anything that is in the public one."""
    outcomes = {one["key"] for one in public["outcomes"]}
    exceptions = {(one["key"], one["name"]) for one in public["exceptions"]}
    actions = {one["ref"] for one in public["actions"]}
    return cast(
        ReportDocument,
        {
            **theirs,
            "sections": [one for one in theirs["sections"] if "visibility" in one],
            "questions": [one for one in theirs["questions"] if one["visibility"] != "public"],
            "outcomes": [one for one in theirs["outcomes"] if one["key"] not in outcomes],
            "exceptions": [one for one in theirs["exceptions"] if (one["key"], one["name"]) not in exceptions],
            "actions": [one for one in theirs["actions"] if one["ref"] not in actions],
            "money": money([line for line in theirs["money"]["lines"] if "visibility" in line]),
            "grants": [one for one in theirs["grants"] if one not in public["grants"]],
            "figures": [],
            "quarter": [
                one for one in theirs["quarter"] if one["key"] not in {line["key"] for line in public["quarter"]}
            ],
        },
    )
