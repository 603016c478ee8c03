"""What all tests share."""

import os

import pytest
from django.conf import settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop beside the ORM


def pytest_configure():
    """Static files as they lie in the tree: tests need no collected, hashed copies."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def demo_database(django_db_setup, django_db_blocker):
    """The source plans, loaded and published once for all tests that read them."""
    from django.db import transaction

    from performance.demo import load_demo

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(settings.BASE_DIR / "fixtures")
