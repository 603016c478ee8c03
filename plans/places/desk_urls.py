from django.urls import path

from plans.access.decorators import desk
from plans.access.permissions import Permission
from plans.editing.views.rows import read_or_write

from . import outline_views

upload = read_or_write(desk(Permission.EDIT_PARTNERSHIP)(outline_views.upload))

urlpatterns = [
    path("<slug:partnership>/about/rows/area-sets/<number:pk>/outlines/", upload, name="desk-outlines"),
]
