"""The committees that scrutinise a partnership: what each looks at, its meetings, and who came."""

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import one_of, unique
from plans.models.people import Organisation
from plans.models.places import Partnership
from plans.models.rows import Editable, InOrder, Located, Named, Visibility, as_document, documents
from plans.schemas.scrutiny import AttendanceDocument, CommitteeDocument, MeetingDocument, SubjectDocument


class Committee(InOrder, Located, Named):
    """A committee that scrutinises the partnership. One of them is the council's crime and disorder committee."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(max_length=200)
    council = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="committees", null=True, blank=True
    )
    designated = models.BooleanField(
        _("crime and disorder committee"),
        default=False,
        help_text=_("It is the council's committee under section 19 of the Police and Justice Act 2006"),
    )
    remit = models.TextField(blank=True)

    NATURAL_KEY = ("partnership__slug", "name")

    class Meta(InOrder.Meta):
        constraints = [
            unique(
                "committee_once", ["partnership", "name"], _("This partnership already has a committee of this name.")
            ),
        ]

    def to_document(self, audience: Visibility) -> CommitteeDocument:
        council = self.council.name if self.council else ""
        return as_document(CommitteeDocument, self, council=council, meetings=documents(self.meetings.all(), audience))


class Subject(InOrder, Located, Named):
    """A piece of work that can be scrutinised, and the committees that look at it: none is a gap, several overlap."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="subjects")
    name = models.CharField(_("work"), max_length=200)
    committees = models.ManyToManyField(Committee, related_name="subjects", blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(InOrder.Meta):
        verbose_name = _("work scrutinised")
        verbose_name_plural = _("work scrutinised")
        constraints = [unique("subject_once", ["partnership", "name"], _("This work is already in the list."))]

    def to_document(self, audience: Visibility) -> SubjectDocument:
        return as_document(SubjectDocument, self, committees=[committee.name for committee in self.committees.all()])


class Meeting(Editable, Located):
    """A meeting of a committee about the partnership: who came, and what was decided. Before its day it is a notice."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField(_("date"))
    place = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=300, blank=True)
    decided = models.TextField(_("what was decided"), blank=True)
    papers = models.URLField(_("papers"), max_length=400, blank=True)
    cancelled = models.BooleanField(default=False)

    NATURAL_KEY = ("committee__partnership__slug", "committee__name", "held_on")

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            unique("meeting_once", ["committee", "held_on"], _("This committee already has a meeting on that day.")),
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.held_on:%-d %B %Y}"

    def to_document(self, audience: Visibility) -> MeetingDocument:
        return as_document(MeetingDocument, self, attendance=documents(self.attendance.all(), audience))


class Presence(TextChoices):
    CAME = "came", _("Attended")
    APOLOGIES = "apologies", _("Sent apologies")
    ABSENT = "absent", _("Absent")


class Attendance(InOrder):
    """Whether an organisation came to a meeting, and in which office."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="attendance")
    office = models.CharField(max_length=150, blank=True)
    presence = models.CharField(max_length=10, choices=Presence)

    class Meta(InOrder.Meta):
        verbose_name_plural = _("attendance")
        constraints = [one_of("attendance", "presence", Presence)]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_presence_display()}"

    def to_document(self, audience: Visibility) -> AttendanceDocument:
        return {"organisation": self.organisation.name, "office": self.office, "presence": self.presence}
