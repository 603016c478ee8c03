import sqlite3
from contextlib import closing

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        """Make what the search needs beside its tables whenever these are made or changed, and store as many rows in
        a statement as SQLite takes: Django assumes 999 values, its limit before release 3.32."""
        from django.db.backends.sqlite3.base import DatabaseWrapper

        from .search.index import make_index

        post_migrate.connect(make_index, sender=self)
        with closing(sqlite3.connect(":memory:")) as connection:
            limit = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        DatabaseWrapper.features_class.max_query_params = limit  # type: ignore[method-assign, assignment]
