from django.urls import path

from plans.access.decorators import desk
from plans.access.permissions import Permission
from plans.editing.views.rows import read_or_write

from . import outline_views
from .your_place import views as place_views

upload = read_or_write(desk(Permission.EDIT_PARTNERSHIP)(outline_views.upload))
your_place = read_or_write(desk(Permission.EDIT_PARTNERSHIP)(place_views.your_place))

urlpatterns = [
    path("<slug:partnership>/place/", your_place, name="your-place"),
    path("<slug:partnership>/about/rows/area-sets/<number:pk>/outlines/", upload, name="desk-outlines"),
]
