"""Language, purpose and role."""

from django.urls import path

from fangxian.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("purpose/", views.choose_purpose, name="purpose"),
    path("role/", views.choose_role, name="role"),
]
