"""The resident's pages."""

from django.urls import path

from fangxian.apps.mycode import measuring, pages

app_name = "mycode"
urlpatterns = [
    path("", pages.code, name="code"),
    path("appeal/<int:restriction>/", pages.appeal, name="appeal"),
    path("temperature/", measuring.measure, name="measure"),
    path("readers/", pages.readers, name="readers"),
    path("figures/", pages.figures, name="figures"),
]
