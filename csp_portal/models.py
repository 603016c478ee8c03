"""The tables of the portal itself: stored pages, what limits how much is sent, which emails went out, the mark of a
demonstration, and the state of jobs."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from .constraints import unique


class StoredPage(models.Model):
    """A public page or file as bytes, plain and compressed, ready to be sent.

    It is made from what is published only, so it can be made again at any time, and is when it is next asked for after
    a change of any of three: `release`, the code and templates that made it; `stamp`, the state of what is public that
    it was made from, of the partnership whose address begins with `owner` or, where that is empty, of all; and after
    `good_until`, the last day on which it says what is true. `path` ends with the query, where the page takes one.
    `headers` are those of a file, as JSON. Each release keeps its own, so that two that run side by side during an
    upgrade do not draw pages in turns.
    """

    path = models.CharField(max_length=400)
    owner = models.CharField(max_length=50, blank=True)
    stamp = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    headers = models.TextField(blank=True)
    etag = models.CharField(max_length=80)
    release = models.CharField(max_length=64)
    good_until = models.DateField(null=True, blank=True)
    stored_at = models.DateTimeField()
    brotli = models.BinaryField()  # first what is asked for most: SQLite walks through all that stands before a column
    gzip = models.BinaryField()
    plain = models.BinaryField()

    class Meta:
        ordering = ["path"]
        constraints = [
            unique(
                "stored_page_once", ["path", "release"], _("This release of the portal has already stored this page.")
            )
        ]
        indexes = [models.Index(fields=["owner", "stored_at"], name="stored_page_by_owner")]

    def __str__(self) -> str:
        return self.path


class Demonstration(models.Model):
    """One row when `manage.py demo` filled this portal: then every page, paper and print says so at its top."""

    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["loaded_at"]

    def __str__(self) -> str:
        return f"Demonstration of {self.loaded_at}"


class DailySalt(models.Model):
    """What is mixed into the traces of senders on one day. It is deleted on the next, and then nobody can tell any more
    from which network something came."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"Salt of {self.day}"


class SendCount(models.Model):
    """How often somebody sent something in one hour; `key` is a salted hash, never an address."""

    key = models.CharField(max_length=64, unique=True)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "key"]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"


class SentEmail(models.Model):
    """An email that was sent for a purpose, or is just being sent. The address is a keyed hash: it names nobody."""

    purpose = models.CharField(max_length=100)
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "address_hash"],
                name="sent_email_once_a_purpose",
                violation_error_message=_("This email has already been sent to this address."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} at {self.at}"


class JobState(models.Model):
    """A job that the portal does by itself: when it was done last, when it is due, and what it said.

    `running_until` is there while a process does it: the time after which another may take it over. `failures` counts
    those since it last went well, which was at `succeeded_at`.
    """

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    running_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_running(self, now: dt.datetime) -> bool:
        """Whether a process does it; one that was killed leaves `running_until` behind."""
        return self.running_until is not None and self.running_until >= now
