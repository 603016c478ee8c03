from django.urls import path

from . import home, sitemap, views

urlpatterns = [
    path("", home.home, name="home"),
    path("partnerships/", home.partnerships, name="all-partnerships"),
    path("search/", views.search, name="search"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.of_the_portal, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap-pages"),
    path("sitemap-of-<slug:partnership>.xml", sitemap.of_partnership, name="partnership-sitemap"),
]
