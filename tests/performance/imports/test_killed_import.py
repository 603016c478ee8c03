"""An import that is killed leaves the figures as they were, or all of the new ones; loaded again it gives the same."""

import json
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.parametrize("kills", [6, pytest.param(50, marks=pytest.mark.long)])
def test_an_import_killed_at_any_moment_stores_all_or_nothing(tmp_path, kills):
    """Slow: as many processes are started and killed."""
    command = [sys.executable, "-m", "tests.performance.imports.killing", str(tmp_path), str(kills)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kills"] == kills
    assert seen["before"] >= kills / 2
    assert seen["before"] + seen["after"] == kills + seen["finished"]
