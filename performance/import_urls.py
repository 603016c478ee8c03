from django.urls import path

from .views import import_columns, imports, protection

HERE = "<slug:partnership>/figures/import/"
RUN = HERE + "<int:run>/"

urlpatterns = [
    path("<slug:partnership>/figures/sources/", protection.sources, name="desk-sources"),
    path("<slug:partnership>/figures/sources/<slug:source>/", protection.source_protection, name="source-protection"),
    path(HERE, imports.imports, name="imports"),
    path(RUN, imports.run, name="import"),
    path(RUN + "rows/", imports.rows, name="import-rows"),
    path(RUN + "columns/", import_columns.columns, name="import-columns"),
    path(RUN + "cells/", import_columns.cells, name="import-cells"),
    path(RUN + "figures/", imports.figures, name="import-figures"),
    path(RUN + "store/", imports.store, name="import-store"),
    path(RUN + "again/", imports.again, name="import-again"),
    path(RUN + "leave/", imports.leave, name="import-leave"),
    path(RUN + "undo/", imports.take_back, name="import-undo"),
    path(RUN + "publish/", imports.publish, name="import-publish"),
]
