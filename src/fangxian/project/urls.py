"""Root urls."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("fangxian.access.urls")),
    path("", include("fangxian.apps.desk.urls")),
]
