"""One page on which a lead answers all that is asked, whoever fills it in: by link, signed in, or an officer."""

from django.http import QueryDict
from django.utils.translation import gettext as _, ngettext

from plans.models import Visibility
from priorities.models import LeadRequest

from .answers import LeadAnswer, answers_before
from .forms import AnswerForm
from .further import FurtherAnswer, sources
from .leads import asked_of


class AnswerPage:
    """The forms of one lead, and what else is asked. With the button for it, everything that was answered before is
    said to be unchanged."""

    def __init__(self, lead: LeadRequest, audience: Visibility, posted: QueryDict | None = None) -> None:
        """A form for each action that the audience may read; `posted` is what was sent, None while the page is only
        shown."""
        self.lead = lead
        updates = asked_of(lead, audience)
        last = answers_before(lead)
        self.all_can_stay = bool(updates) and all(one.action_id in last for one in updates)
        self.forms = [AnswerForm(one, last.get(one.action_id), posted) for one in updates]
        self.further: list[FurtherAnswer] = [answer for source in sources() if (answer := source.answer(lead, posted))]
        if posted is not None and "all-unchanged" in posted and self.all_can_stay:
            ticked = posted.copy()
            for form in self.forms:
                ticked[form.add_prefix("unchanged")] = "on"
                form.data = ticked

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms) and not any(more.errors for more in self.further)

    @property
    def said(self) -> dict[int, LeadAnswer]:
        return {form.update.pk: form.said for form in self.forms}

    @property
    def heading(self) -> str:
        """What is asked, as the question over the page."""
        count = len(self.forms)
        if not count:
            return _("Which figures do you have?")
        return ngettext("How is your action going?", "How are your %(num)s actions going?", count) % {"num": count}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every error as a sentence that names what it is about, with the field it leads to."""
        of_actions = [
            (form[name].id_for_label, f"{form.update.name.split(' ')[0]}: {message}")
            for form in self.forms
            for name, messages in form.errors.items()
            for message in messages
        ]
        return [*of_actions, *(error for more in self.further for error in more.errors)]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The texts that were typed, to be copied from a page that cannot store them."""
        of_actions = [
            (f"{form.update.name}: {form.fields[name].label}", text)
            for form in self.forms
            for name in ("happened", "next")
            if (text := form.data.get(form.add_prefix(name), "").strip())
        ]
        return [*of_actions, *(text for more in self.further for text in more.typed)]
