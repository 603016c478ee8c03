"""The money of a report: the lines of the plan with what they add up to. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from performance.rules.reports.types import MoneyDocument
from plans.schemas.plan import FundingDocument, exact


def money(lines: Sequence[FundingDocument]) -> MoneyDocument:
    """What is left is only told where every line says both what it was given and what was spent."""
    allocated = [Decimal(line["allocated"]) for line in lines if line["allocated"] is not None]
    spent = [Decimal(line["spent"]) for line in lines if line["spent"] is not None]
    whole = bool(lines) and len(allocated) == len(spent) == len(lines)
    return {
        "lines": list(lines),
        "allocated": exact(sum(allocated)) if allocated else None,  # type: ignore[arg-type]
        "spent": exact(sum(spent)) if spent else None,  # type: ignore[arg-type]
        "underspent": exact(sum(allocated) - sum(spent)) if whole else None,  # type: ignore[arg-type]
        "without_amount": sum(line["allocated"] is None and line["spent"] is None for line in lines),
    }
