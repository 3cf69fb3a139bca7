"""Root urls."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("fangxian.apps.desk.urls")),
]
