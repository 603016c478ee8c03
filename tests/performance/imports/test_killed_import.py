"""An import that is killed leaves the figures as they were, or all of the new ones; loaded again it gives the same."""

import json
import subprocess
import sys

from django.conf import settings

KILLS = 50


def test_an_import_killed_at_any_moment_stores_all_or_nothing(tmp_path):
    """Slow: fifty processes are killed."""
    command = [sys.executable, "-m", "tests.performance.imports.killing", str(tmp_path), str(KILLS)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kills"] == KILLS
    assert seen["before"] >= KILLS / 2
    assert seen["before"] + seen["after"] == KILLS + seen["finished"]
