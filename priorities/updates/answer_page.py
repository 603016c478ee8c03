"""One page on which a lead answers about all actions, whoever fills it in: by link, signed in, or an officer."""

from django.http import QueryDict

from plans.models import Visibility
from priorities.models import LeadRequest

from .answers import LeadAnswer, answers_before
from .forms import AnswerForm
from .leads import asked_of


class AnswerPage:
    """The forms of one lead. With the button for it, everything that was answered before is said to be unchanged."""

    def __init__(self, lead: LeadRequest, audience: Visibility, posted: QueryDict | None = None) -> None:
        """A form for each action that the audience may read; `posted` is what was sent, None while the page is only
        shown."""
        self.lead = lead
        updates = asked_of(lead, audience)
        last = answers_before(lead)
        self.all_can_stay = bool(updates) and all(one.action_id in last for one in updates)
        self.forms = [AnswerForm(one, last.get(one.action_id), posted) for one in updates]
        if posted is not None and "all-unchanged" in posted and self.all_can_stay:
            ticked = posted.copy()
            for form in self.forms:
                ticked[form.add_prefix("unchanged")] = "on"
                form.data = ticked

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    @property
    def said(self) -> dict[int, LeadAnswer]:
        return {form.update.pk: form.said for form in self.forms}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every error as a sentence that names its action, with the field it leads to."""
        return [
            (form[name].id_for_label, f"{form.update.name.split(' ')[0]}: {message}")
            for form in self.forms
            for name, messages in form.errors.items()
            for message in messages
        ]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The texts that were typed, to be copied from a page that cannot store them."""
        return [
            (f"{form.update.name}: {form.fields[name].label}", text)
            for form in self.forms
            for name in ("happened", "next")
            if (text := form.data.get(form.add_prefix(name), "").strip())
        ]
