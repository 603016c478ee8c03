import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # all views, before the workers of a server part instead of in each of them

if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    from psycopg2.extensions import set_wait_callback

    from csp_portal.operation.database_away import wait

    set_wait_callback(wait)
