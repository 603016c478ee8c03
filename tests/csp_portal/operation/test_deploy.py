"""What is shipped for a server says the same as the portal itself."""

import re

import pytest
from django.conf import settings

from csp_portal.security import POLICY

pytestmark = pytest.mark.anywhere
DEPLOY = settings.BASE_DIR / "deploy"


def names(text: str) -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", text, re.MULTILINE))


def test_the_example_names_every_setting_and_no_other():
    code = (settings.BASE_DIR / "csp_portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:env\.(?:str|bool|list|email_url)|_networks)\("([A-Z_]+)"', code))
    assert names((DEPLOY / "portal.env.example").read_text(encoding="utf-8")) == read
    assert all(re.search(rf"\b{name}\b", code.split('"""')[1]) for name in read)  # and its docstring explains it


def test_pages_that_nginx_sends_have_the_headers_that_the_portal_gives():
    said = (DEPLOY / "nginx" / "locations.conf").read_text(encoding="utf-8")
    assert f'add_header Content-Security-Policy "{POLICY}";' in said
    assert f"max-age={365 * 24 * 60 * 60}; includeSubDomains" in said


def test_services_run_commands_that_there_are():
    units = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir()}
    started = {name: re.findall(r"manage\.py (\w+)", unit) for name, unit in units.items()}
    assert {name: commands for name, commands in started.items() if commands} == {
        "portal.service": ["serve"],
        "portal-jobs.service": ["run_jobs"],
        "portal-backup.service": ["backup"],
    }


def test_the_web_server_speaks_no_old_tls():
    said = (DEPLOY / "nginx" / "portal.conf").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols (.+?);", said) == ["TLSv1.2 TLSv1.3"]
