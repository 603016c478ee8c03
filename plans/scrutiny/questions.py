"""Members of a committee send a question for a meeting; officers are emailed, answer it and publish the register."""

import datetime as dt

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.emails import send_email
from csp_portal.forms.layout import PortalForm
from plans.models import ChangeKind, Meeting, MemberQuestion, Membership, Partnership, Role, User, log_change

MOST = 2000


class MeetingField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """One of the meetings that a question can be sent for."""

    def __init__(self, meetings: QuerySet[Meeting]) -> None:
        words = {"invalid_choice": _("Choose a meeting from the list.")}
        super().__init__(meetings, label=_("For which meeting?"), empty_label=None, error_messages=words)


class QuestionForm(PortalForm):
    """What a member asks, and for which meeting."""

    question = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("At most 2,000 characters. It is published with the register, so name nobody."),
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": gettext_lazy("Write your question.")},
    )

    def __init__(self, meetings: QuerySet[Meeting], data: QueryDict | None) -> None:
        """`meetings` are those that a question can be sent for."""
        super().__init__(data)
        self.fields["meeting"] = MeetingField(meetings)


def meetings_to_ask(partnership: Partnership, today: dt.date) -> QuerySet[Meeting]:
    """The meetings in the published register from today on; where none is announced, the one held last."""
    version = partnership.scrutiny_versions.defer("for_members").first()
    public = {
        (committee["name"], meeting["held_on"])
        for committee in (version.content["committees"] if version else [])
        for meeting in committee["meetings"]
        if not meeting["cancelled"]
    }
    rows = Meeting.objects.filter(committee__partnership=partnership).select_related("committee").order_by("held_on")
    known = [row for row in rows if (row.committee.name, row.held_on.isoformat()) in public]
    coming = [row.pk for row in known if row.held_on >= today] or [row.pk for row in known[-1:]]
    return rows.filter(pk__in=coming)


@transaction.atomic
def ask(partnership: Partnership, meeting: Meeting, text: str, *, by: User, today: dt.date) -> MemberQuestion:
    """Put the question of a member into the register, where officers answer it. Readers see it once it is published."""
    asked = MemberQuestion(
        partnership=partnership,
        meeting=meeting,
        asked_by=_("Member of the committee"),
        asked_on=today,
        question=text,
    )
    asked.full_clean()
    asked.save()
    log_change(partnership, "member-questions", asked, ChangeKind.ADDED, [("", "", text)], by=by)
    return asked


def email_officers(asked: MemberQuestion, address: str) -> int:
    """Email officers and administrators with an address that a question waits; how many were sent.

    `address` is the portal's own, as in https://portal.example.org. Never call it inside a transaction.
    """
    people = Membership.objects.filter(
        partnership=asked.partnership, role__in=(Role.OFFICER, Role.ADMINISTRATOR), user__is_active=True
    ).exclude(user__email="")
    context = {
        "asked": asked,
        "page": address + reverse("desk-about-row", args=[asked.partnership.slug, "member-questions", asked.pk]),
    }
    subject = _("A member asks: %(name)s") % {"name": asked.partnership.name}
    addresses = sorted(set(people.values_list("user__email", flat=True)))
    return sum(send_email(to, subject, "scrutiny/question_email.txt", context) for to in addresses)
