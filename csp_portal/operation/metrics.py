"""What a monitoring program reads of the portal at /metrics, as OpenMetrics.

Requests are counted by each process. `manage.py serve` names a folder in which its processes count together; under
another server the numbers are those of the process that answers, unless PROMETHEUS_MULTIPROC_DIR names such a folder.
"""

import ipaddress
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from csp_portal.contributions import contributed
from csp_portal.models import JobState

from .proxies import is_trusted

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as the library calls it
REQUESTS = Counter("portal_requests", "Requests by type of page and status", ["page", "status"], registry=None)
SECONDS = Histogram(
    "portal_request_seconds",
    "How long requests took, by type of page",
    ["page"],
    buckets=(0.005, 0.025, 0.1, 0.5, 2.5, 10),
    registry=None,
)


class Gauge(NamedTuple):
    """A number that the database knows; `label` is its name and value, where there are several of a kind."""

    name: str
    words: str
    value: float
    label: tuple[str, str] | None = None


def count(page: str, status: int, seconds: float) -> None:
    REQUESTS.labels(page, str(status)).inc()
    SECONDS.labels(page).observe(seconds)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For the addresses that METRICS_FROM names; to everybody else there is no such page."""
    readers = [ipaddress.ip_network(words) for words in settings.METRICS_FROM]
    if not is_trusted(request.META.get("REMOTE_ADDR", ""), readers):
        raise Http404
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    registry.register(StateCollector())
    body = generate_latest(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(body, CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


class StateCollector:
    """What the database says, or that it does not answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each measure, those of one name together."""
        try:
            found = [measure for measures in (job_measures, *contributed("METRICS")) for measure in measures()]
            answers = 1
        except DatabaseError:
            found, answers = [], 0
        yield GaugeMetricFamily("portal_database_up", "1 when the database answers", value=answers)
        for name in dict.fromkeys(measure.name for measure in found):
            yield _family([measure for measure in found if measure.name == name])


def _family(measures: list[Gauge]) -> GaugeMetricFamily:
    first = measures[0]
    family = GaugeMetricFamily(first.name, first.words, labels=[first.label[0]] if first.label else [])
    for measure in measures:
        family.add_metric([measure.label[1]] if measure.label else [], measure.value)
    return family


def job_measures() -> Iterable[Gauge]:
    """When each job last went well, how often it failed since, and how many are waiting."""
    states, now = list(JobState.objects.all()), timezone.now()
    for state in states:
        label = ("job", state.name)
        if state.succeeded_at:
            at = state.succeeded_at.timestamp()
            yield Gauge("portal_job_last_success_timestamp_seconds", "When the job last went well", at, label)
        yield Gauge("portal_job_failures", "Failures of the job since it last went well", state.failures, label)
    due = [state for state in states if state.due_at <= now and not state.is_running(now)]
    yield Gauge("portal_jobs_waiting", "Jobs that are due and not begun", len(due))
