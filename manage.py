"""Command line of the portal: says in one sentence what is wrong when it cannot start."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036  (the whole point is to speak to an older Python)
    sys.exit(f"The portal needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError, ProgrammingError

    from csp_portal.operation.room import with_room

    try:
        with_room(execute_from_command_line, sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"The settings are not usable: {problem}")
    except (OperationalError, ProgrammingError) as problem:
        from csp_portal.settings import database_for_people

        reason = " ".join(str(problem).split())
        if reason.startswith("no such table") or ("relation" in reason and "does not exist" in reason):
            sys.exit(f"The database {database_for_people()} has no tables yet. Run `python manage.py migrate` first.")
        if isinstance(problem, ProgrammingError):
            raise
        sys.exit(f"The database {database_for_people()} cannot be used: {reason} Check DATABASE_URL.")


if __name__ == "__main__":
    main()
