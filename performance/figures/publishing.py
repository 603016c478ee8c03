"""The only way a source becomes public."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from performance.models import Disclosure, Source

from .protection import keep_hidden, protect_source


@transaction.atomic
def publish_source(source: Source, at: dt.datetime | None = None) -> None:
    """Let the public read a source from `at` on, and raise the partnership's public revision.

    Of a protected source the figures that may be read are worked out here, also when it is published again. Neither it
    nor an open source tells what another one hides. Raises NotPublishable.
    """
    if source.disclosure == Disclosure.PROTECTED:
        protect_source(source)
    source.published_at = at or timezone.now()
    source.save(update_fields=["published_at"])
    if source.disclosure == Disclosure.OPEN:
        keep_hidden(source)
    source.partnership.bump_public_revision()
