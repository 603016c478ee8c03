"""Everything published still reads as it was published, and a text that was tampered with is found."""

import pytest
from django.core.management import call_command
from django.db import connection

from performance.models import ReportVersion
from plans.models import PlanVersion, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def tamper(model) -> None:
    """Change what is published behind the back of the portal."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(f"SELECT id, CAST(content AS text) FROM {table} ORDER BY id LIMIT 1")
        key, content = cursor.fetchone()
        cursor.execute(f"UPDATE {table} SET content = %s WHERE id = %s", [content.replace("Crime", "Grime"), key])


def test_what_was_published_is_as_it_was(capsys):
    call_command("verify_versions")
    count = sum(model.objects.count() for model in Version.__subclasses__())
    assert capsys.readouterr().out == f"Versions as they were published: {count}. Versions that have changed: 0.\n"


def test_each_tampered_version_has_its_line(capsys):
    tamper(PlanVersion)
    tamper(ReportVersion)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_versions")
    said = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert len(said) == 3
    assert said[0].startswith("PlanVersion ")
    assert said[1].startswith("ReportVersion ")
    assert said[2].endswith("Versions that have changed: 2.")
