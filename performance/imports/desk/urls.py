from django.urls import path

from . import column_views, entry_views, row_views, source_views, views

SOURCES = "desk/<slug:partnership>/figures/sources/"
HERE = "desk/<slug:partnership>/figures/import/"
RUN = HERE + "<number:run>/"

urlpatterns = [
    path("desk/<slug:partnership>/figures/enter/", entry_views.enter, name="enter-figures"),
    path(SOURCES, source_views.sources, name="desk-sources"),
    path(SOURCES + "<slug:source>/", source_views.source_protection, name="source-protection"),
    path(HERE, views.imports, name="imports"),
    path(RUN, views.run, name="import"),
    path(RUN + "rows/", views.rows, name="import-rows"),
    path(RUN + "columns/", column_views.columns, name="import-columns"),
    path(RUN + "leave-out/", row_views.leave_out, name="import-leave-out"),
    path(RUN + "cells/", column_views.cells, name="import-cells"),
    path(RUN + "figures/", views.figures, name="import-figures"),
    path(RUN + "store/", views.store, name="import-store"),
    path(RUN + "again/", views.again, name="import-again"),
    path(RUN + "leave/", views.leave, name="import-leave"),
    path(RUN + "undo/", views.take_back, name="import-undo"),
    path(RUN + "publish/", views.publish, name="import-publish"),
]
