"""The examples on the page of the interface for programs, in every language that the machine has."""

import re
import shutil
import subprocess
import sys
from html import unescape

from django.conf import settings

from tests import builders

EXAMPLE = re.compile(r'<code id="example-(\w+)">(.*?)</code>', re.DOTALL)
RUN_BY = {"curl": ["sh", "-c"], "python": [sys.executable, "-c"], "r": ["Rscript", "-e"]}
TOOL = {"curl": "curl", "python": sys.executable, "r": "Rscript"}


def test_the_examples_on_its_page_run_as_they_are_printed(running):
    """Slow: starts a server and an interpreter for each language that the machine has."""
    for number in range(3):
        builders.partnership(f"town-{number}", name=f"Safer Town {number}")
    page = running.ask("GET", "/api/v1/").text
    examples = {name: unescape(text) for name, text in EXAMPLE.findall(page)}
    assert set(examples) == set(RUN_BY)
    ran = []
    for name, text in examples.items():
        if shutil.which(TOOL[name]):
            text = text.replace(settings.PORTAL_URL.rstrip("/"), f"http://127.0.0.1:{running.port}")
            done = subprocess.run([*RUN_BY[name], text], capture_output=True, text=True, timeout=30)
            assert (done.returncode, done.stderr) == (0, ""), name
            assert all(f"Safer Town {number}" in done.stdout for number in range(3)), (name, done.stdout)
            ran.append(name)
    assert "python" in ran
