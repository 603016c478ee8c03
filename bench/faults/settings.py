"""Settings of the portal to which faults are done: its files lie on a small disk of their own."""

import os

from tests.quick import *  # noqa: F403

UPLOADS = os.environ["UPLOADS_OF_FAULTS"]
