import os
from collections.abc import Iterable
from importlib import import_module
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from csp_portal.operation.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
portal = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # all views, before the workers of a server part instead of in each of them


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return with_room(portal, environ, start_response)


if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    from psycopg2.extensions import set_wait_callback

    from csp_portal.operation.database_away import wait

    set_wait_callback(wait)
