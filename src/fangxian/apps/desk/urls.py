"""The desk's pages."""

from django.urls import path

from fangxian.apps.desk import home

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
]
