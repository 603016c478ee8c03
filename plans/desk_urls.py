from django.urls import path

from .views import comments, desk, editing

PLAN = "<slug:partnership>/plans/<slug:plan>/"
ROW = PLAN + "rows/<slug:kind>/<int:pk>/"

urlpatterns = [
    path("", desk.home, name="desk"),
    path("<slug:partnership>/", desk.partnership, name="desk-partnership"),
    path("<slug:partnership>/new-plan/", desk.new_plan, name="desk-new-plan"),
    path(PLAN, desk.plan, name="desk-plan"),
    path(PLAN + "preview/", desk.preview, name="desk-preview"),
    path(PLAN + "history/", editing.history, name="desk-history"),
    path(PLAN + "history/<int:pk>/", editing.bring_back, name="desk-bring-back"),
    path(PLAN + "comments/", comments.still_open, name="desk-open-comments"),
    path(PLAN + "<slug:kind>/", editing.rows, name="desk-rows"),
    path(PLAN + "<slug:kind>/add/", editing.add, name="desk-add"),
    path(PLAN + "<slug:kind>/paste/", editing.paste, name="desk-paste"),
    path(ROW, editing.edit, name="desk-row"),
    path(ROW + "comments/", comments.on_row, name="desk-comments"),
    path(ROW + "move/", editing.move, name="desk-move"),
    path(ROW + "remove/", editing.remove, name="desk-remove"),
    path(PLAN + "rows/<slug:above>/<int:pk>/<slug:kind>/add/", editing.add, name="desk-add-below"),
    path(PLAN + "rows/<slug:above>/<int:pk>/<slug:kind>/paste/", editing.paste, name="desk-paste-below"),
]
