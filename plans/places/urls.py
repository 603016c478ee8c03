from django.urls import path

from . import views

urlpatterns = [
    path("my-area/", views.anywhere, name="my-area"),
    path("<slug:partnership>/my-area/", views.of_one, name="my-area-of"),
]
