import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
application = get_wsgi_application()

if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    from psycopg2.extensions import set_wait_callback

    from csp_portal.operation.database_away import wait

    set_wait_callback(wait)
