from django.urls import path

from . import home, views

urlpatterns = [
    path("", home.home, name="home"),
    path("partnerships/", home.partnerships, name="all-partnerships"),
    path("search/", views.search, name="search"),
]
