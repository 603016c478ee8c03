"""Every bad file is refused in at most 5 seconds and 200 MB, measured in a process of its own."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.performance.imports.tables.bad_files import CASES

pytestmark = pytest.mark.anywhere

SECONDS, MEGABYTES = 5.0, 200.0
MEASURE = """
import json, os, sys, time
from pathlib import Path
import pytest
from performance.imports.formats import registry as formats
from performance.imports.reading import ImportContext
measured = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    started = time.monotonic()
    child = os.fork()
    if not child:
        os._exit(0 if formats.read(path, ImportContext())[1].refused else 3)
    _, status, used = os.wait4(child, 0)
    measured[path.name] = [os.waitstatus_to_exitcode(status), time.monotonic() - started, used.ru_maxrss / 1024]
print(json.dumps(measured))
"""


@pytest.mark.long
def test_a_bad_file_takes_little_time_and_memory(tmp_path):
    """Slow: every bad file is read in a process of its own, whose memory is measured."""
    names = {}
    for number, (name, case) in enumerate(CASES.items()):
        names[f"{number}.csv"] = name
        (tmp_path / f"{number}.csv").write_bytes(case.content)
    command = [sys.executable, "-c", MEASURE, str(tmp_path)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True, timeout=600)
    measured = json.loads(done.stdout)
    assert len(measured) == len(CASES)
    assert {names[file] for file, (code, _, _) in measured.items() if code} == set()
    slow = {names[file]: seconds for file, (_, seconds, _) in measured.items() if seconds > SECONDS}
    large = {names[file]: megabytes for file, (_, _, megabytes) in measured.items() if megabytes > MEGABYTES}
    assert (slow, large) == ({}, {})
