"""The same text for other readers: easy to read, in another language, in short."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.constraints import check, one_of, unique
from csp_portal.formats.markdown import MarkdownField

from .places import Partnership
from .plans import Plan
from .rows import Editable


class EditionKind(TextChoices):
    EASY_READ = "easy-read", gettext_lazy("Easy read")
    SUMMARY = "summary", gettext_lazy("Summary")
    TRANSLATION = "translation", gettext_lazy("Translation")


class Language(TextChoices):
    """The name of each language is written in itself."""

    ENGLISH = "en", gettext_lazy("English")
    WELSH = "cy", gettext_lazy("Cymraeg")
    ARABIC = "ar", gettext_lazy("العربية")
    BENGALI = "bn", gettext_lazy("বাংলা")
    GUJARATI = "gu", gettext_lazy("ગુજરાતી")
    LITHUANIAN = "lt", gettext_lazy("Lietuvių")
    POLISH = "pl", gettext_lazy("Polski")
    PORTUGUESE = "pt", gettext_lazy("Português")
    PUNJABI = "pa", gettext_lazy("ਪੰਜਾਬੀ")
    ROMANIAN = "ro", gettext_lazy("Română")
    UKRAINIAN = "uk", gettext_lazy("Українська")
    URDU = "ur", gettext_lazy("اردو")

    @property
    def direction(self) -> str:
        return "rtl" if self in (Language.ARABIC, Language.URDU) else "ltr"


class Edition(Editable):
    """An edition of one published version. It is public as soon as it is stored, and stays with that version."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="editions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField(help_text=gettext_lazy("Number of the published version"))
    kind = models.CharField(max_length=20, choices=EditionKind)
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    title = models.CharField(max_length=200)
    body = MarkdownField()

    class Meta:
        ordering = ["partnership", "plan", "-version", "language", "kind"]
        constraints = [
            one_of("edition", "kind", EditionKind),
            one_of("edition", "language", Language),
            unique(
                "edition_once",
                ["plan", "version", "language", "kind"],
                gettext_lazy("This version already has such an edition in this language."),
            ),
            check(
                "edition_translated_from_english",
                ~Q(kind=EditionKind.TRANSLATION, language=Language.ENGLISH),
                gettext_lazy("A translation must be in a language other than English."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_language_display()}: {self.title}"

    @property
    def slug(self) -> str:
        """As it stands in the address, e.g. cy-translation."""
        return f"{self.language}-{self.kind}"

    @property
    def direction(self) -> str:
        return Language(self.language).direction

    def clean(self) -> None:
        if "{{" in self.body:
            words = _("Figures are not filled in here. Write the number as the published version prints it.")
            raise ValidationError({"body": words})
        if self.plan_id and self.version and not self.plan.versions.filter(number=self.version).exists():
            raise ValidationError({"version": _("This plan has no published version of this number.")})
