"""The officers' pages of codes."""

from django.urls import path

from fangxian.apps.codes import appeals, daily, overview, person, proposals

app_name = "codes"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("people/", overview.people, name="people"),
    path("days/", daily.listed, name="day"),
    path("people/<int:number>/", person.person, name="person"),
    path("people/<int:number>/appeal/<int:restriction>/", person.appeal, name="appeal-for"),
    path("by-hand/", proposals.proposals, name="proposals"),
    path("by-hand/new/", proposals.new, name="propose"),
    path("by-hand/<int:number>/", proposals.one, name="proposal"),
    path("by-hand/<int:number>/<str:act>/", proposals.decide, name="decide"),
    path("stops/<int:number>/<str:act>/", proposals.stop, name="stop"),
    path("appeals/", appeals.queue, name="appeals"),
    path("appeals/<int:number>/", appeals.one, name="appeal"),
    path("appeals/<int:number>/files/<int:attachment>/", appeals.attachment, name="attachment"),
]
