"""All tasks of a partnership, by partner organisation and by person."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from plans.access.tasks import PartnerTask, Task, partner_tasks
from plans.models import Membership, Partnership, User

from .weekly import tasks_of


@dataclass
class PartnerGroup:
    """One organisation with its tasks, what is late first, and the people who act for it here."""

    partner: str  # empty: no organisation is named
    lines: list[PartnerTask] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.partner or _("No organisation named")

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)


@dataclass
class PersonLine:
    """One person with a role here, and the organisations that they act for."""

    person: User
    groups: list[PartnerGroup] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def late(self) -> int:
        return sum(group.late for group in self.groups)


def by_partner(partnership: Partnership, today: dt.date) -> tuple[list[PartnerGroup], list[PersonLine]]:
    """Every organisation that has a task or somebody who acts for it, most late tasks first; and everybody with a role,
    by name. The tasks cost a constant number of queries, the people one."""
    groups: dict[str, PartnerGroup] = {}
    for line in partner_tasks(partnership, today):
        groups.setdefault(line.partner.casefold(), PartnerGroup(line.partner)).lines.append(line)
    acting: dict[User, dict[str, PartnerGroup]] = defaultdict(dict)
    for row in _active(partnership):
        of_person = acting[row.user]
        if row.organisation:
            name = row.organisation.name
            group = groups.setdefault(name.casefold(), PartnerGroup(name))
            if row.user not in group.people:
                group.people.append(row.user)
            of_person[name] = group
    in_order = sorted(groups.values(), key=lambda one: (-one.late, -len(one.lines), one.name.casefold()))
    people = [PersonLine(person, list(of_person.values())) for person, of_person in acting.items()]
    return in_order, sorted(people, key=lambda one: str(one.person).casefold())


def own_tasks(partnership: Partnership, person: User, today: dt.date) -> list[Task]:
    """What the desk home of a person lists of this partnership."""
    return [task for task in tasks_of(person, today) if task.partnership == partnership]


def _active(partnership: Partnership) -> list[Membership]:
    rows = partnership.memberships.filter(user__is_active=True)
    return list(rows.select_related("user", "organisation"))
