"""A Django shell that stays open beside a running portal: starting one takes two seconds each time."""

import json
import subprocess
from pathlib import Path
from textwrap import dedent

from tests.running import MANAGE

ANSWER = """
import contextlib, io, json, sys, traceback
from django.db import connections
for line in sys.stdin:
    printed, fault = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(json.loads(line), {})
    except BaseException:
        fault = traceback.format_exc()
    connections.close_all()
    print(json.dumps([printed.getvalue(), fault]), flush=True)
"""
BEGIN = """
from django.test import Client
from plans.models import *
from tests import builders
"""


class Shell:
    """The models and builders on a portal's database. Starts with the first code that it is given."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.log = environment, folder / "shell.log"
        self.process: subprocess.Popen | None = None

    def do(self, code: str) -> list[str]:
        """Run Python code; the lines it prints. Raises RuntimeError with what the code raised."""
        if self.process is None:
            with self.log.open("w") as log:
                self.process = subprocess.Popen(
                    [*MANAGE, "shell", "--verbosity", "0", "--command", ANSWER],
                    env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                )  # fmt: skip
        self.process.stdin.write(json.dumps(f"{BEGIN}\n{dedent(code)}") + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        printed, fault = json.loads(answer) if answer else ("", self.log.read_text())
        if fault or not answer:
            raise RuntimeError(fault)
        return printed.splitlines()

    def stop(self) -> None:
        if self.process is not None:
            self.process.communicate()
