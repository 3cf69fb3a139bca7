"""Language, purpose and role; the page of who was given an account; the outlines that maps are drawn from."""

from django.urls import path

from fangxian.web import invitations, outlines, views

app_name = "web"
urlpatterns = [
    path("areas/<str:code>/outlines.json", outlines.outlines, name="outlines"),
    path("invitation/", invitations.invitation, name="invitation"),
    path("language/", views.choose_language, name="language"),
    path("purpose/", views.choose_purpose, name="purpose"),
    path("role/", views.choose_role, name="role"),
]
