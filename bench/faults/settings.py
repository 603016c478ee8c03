"""Settings of the portal to which faults are done: its files lie on a small disk, and its clock may jump."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from tests.quick import *  # noqa: F403

UPLOADS = os.environ["UPLOADS_OF_FAULTS"]
if clock := os.environ.get("CLOCK_OF_FAULTS"):  # a file that says by how many seconds it is wrong
    _file, _now, _time = Path(clock), timezone.now, time.time
    timezone.now = lambda: _now() + timedelta(seconds=float(_file.read_text()))
    time.time = lambda: _time() + float(_file.read_text())
