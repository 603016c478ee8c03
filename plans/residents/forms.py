"""The forms of what residents write: theirs, and those of the officer who answers."""

import hashlib

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.forms.layout import PortalForm
from plans.documents.personal_data import PersonalDataMatch, looks_personal
from plans.models.residents.feedback import MOST_LETTERS

from .topics import Topic


class FeedbackForm(PortalForm):
    """What a resident writes. The text is taken as it is; markup in it is text."""

    about = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What do you want to say?"),
        help_text=gettext_lazy(
            "At most 5,000 characters. Do not include anything that could identify someone: no names, addresses "
            "or phone numbers. The partnership reads it before it is published."
        ),
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Enter what you want to say.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your name (optional)"),
        help_text=gettext_lazy("It is never published."),
        required=False,
        max_length=100,
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email address (optional)"),
        help_text=gettext_lazy("Only for the reply. It is never published, and is deleted when the reply is sent."),
        required=False,
        max_length=254,
        error_messages={"invalid": gettext_lazy("Enter an email address like name@example.org, or leave it empty.")},
    )

    def __init__(self, topics: list[Topic], *args, **kwargs) -> None:
        """`topics` are all that can be chosen now."""
        super().__init__(*args, **kwargs)
        self.topics = {topic.key: topic for topic in topics}
        self.fields["about"].choices = [(topic.key, topic.words) for topic in topics]
        self.fields["about"].error_messages["invalid_choice"] = _(
            "This can no longer be commented on. Choose what it is about from the list."
        )
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.findings: list[PersonalDataMatch] = []

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\x00", "").strip()
        if len(text) > MOST_LETTERS:
            raise forms.ValidationError(
                _("Enter at most %(most)s characters. This text has %(length)s.")
                % {"most": f"{MOST_LETTERS:,}", "length": f"{len(text):,}"}
            )
        return text

    def clean(self):
        """Warn of what looks personal, once for each text: whoever has read the warning may send it."""
        given = super().clean()
        if self.data.get("website"):
            raise forms.ValidationError(_("Leave the field “Website” empty: it is there to stop automated messages."))
        text = given.get("text", "")
        if self.data.get("warned") != self.mark:
            self.findings = looks_personal(text)
        return given

    @property
    def topic(self) -> Topic:
        return self.topics[self.cleaned_data["about"]]

    @property
    def mark(self) -> str:
        """Names the text of which its writer was warned."""
        return hashlib.sha256(self.data.get("text", "").strip().encode()).hexdigest()


class DecisionForm(PortalForm):
    """Whether words of a resident are published, with which reply, or why not."""

    text = forms.CharField(
        label=gettext_lazy("The words that are published"),
        help_text=gettext_lazy("Leave out anything that identifies someone; put […] where something is left out."),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        required=False,
    )
    reply = forms.CharField(
        label=gettext_lazy("The reply, published with them"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        required=False,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Why it is not published"),
        help_text=gettext_lazy("Sent to the resident if there is an email address; never published."),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        required=False,
    )

    @property
    def people(self) -> list[tuple[str, PersonalDataMatch]]:
        """What looks personal in the words and the reply that would be published, each under its field."""
        shown = [self[name] for name in ("text", "reply")]
        return [(one.label, match) for one in shown for match in looks_personal(str(one.value() or ""))]

    def clean(self):
        given = super().clean()
        needed, words = "text", _("Enter the words to be published.")
        if "refuse" in self.data:
            needed, words = "reasons", _("Say why it is not published.")
        if needed in given and not given[needed].strip():
            self.add_error(needed, words)
        return given
