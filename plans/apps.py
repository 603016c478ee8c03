from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        """Make what the search needs beside its tables whenever these are made or changed."""
        from .search.index import make_index

        post_migrate.connect(make_index, sender=self)
