"""The forms of a round: what an officer sends, and what a lead says of one action."""

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.forms.layout import PortalForm, PortalModelForm
from priorities.models import Action, ProgressStatus, ProgressUpdate, Round
from priorities.models.status import NEED_A_NEXT_STEP

from .answers import LeadAnswer
from .leads import Lead

DAYS = ("period_start", "period_end", "answer_by")


class RoundForm(PortalModelForm):
    """The terms of a round and an address for each lead; who has none is not written to."""

    class Meta(PortalModelForm.Meta):
        model = Round
        fields = ("label", *DAYS, "remind_days", "escalate_days")
        widgets = {name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in DAYS}
        help_texts = {
            "label": gettext_lazy("e.g. Q2 2015/16"),
            "remind_days": gettext_lazy("A lead who has not answered is reminded this long after the last email."),
            "escalate_days": gettext_lazy("Counted from the day the answer is due; then reminders stop."),
        }

    def __init__(self, data: QueryDict | None, *, leads: list[Lead], today: dt.date) -> None:
        super().__init__(data, initial={"answer_by": today + dt.timedelta(days=14)})
        self.leads, self.today = leads, today
        for lead in self._asked:
            self.fields[_key(lead)] = forms.EmailField(label=lead.name, required=False, initial=lead.email)

    def clean_answer_by(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_by"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed; enter today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._asked and not any(cleaned.get(_key(lead)) for lead in self._asked) and not self.errors:
            raise forms.ValidationError(_("Give an address for at least one lead."))
        return cleaned

    @property
    def terms(self) -> dict[str, Any]:
        """The fields of the round itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def with_addresses(self) -> list[Lead]:
        """All leads, with the addresses that were typed; none for a lead whose actions are all withheld."""
        for lead in self.leads:
            lead.email = self.cleaned_data[_key(lead)] if lead.is_asked else ""
        return self.leads

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    @property
    def addresses(self) -> list[tuple[Lead, forms.BoundField]]:
        return [(lead, self[_key(lead)]) for lead in self._asked]

    @property
    def withheld(self) -> list[Action]:
        """The actions about which no lead is asked, because leads may not read them, in the order of the plan."""
        found = dict.fromkeys(action for lead in self.leads for action in lead.withheld)
        return sorted(found, key=lambda one: (one.priority.position, one.position, one.pk))

    @property
    def _asked(self) -> list[Lead]:
        return [lead for lead in self.leads if lead.is_asked]


def _key(lead: Lead) -> str:
    """Names the address of a lead, also when the plan changes while the form is open."""
    return f"address-{hashlib.sha256(lead.name.casefold().encode()).hexdigest()[:16]}"


class AddressForm(PortalForm):
    email = forms.EmailField(label=gettext_lazy("Email address for this round"))


class AnswerForm(PortalForm):
    """What a lead says of one action, with the last answer filled in; without one nothing can be unchanged."""

    unchanged = forms.BooleanField(label=gettext_lazy("No change since last time"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("How is it going?"), choices=ProgressStatus, required=False)
    happened = forms.CharField(label=gettext_lazy("What happened"), required=False, max_length=5000)
    next = forms.CharField(label=gettext_lazy("What is next, or what is needed"), required=False, max_length=5000)

    def __init__(self, update: ProgressUpdate, last: ProgressUpdate | None, data: QueryDict | None = None) -> None:
        self.update, self.last = update, last
        shown = update if update.status else last
        initial = {name: getattr(shown, name) for name in ("status", "happened", "next")} if shown else {}
        super().__init__(data, prefix=f"action-{update.pk}", initial=initial | {"unchanged": update.unchanged})
        if last is None:
            del self.fields["unchanged"]

    def clean_happened(self) -> str:
        return _lines(self.cleaned_data["happened"])

    def clean_next(self) -> str:
        return _lines(self.cleaned_data["next"])

    def clean(self) -> dict[str, Any]:
        """Either nothing changed and nothing else is said, or there is a status. At risk or off track needs `next`."""
        cleaned = super().clean() or {}
        typed = (cleaned.get("status"), cleaned.get("happened"), cleaned.get("next"))
        if self.last and cleaned.get("unchanged"):
            if any(typed) and typed != (self.last.status, self.last.happened, self.last.next):
                words = _("You ticked this and wrote something new. Untick it to send what you wrote.")
                self.add_error("unchanged", words)
        elif not cleaned.get("status") and "status" not in self.errors:
            self.add_error("status", _("Say how this action is going."))
        elif cleaned.get("status") in NEED_A_NEXT_STEP and not cleaned.get("next") and "next" not in self.errors:
            self.add_error("next", _("This action is at risk or off track: say what is next or what is needed."))
        return cleaned

    @property
    def said(self) -> LeadAnswer:
        """What is stored of a valid form; the same words as last time mean no change."""
        last = self.last and (self.last.status, self.last.happened, self.last.next)
        typed = (self.cleaned_data["status"], self.cleaned_data["happened"], self.cleaned_data["next"])
        if last and (self.cleaned_data["unchanged"] or typed == last):
            return LeadAnswer(*last, unchanged=True)
        return LeadAnswer(*typed)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
