"""Who is told by email what was published: residents by their e-mail address, and people who sign in."""

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of, unique
from plans.models.people import User
from plans.models.places import Partnership


class Rhythm(TextChoices):
    DAILY = "daily", _("At most one email a day")
    WEEKLY = "weekly", _("At most one email a week")


class Subscription(models.Model):
    """Emails about a partnership, or about one priority, area or recommendation of it (`about`, see `news.py`).

    A resident is known by the address alone, and gets emails after confirming it; for somebody who signs in it is a
    watch, confirmed by signing in. The keys in the links of emails are worked out from `secret` and the portal's own
    key; of that to stop only the hash is kept, to find the row by. What was published up to `told_until` was told.
    `portal` is where the portal stood: links begin with it.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="subscriptions")
    about = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=400)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watches", null=True, blank=True)
    rhythm = models.CharField(max_length=6, choices=Rhythm, default=Rhythm.WEEKLY)
    portal = models.CharField(max_length=300)
    secret = models.CharField(max_length=64, unique=True)
    confirm_hash = models.CharField(max_length=64, unique=True)
    stop_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField()

    class Meta:
        ordering = ["partnership", "words", "pk"]
        constraints = [
            one_of("subscription", "rhythm", Rhythm),
            check(
                "subscription_of_somebody",
                Q(email="", user__isnull=False) | (~Q(email="") & Q(user__isnull=True)),
                _("Emails go to an email address or to a person who signs in."),
            ),
            unique(
                "subscription_once",
                ["partnership", "about", "email"],
                _("This address already gets these emails."),
                condition=~Q(email=""),
            ),
            unique(
                "watch_once",
                ["partnership", "about", "user"],
                _("You already follow this."),
                condition=Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words}, {self.get_rhythm_display().lower()}"

    @property
    def address(self) -> str:
        """Where the emails go; empty when the person has no address."""
        return self.user.email if self.user else self.email
