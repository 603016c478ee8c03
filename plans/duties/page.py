"""What the page of statutory duties shows."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BooleanField, DateField, Subquery, Value
from django.utils import timezone

from plans.models import OversightKind, Partnership, PlanVersion, Recipient, ScrutinyVersion, SentCopy, VersionKind
from plans.schemas.authorities import AuthorityLine, authorities_named
from plans.schemas.duties import DueStep, DutyLine, DutyStep, matrix, statutory_year, year_of
from plans.schemas.plan import PlanDocument
from plans.scrutiny.clocks import meeting_gap


class Body(NamedTuple):
    """A policing body and the time in which it had or has the duty."""

    name: str
    kind: str
    starts_on: dt.date | None
    ends_on: dt.date | None


@dataclass(frozen=True)
class DutiesPage:
    """The duties of one partnership on a day."""

    partnership: Partnership
    today: dt.date
    version: PlanVersion | None
    bodies: list[Body]
    sent: list[SentCopy]
    done: dict[str, dt.date]
    met_on: dt.date | None

    @classmethod
    def read(cls, partnership: Partnership, today: dt.date) -> "DutiesPage":
        """Three queries: the newest final text with the register, the copies sent, and bodies with steps done."""
        register = ScrutinyVersion.objects.filter(partnership=partnership.pk).order_by("-number")
        newest = (
            PlanVersion.objects.filter(
                plan__partnership=partnership, kind=VersionKind.FINAL, plan__withdrawn_at__isnull=True
            )
            .select_related("plan")
            .order_by("-plan__period_start", "-number")
            .annotate(committees=Subquery(register.values("content__committees")[:1]))
            .first()
        )
        bodies = partnership.oversight_bodies.order_by().annotate(step=Value(False, BooleanField()))
        steps = partnership.done_steps.order_by().filter(year=year_of(today))
        steps = steps.annotate(is_step=Value(True, BooleanField()), nothing=Value(None, DateField()))
        rows = bodies.values_list("step", "name", "kind", "starts_on", "ends_on").union(
            steps.values_list("is_step", "step", "note", "done_on", "nothing"), all=True
        )
        found = list(rows)
        return cls(
            partnership,
            today,
            newest,
            sorted((Body(*row[1:]) for row in found if not row[0]), key=lambda body: str(body.starts_on), reverse=True),
            list(partnership.sent_copies.select_related("plan")),
            {row[1]: row[3] for row in found if row[0]},
            gap.last if newest and (gap := meeting_gap(newest.committees or [], today)) else None,
        )

    @property
    def content(self) -> PlanDocument | None:
        return self.version.content if self.version else None

    @property
    def is_partly_withheld(self) -> bool:
        """Whether there are priorities that are not public: one of them may answer what looks like a gap."""
        withheld = self.content.get("withheld", []) if self.content else []
        return any(one["part"] == "priorities" for one in withheld)

    @property
    def is_over(self) -> bool:
        """Whether the period of the newest plan has ended."""
        return self.content is not None and self.content["plan"]["period_end"] < self.today.isoformat()

    @property
    def lines(self) -> list[DutyLine]:
        return matrix(self.version.content) if self.version else []

    @property
    def authorities(self) -> list[AuthorityLine]:
        return authorities_named(self.version.content) if self.version else []

    @property
    def gaps(self) -> list[DutyLine]:
        return [line for line in self.lines if line.coverage.value == "gap"]

    @property
    def body(self) -> Body | None:
        """The body in office today."""
        day = self.today
        return next((one for one in self.bodies if (one.starts_on or day) <= day <= (one.ends_on or day)), None)

    @property
    def kinds(self) -> dict[str, str]:
        return dict(OversightKind.choices)

    @property
    def year(self) -> list[DueStep]:
        """The steps of this financial year, done where recorded, published, sent, or in the scrutiny register."""
        start = year_of(self.today)
        done = dict(self.done)
        for copy in self.sent:
            if copy.recipient == Recipient.POLICING_BODY and copy.sent_on >= start:
                done.setdefault(DutyStep.COPY, copy.sent_on)
        if self.version and not self.is_over and (published := timezone.localdate(self.version.published_at)) >= start:
            done.setdefault(DutyStep.PLAN, published)
        if self.met_on and self.met_on >= start:
            done.setdefault(DutyStep.SCRUTINY, self.met_on)
        return statutory_year(start, self.partnership.jurisdiction, done)
