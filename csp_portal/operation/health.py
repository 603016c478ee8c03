"""What programs on the machine ask: whether the portal runs, and whether it is ready for readers."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from csp_portal.emails import mail_problem
from csp_portal.models import JobState

from .jobs import wanted

LEAST_FREE = 500_000_000  # bytes of disk
KEPT = 60  # seconds that is remembered what costs time to find out
LATE = dt.timedelta(minutes=10)  # without any job done, something is wrong with what runs them
NOT_KEPT = {"Cache-Control": "no-store"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database", content_type="text/plain", status=503, headers=NOT_KEPT)
    return HttpResponse("ok", content_type="text/plain", headers=NOT_KEPT)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part as "ok" or what is wrong with it; 503 when anything is."""
    parts: dict[str, Callable[[], str]] = {"migrations": migrations, "jobs": jobs, "disk": disk, "mail": mail}
    try:
        said = {name: check() or "ok" for name, check in parts.items()}
    except DatabaseError:
        said = {"database": "does not answer"}
    ready = all(words == "ok" for words in said.values())
    return JsonResponse(said, status=200 if ready else 503, headers=NOT_KEPT)


def migrations() -> str:
    missing = cache.get_or_set("readyz:migrations", _missing, KEPT)
    return f"{missing} not applied; run manage.py migrate" if missing else ""


def _missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def jobs() -> str:
    """Whether what is due is done, and went well."""
    now, names = timezone.now(), {job.command for job in wanted()}
    states = [state for state in JobState.objects.all() if state.name in names]
    failed = [state.name for state in states if state.failures]
    if failed:
        return f"failed: {', '.join(failed)}"
    if not any(state.ended_at and abs(now - state.ended_at) < LATE for state in states):
        return "none was done in the last ten minutes; does manage.py run_jobs run?"
    late = [state.name for state in states if now - state.due_at > LATE and not state.is_running(now)]
    return f"late: {', '.join(late)}" if late else ""


def disk() -> str:
    """Whether there is room where the portal writes."""
    places = [settings.VAR, *([Path(settings.PUBLISHED_FOLDER)] if settings.PUBLISHED_FOLDER else [])]
    full = [str(place) for place in places if place.exists() and shutil.disk_usage(place).free < LEAST_FREE]
    return f"less than 500 MB free at {', '.join(full)}" if full else ""


def mail() -> str:
    """Whether the mail server takes a connection."""
    problem = cache.get_or_set("readyz:mail", mail_problem, KEPT)
    return f"the mail server does not answer ({problem})" if problem else ""
