"""Who may do what: one table that people can read. The help page prints it, every desk page asks it."""

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plans.models import Membership, Partnership, Role, User, Visibility


class Permission(TextChoices):
    READ_DESK = "read desk", _("Read drafts and the desk")
    EDIT_PLAN = "edit plan", _("Write and change plans")
    EDIT_PARTNERSHIP = "edit partnership", _("Change the partnership, its members, groups and areas")
    COMMENT = "comment", _("Comment on a row")
    UPDATE_PROGRESS = "update progress", _("Report progress on actions")
    READ_PROGRESS = "read progress", _("Read what leads report")
    SEND_ROUNDS = "send rounds", _("Ask leads how their actions are going")
    SIGN_OFF = "sign off", _("Approve plans and reports, or send them back")
    LOAD_FIGURES = "load figures", _("Load figures, including for published sources, and undo imports")
    PUBLISH = "publish", _("Publish plans and reports, amend and withdraw plans")
    READ_MEMBERS_TEXT = "read members' text", _("Read what is withheld from the public")
    ANSWER_RESIDENTS = "answer residents", _("Read, publish and reply to residents’ comments")
    ASK_QUESTIONS = "ask questions", _("Send questions as a member of the committee")
    WATCH = "watch", _("Get email alerts about what is published")
    MANAGE_PEOPLE = "manage people", _("Give and remove roles")
    MANAGE_PARTNERSHIPS = "manage partnerships", _("Add, close and reopen partnerships, anywhere on this portal")


MEMBER = frozenset({Permission.READ_MEMBERS_TEXT, Permission.READ_PROGRESS, Permission.WATCH})
DESK = frozenset({Permission.READ_DESK, Permission.COMMENT, Permission.READ_PROGRESS, Permission.WATCH})
APPROVER = DESK | MEMBER | {Permission.SIGN_OFF}
OFFICER = (
    DESK
    | MEMBER
    | {
        Permission.EDIT_PLAN,
        Permission.EDIT_PARTNERSHIP,
        Permission.UPDATE_PROGRESS,
        Permission.SEND_ROUNDS,
        Permission.LOAD_FIGURES,
        Permission.PUBLISH,
        Permission.ANSWER_RESIDENTS,
    }
)
ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: OFFICER | {Permission.MANAGE_PEOPLE},
    Role.OFFICER: OFFICER,
    Role.LEAD: DESK | {Permission.UPDATE_PROGRESS},
    Role.APPROVER: APPROVER,
    Role.SCRUTINY_MEMBER: MEMBER | {Permission.ASK_QUESTIONS},
}
# What is left of every role when the partnership is closed: reading, and taking people off its list.
LEFT_WHEN_CLOSED = (DESK | MEMBER | {Permission.MANAGE_PEOPLE}) - {Permission.COMMENT}
# Who administers the site has no role in a partnership by that: nothing of its drafts, people or withheld text.
SITE_ADMINISTRATOR = frozenset({Permission.MANAGE_PARTNERSHIPS})
# Roles that must prove who they are a second time when they sign in.
SECOND_FACTOR = frozenset(Role) if settings.TWO_STEP else frozenset({Role.ADMINISTRATOR, Role.APPROVER})


def site_permissions(user: User) -> frozenset[Permission]:
    """What a person may do on the whole site; everything else belongs to one partnership."""
    return SITE_ADMINISTRATOR if user.is_superuser else frozenset()


def roles_in(user: User, partnership: Partnership) -> set[Role]:
    """The roles of a person in a partnership; none for a stranger. Costs one query."""
    if not user.is_authenticated:
        return set()
    rows = Membership.objects.filter(user=user, partnership=partnership).values_list("role", flat=True)
    return {Role(role) for role in rows}


def permissions_of(roles: set[Role], partnership: Partnership) -> frozenset[Permission]:
    """Everything that any of the roles may do in a partnership, which a closed one limits to reading."""
    may: frozenset[Permission] = frozenset().union(*(ROLES[role] for role in roles))
    return may & LEFT_WHEN_CLOSED if partnership.closed_on else may


def audience_of(permissions: frozenset[Permission]) -> Visibility:
    """Which rows somebody with these permissions may read, on every page and in every file of the desk."""
    return Visibility.MEMBERS if Permission.READ_MEMBERS_TEXT in permissions else Visibility.PUBLIC


def where_may(memberships: list[Membership], permission: Permission) -> dict[int, Partnership]:
    """The partnerships in which a person with these memberships may do something, by their keys."""
    return {
        row.partnership_id: row.partnership
        for row in memberships
        if permission in permissions_of({Role(row.role)}, row.partnership)
    }
