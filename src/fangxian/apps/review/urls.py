"""The pages of the review desk."""

from django.urls import path

from fangxian.apps.review import pages

app_name = "review"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("next/", pages.following, name="next"),
    path("<int:number>/", pages.pair, name="pair"),
    path("<int:number>/skip/", pages.skip, name="skip"),
    path("<int:number>/undo/", pages.undo, name="undo"),
    path("rounds/<int:number>/follow/", pages.follow, name="follow"),
]
