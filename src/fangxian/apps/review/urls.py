"""The pages of the review desk."""

from django.urls import path

from fangxian.apps.review import pages, twice
from fangxian.identity.events import ORGANISATION, PERSON

PEOPLE, ORGANISATIONS = {"kind": PERSON}, {"kind": ORGANISATION}

app_name = "review"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("next/", pages.following, name="next"),
    path("<int:number>/", pages.pair, name="pair"),
    path("<int:number>/skip/", pages.skip, name="skip"),
    path("<int:number>/undo/", pages.undo, name="undo"),
    path("rounds/<int:number>/follow/", pages.follow, name="follow"),
    path("people/", twice.queue, PEOPLE, name="twice"),
    path("people/next/", twice.following, PEOPLE, name="twice-next"),
    path("people/<int:number>/", twice.pair, PEOPLE, name="twice-pair"),
    path("people/<int:number>/skip/", twice.skip, PEOPLE, name="twice-skip"),
    path("people/<int:number>/undo/", twice.undo, PEOPLE, name="twice-undo"),
    path("merges/<int:number>/undo/", twice.unmerge, PEOPLE, name="unmerge"),
    path("organisations/", twice.queue, ORGANISATIONS, name="doubles"),
    path("organisations/next/", twice.following, ORGANISATIONS, name="doubles-next"),
    path("organisations/<int:number>/", twice.pair, ORGANISATIONS, name="doubles-pair"),
    path("organisations/<int:number>/skip/", twice.skip, ORGANISATIONS, name="doubles-skip"),
    path("organisations/<int:number>/undo/", twice.undo, ORGANISATIONS, name="doubles-undo"),
    path("organisations/merges/<int:number>/undo/", twice.unmerge, ORGANISATIONS, name="unmerge-organisation"),
]
