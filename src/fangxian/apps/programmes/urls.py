"""The pages of follow-up."""

from django.urls import path

from fangxian.apps.programmes import lists, one, rolls, why

app_name = "programmes"
urlpatterns = [
    path("", lists.overview, name="overview"),
    path("people/", lists.people, name="people"),
    path("overdue/", lists.overdue, name="overdue"),
    path("people/<int:person>/", why.why, name="why"),
    path("<int:enrolment>/", one.page, name="one"),
    path("<int:enrolment>/<str:act>/", one.act, name="act"),
    path("due/<int:obligation>/<str:act>/", one.act_on_due, name="due"),
    path("lists/", rolls.rolls, name="rolls"),
    path("lists/new/", rolls.new, name="new"),
    path("lists/<int:roll>/", rolls.roll, name="roll"),
    path("lists/<int:roll>/<str:act>/", rolls.act, name="roll-act"),
]
