"""What the portal does by itself: done when due, by one process, and again after a failure."""

import datetime as dt
import re
import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from csp_portal.management.commands import run_jobs
from csp_portal.models import JobState
from csp_portal.operation import jobs
from csp_portal.operation.jobs import Job, run_due
from tests import builders

NOW = dt.datetime(2026, 11, 29, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def done(db, monkeypatch) -> list[str]:
    """The commands that were run, of two jobs: one of every minute and one of half past two. The first may fail."""
    run: list[str] = []

    def command(name, stdout, stderr):
        run.append(name)
        if name == "breaks":
            raise CommandError("the mail server is away")
        stdout.write("3 emails sent.")

    monkeypatch.setattr(jobs, "call_command", command)
    declared = (Job("minutely", "Minutely", every=MINUTE), Job("daily", "Daily", at=dt.time(2, 30)))
    monkeypatch.setattr(jobs, "contributed", lambda name: declared)
    return run


def at(moment: dt.datetime) -> list[str]:
    return [job.command for job, _state in run_due(lambda: moment)]


def test_a_job_is_done_when_it_is_due_and_not_before(done):
    assert at(NOW) == ["minutely", "daily"]
    assert at(NOW + 0.9 * MINUTE) == []
    assert at(NOW + MINUTE) == ["minutely"]
    assert JobState.objects.get(name="daily").due_at == dt.datetime(2026, 11, 30, 2, 30, tzinfo=dt.UTC)
    assert at(dt.datetime(2026, 11, 30, 2, 30, tzinfo=dt.UTC)) == ["minutely", "daily"]
    assert done == ["minutely", "daily", "minutely", "minutely", "daily"]


def test_the_clock_that_goes_forward_or_back_moves_no_daily_job():
    job = Job("daily", "Daily", at=dt.time(7, 0))
    summer = job.after(dt.datetime(2027, 3, 27, 12, tzinfo=dt.UTC))
    winter = job.after(dt.datetime(2027, 10, 30, 12, tzinfo=dt.UTC))
    assert [moment.astimezone(dt.UTC).hour for moment in (summer, winter)] == [6, 7]


def test_a_job_that_fails_stops_no_other_and_says_why(done, monkeypatch):
    declared = (Job("breaks", "Breaks", every=MINUTE), Job("minutely", "Minutely", every=MINUTE))
    monkeypatch.setattr(jobs, "contributed", lambda name: declared)
    assert at(NOW) == at(NOW + MINUTE) == ["breaks", "minutely"]
    state = JobState.objects.get(name="breaks")
    assert (state.failures, state.outcome) == (2, "CommandError: the mail server is away")
    assert JobState.objects.get(name="minutely").outcome == "3 emails sent."


def test_what_another_process_does_is_left_to_it_until_its_time_is_over(done):
    at(NOW)
    JobState.objects.update(running_until=NOW + dt.timedelta(hours=1))  # somebody began and was killed
    assert at(NOW + MINUTE) == []
    assert at(NOW + dt.timedelta(minutes=61)) == ["minutely"]


def test_a_clock_that_was_a_day_ahead_and_is_put_right_delays_no_job(done):
    at(NOW + dt.timedelta(days=1))
    JobState.objects.update(running_until=NOW + dt.timedelta(days=1) + jobs.HELD)  # killed while it was ahead
    assert at(NOW) == []
    due = dict(JobState.objects.values_list("name", "due_at"))
    assert due == {"minutely": NOW + MINUTE, "daily": dt.datetime(2026, 11, 30, 2, 30, tzinfo=dt.UTC)}
    assert at(NOW + jobs.HELD) == []  # whoever lives has said by now that it has the job
    assert at(NOW + jobs.HELD + MINUTE) == ["minutely"]
    assert at(dt.datetime(2026, 11, 30, 2, 30, tzinfo=dt.UTC)) == ["minutely", "daily"]


def test_machines_whose_clocks_differ_by_a_minute_do_no_job_twice(done):
    assert at(dt.datetime(2026, 11, 30, 2, 30, tzinfo=dt.UTC)) == ["minutely", "daily"]
    assert at(dt.datetime(2026, 11, 30, 2, 29, tzinfo=dt.UTC)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory cannot be shared by threads")
def test_of_several_processes_one_does_a_job(done):
    starting = threading.Barrier(4)

    def look():
        starting.wait()
        at(NOW)
        connection.close()

    threads = [threading.Thread(target=look) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["daily", "minutely"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory cannot be shared by threads")
def test_a_job_that_goes_on_holds_its_claim_and_one_that_was_killed_does_not(done, monkeypatch):
    held = []

    def command(name, **_said):
        for _look in range(2):
            held.append(JobState.objects.get(name=name).running_until)
            time.sleep(0.2)

    monkeypatch.setattr(jobs, "BETWEEN_SIGNS", 0.1)
    monkeypatch.setattr(jobs, "call_command", command)
    assert at(NOW) == ["minutely", "daily"]
    assert held[0] == NOW + jobs.HELD < held[1]


def test_every_job_is_a_command_and_the_page_shows_its_state(db, client):
    builders.sign_in(client, builders.person("sue", None, is_superuser=True))
    JobState.objects.create(
        name="send_digests", due_at=NOW, began_at=NOW, ended_at=NOW, failures=2, outcome="CommandError: no mail server"
    )
    broken_off, running = timezone.now() - MINUTE, timezone.now() + MINUTE
    JobState.objects.create(name="make_exports", due_at=NOW, began_at=NOW, running_until=broken_off)
    JobState.objects.create(name="work_out_tasks", due_at=NOW, began_at=NOW, running_until=running)
    page = client.get("/desk/partnerships/jobs/").text
    for job in jobs.wanted():
        assert str(job.label) in page
    assert "failed 2 times in a row" in page
    states = re.findall(r"(\w+)</span></th>\s*<td[^>]*>([\w ]+)</td>", page)
    assert ("make_exports", "broken off") in states
    assert ("work_out_tasks", "running") in states
    assert "CommandError: no mail server" in page
    assert "No job was done in the last ten minutes." in page


def test_left_running_it_looks_for_what_is_due_until_it_is_stopped_also_when_the_database_was_away(monkeypatch, capsys):
    looks = iter([OperationalError("connection refused"), None, KeyboardInterrupt()])

    def run_due():
        if fault := next(looks):
            raise fault
        yield Job("daily", "Daily", at=dt.time(2, 30)), JobState(name="daily", outcome="3 emails\nsent.")

    monkeypatch.setattr(run_jobs, "run_due", run_due)
    monkeypatch.setattr(run_jobs.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(run_jobs, "close_old_connections", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        call_command("run_jobs", "--keep-running")
    said = capsys.readouterr()
    assert said.out == "daily: done. 3 emails sent.\n"
    assert said.err == "The portal cannot reach its database at the moment.\n"


def test_running_all_jobs_of_an_empty_portal_goes_well(db, mailoutbox, capsys):
    call_command("run_jobs")
    assert JobState.objects.filter(failures=0).count() == len(jobs.wanted())
    call_command("run_jobs")
    assert capsys.readouterr().err == ""
