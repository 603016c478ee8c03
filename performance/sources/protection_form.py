"""What readers may see of a source, in plain words, and the one way to change it."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.forms.layout import PortalForm
from performance.figures.publishing import publish_source
from performance.models import Disclosure, Source
from plans.models import ChangeKind, EditConflict, User, log_change

ROW_KIND = "source"
CHOICES = (
    (Disclosure.PROTECTED, gettext_lazy("Protected: small counts are hidden and the others rounded")),
    (Disclosure.OPEN, gettext_lazy("Open data: the figures are shown as they are")),
)
FIELDS = ("disclosure", "threshold", "round_to")
CONFIRM = gettext_lazy(
    "Anyone may read these figures, including the small ones: they are already published, or identify nobody."
)


def ask_whether_open(form: forms.Form, given: dict) -> None:
    """A partnership's own counts are shown as they are only when an officer has said that they may be."""
    if given.get("disclosure") == Disclosure.OPEN and not given.get("confirmed"):
        form.add_error("confirmed", _("Confirm that anyone may read these figures, or choose “Protected”."))


class ProtectionForm(PortalForm):
    """`seen` is the protection that the officer had in front of them."""

    disclosure = forms.ChoiceField(label=gettext_lazy("How readers may see the figures"), choices=CHOICES)
    threshold = forms.IntegerField(
        label=gettext_lazy("Hide counts below"),
        min_value=2,
        max_value=1000,
        help_text=gettext_lazy("With 5, counts from 1 to 4 are hidden. A zero stays a zero."),
    )
    round_to = forms.IntegerField(
        label=gettext_lazy("Round the other counts to the nearest"),
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("At most the number above. With 1 they are not rounded."),
    )
    confirmed = forms.BooleanField(label=CONFIRM, required=False, help_text=gettext_lazy("Only for open data."))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, source: Source, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.source = source

    def clean(self):
        given = super().clean()
        if self.source.disclosure != Disclosure.OPEN:
            ask_whether_open(self, given)
        if given.get("threshold") and given.get("round_to") and given["round_to"] > given["threshold"]:
            self.add_error("round_to", _("Round to at most the number below which counts are hidden."))
        return given


def words_of_protection(source: Source) -> str:
    """The rule of a source in one sentence."""
    if source.disclosure == Disclosure.OPEN:
        return _("Open data: the figures are shown as they are.")
    words = {"most": source.threshold - 1, "base": source.round_to}
    if source.threshold == 2:
        hidden = _("Protected: counts of 1 are hidden")
    else:
        hidden = _("Protected: counts from 1 to %(most)s are hidden") % words
    rounded = _("the others are shown as they are") if source.round_to == 1 else _("the others rounded to %(base)s")
    return f"{hidden}, {rounded % words}."


def as_seen(source: Source) -> str:
    """The protection of a source as a form carries it."""
    return ",".join(str(getattr(source, name)) for name in FIELDS)


@transaction.atomic
def set_protection(
    source: Source, *, disclosure: str, threshold: int, round_to: int, seen: str, by: User, confirmed: bool = False
) -> bool:
    """Store the protection of a source with its history; False when nothing changed.

    `confirmed`: the officer said that anybody may read the figures, which is kept while they are open. A published
    source is published again in the same transaction. Raises EditConflict, ValidationError, and NotPublishable where
    the figures could be given away.
    """
    stored = Source.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=source.pk)
    if as_seen(stored) != seen:
        raise EditConflict
    before = words_of_protection(stored)
    stored.disclosure, stored.threshold, stored.round_to = disclosure, threshold, round_to
    if as_seen(stored) == seen:
        return False
    is_open = disclosure == Disclosure.OPEN
    if confirmed or not is_open:
        stored.confirmed_open_at, stored.confirmed_open_by = (timezone.now(), by) if is_open else (None, None)
    stored.full_clean()
    stored.save(update_fields=[*FIELDS, "confirmed_open_at", "confirmed_open_by"])
    changed = [("disclosure", before, words_of_protection(stored))]
    log_change(stored.partnership, ROW_KIND, stored, ChangeKind.CHANGED, changed, by=by, name=stored.title)
    if stored.published_at:
        publish_source(stored, stored.published_at)
    return True
