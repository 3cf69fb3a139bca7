"""The pages of fever-drug purchases."""

from django.urls import path

from fangxian.apps.fever_drugs import lists, registering

app_name = "fever_drugs"
urlpatterns = [
    path("", lists.follow, name="follow"),
    path("people/", lists.people, name="people"),
    path("register/", registering.register, name="register"),
]
