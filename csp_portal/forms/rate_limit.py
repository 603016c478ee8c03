"""How much may be sent in an hour: counted in the database, so that all processes count together.

Of a sender only the network is counted, as a hash with a salt that changes daily and is then deleted.
"""

import datetime as dt
import hashlib
import ipaddress
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from csp_portal.models import DailySalt, SendCount

PREFIXES = {4: 24, 6: 48}  # bits of an address that name a network: the office or home behind it, not the device


def network_of(request: HttpRequest) -> str:
    """The network a request comes from, e.g. 203.0.113.0/24: that of the sender, also behind trusted proxies."""
    try:
        known = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{known}/{PREFIXES[known.version]}", strict=False))


@dataclass(frozen=True)
class Limit:
    """At most `most` of one thing in an hour, or in a day, from one sender. `what` and `sender` are only hashed."""

    what: str
    sender: str
    most: int
    daily: bool = False

    def is_reached(self, now: dt.datetime) -> bool:
        """Whether nothing more is taken for now. Costs two queries and writes nothing."""
        day = timezone.localdate(now)
        salt = DailySalt.objects.filter(day=day).values_list("salt", flat=True).first()
        return salt is not None and SendCount.objects.filter(key=self._key(salt, now), count__gte=self.most).exists()

    def take(self, now: dt.datetime) -> bool:
        """Count one more; False, and nothing counted, when the limit is reached."""
        day = timezone.localdate(now)
        key = self._key(_salt_of(day), now)
        SendCount.objects.get_or_create(key=key, defaults={"day": day})
        return bool(SendCount.objects.filter(key=key, count__lt=self.most).update(count=F("count") + 1))

    def _key(self, salt: str, now: dt.datetime) -> str:
        hour = "" if self.daily else now.astimezone(dt.UTC).strftime("%Y-%m-%d %H")  # the salt is another each day
        return hashlib.sha256("\n".join((salt, self.what, self.sender, hour)).encode()).hexdigest()


@transaction.atomic
def _salt_of(day: dt.date) -> str:
    """The salt of a day; the first of a new day forgets the days before."""
    row, is_new = DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})
    if is_new:
        forget_before(day)
    return row.salt


def forget_before(day: dt.date) -> None:
    """Delete the salts and counts of earlier days."""
    DailySalt.objects.filter(day__lt=day).delete()
    SendCount.objects.filter(day__lt=day).delete()
