"""Several people do the same thing at the same time, on a database where that is possible.

python -m tests.priorities.updates.at_once    on an empty database of DATABASE_URL; prints what came of it
"""

import threading
from collections.abc import Callable

PEOPLE = 4


def at_once(act: Callable[[int], object]) -> list[object]:
    """What each of several people gets who all act in the same moment."""
    from django.db import connections

    start, results = threading.Barrier(PEOPLE), []

    def one(number: int) -> None:
        start.wait()
        try:
            results.append(act(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def answers() -> list[str]:
    """All send their answer through one link: the status of each page, and the words that were stored."""
    from django.core import mail
    from django.test import Client
    from django.utils import timezone

    from priorities.models import ProgressUpdate
    from priorities.updates.emails import send_request
    from tests import builders

    lead = builders.asked_lead(builders.rich_plan(1), answer_by=timezone.localdate(), now=timezone.now())
    lead.email = "police@example.org"
    lead.save()
    send_request(lead, now=timezone.now())
    link = mail.outbox[-1].body.partition("https://portal.example")[2].split()[0]
    prefix = f"action-{lead.updates.get().pk}"

    def send(number: int) -> tuple[int, str]:
        words = f"Words {number}"
        posted = {f"{prefix}-status": "on track", f"{prefix}-happened": words, f"{prefix}-next": ""}
        return Client().post(link, posted).status_code, words

    results = at_once(send)
    (stored,) = ProgressUpdate.objects.values_list("happened", flat=True)
    won = [words for status, words in results if status == 200]
    return [*sorted(str(status) for status, _words in results), "the winner is stored" if won == [stored] else "no"]


def emails_sent() -> list[str]:
    """All press "send again" at the same time: who wrote, and how many emails and links there are."""
    from django.core import mail
    from django.utils import timezone

    from priorities.models import LeadRequest, UpdateLink
    from priorities.updates.emails import send_request
    from tests import builders

    lead = builders.asked_lead(builders.rich_plan(1, builders.partnership("emails")), now=timezone.now())
    lead.email = "police@example.org"
    lead.save()
    rows = LeadRequest.objects.select_related("round__plan__partnership", "round__sent_by")
    mine = [rows.get(pk=lead.pk) for _person in range(PEOPLE)]
    before = len(mail.outbox)
    wrote = at_once(lambda number: send_request(mine[number], now=timezone.now()))
    links = UpdateLink.objects.filter(lead=lead).count()
    return [*sorted(map(str, wrote)), f"{len(mail.outbox) - before} email", f"{links} link"]


def main() -> None:
    import sys

    import django
    from django.test.utils import setup_test_environment

    from tests.databases import make_tables

    django.setup()
    setup_test_environment()
    make_tables()
    sys.stdout.write("\n".join(["; ".join(answers()), "; ".join(emails_sent())]))


if __name__ == "__main__":
    main()
