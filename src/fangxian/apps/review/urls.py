"""The pages of the review desk."""

from django.urls import path

from fangxian.apps.review import pages, twice

app_name = "review"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("next/", pages.following, name="next"),
    path("<int:number>/", pages.pair, name="pair"),
    path("<int:number>/skip/", pages.skip, name="skip"),
    path("<int:number>/undo/", pages.undo, name="undo"),
    path("rounds/<int:number>/follow/", pages.follow, name="follow"),
    path("people/", twice.queue, name="twice"),
    path("people/next/", twice.following, name="twice-next"),
    path("people/<int:number>/", twice.pair, name="twice-pair"),
    path("people/<int:number>/skip/", twice.skip, name="twice-skip"),
    path("people/<int:number>/undo/", twice.undo, name="twice-undo"),
    path("merges/<int:number>/undo/", twice.unmerge, name="unmerge"),
]
