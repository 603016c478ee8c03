"""What a monitoring program reads, and that nobody else does."""

import datetime as dt
import os
import subprocess
import sys

from django.conf import settings as portal_settings
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from csp_portal.models import JobState
from plans.publishing.versions import publish
from tests import builders


def read(client) -> dict[tuple[str, ...], float]:
    """Each sample by its name and labels, as an independent parser reads them."""
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("application/openmetrics-text")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_requests_jobs_publications_and_the_database(db, client, settings):
    settings.METRICS_FROM = ["127.0.0.0/8"]
    before = read(client)
    client.get("/glossary/")
    client.get("/nowhere/at/all/")
    now = timezone.now()
    JobState.objects.create(name="send_digests", due_at=now, succeeded_at=now, failures=2)
    JobState.objects.create(name="remind_leads", due_at=now, running_until=now - dt.timedelta(seconds=1))
    JobState.objects.create(name="make_exports", due_at=now, running_until=now + dt.timedelta(minutes=1))
    publish(builders.rich_plan(1), kind="final")
    said = read(client)
    for sample in (("portal_requests_total", "glossary", "200"), ("portal_requests_total", "unknown", "404")):
        assert said[sample] - before.get(sample, 0) == 1
    assert said["portal_request_seconds_count", "glossary"] > 0
    assert said["portal_job_last_success_timestamp_seconds", "send_digests"] == now.timestamp()
    assert said["portal_job_failures", "send_digests"] == 2
    assert said["portal_jobs_waiting",] == 2
    assert said["portal_imports", "reading"] == said["portal_report_versions",] == 0
    assert said["portal_plan_versions", "final"] == said["portal_database_up",] == 1


def test_without_a_database_it_says_so(db, client, settings, monkeypatch):
    settings.METRICS_FROM = ["127.0.0.1"]

    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", away)
        said = read(client)
    assert said["portal_database_up",] == 0
    assert ("portal_jobs_waiting",) not in said


def test_nobody_else_reads_it(db, client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_FROM = ["10.0.0.5"]
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.5"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.5").status_code == 200


TWO_PROCESSES = """
import os, django
django.setup()
from csp_portal.operation import metrics
if os.fork() == 0:
    metrics.count("home", 200, 0.1)
    os._exit(0)
os.wait()
metrics.count("home", 200, 0.1)
registry = metrics.CollectorRegistry()
metrics.MultiProcessCollector(registry)
print(registry.get_sample_value("portal_requests_total", {"page": "home", "status": "200"}))
"""


def test_processes_of_one_server_count_together(tmp_path):
    """Takes a second: the library chooses how it counts when it is loaded, so another Python is started."""
    own = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "csp_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", TWO_PROCESSES],
        cwd=portal_settings.BASE_DIR,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "2.0"
