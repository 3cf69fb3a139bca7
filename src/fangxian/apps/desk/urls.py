"""The desk's pages."""

from django.urls import path

from fangxian.apps.desk import (
    audit,
    batches,
    exports,
    home,
    listings,
    organisations,
    outbreaks,
    outlines,
    people,
    person,
    places,
    search,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("areas/<str:code>/", home.area, name="area"),
    path("areas/<str:code>/outlines.json", outlines.outlines, name="outlines"),
    path("people/", people.people, name="people"),
    path("people/export/", exports.export(listings.PEOPLE), name="export-people"),
    path("people/<int:number>/", person.person, name="person"),
    path("compounds/", places.compounds, name="compounds"),
    path("compounds/export/", exports.export(listings.COMPOUNDS), name="export-compounds"),
    path("compounds/<int:number>/", places.compound, name="compound"),
    path("compounds/<int:number>/export/", exports.export(listings.BUILDINGS), name="export-buildings"),
    path("buildings/<int:number>/", places.building, name="building"),
    path("households/", places.households, name="households"),
    path("households/export/", exports.export(listings.HOUSEHOLDS), name="export-households"),
    path("dwellings/", places.dwellings, name="dwellings"),
    path("dwellings/export/", exports.export(listings.DWELLINGS), name="export-dwellings"),
    path("dwellings/<int:number>/", places.dwelling, name="dwelling"),
    path("dwellings/<int:number>/export/", exports.export(listings.RESIDENTS), name="export-residents"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/export/", exports.export(listings.ORGANISATIONS), name="export-organisations"),
    path("organisations/<int:number>/", organisations.organisation, name="organisation"),
    path("organisations/<int:number>/export/", exports.export(listings.STAFF), name="export-staff"),
    path("batches/", batches.batches, name="batches"),
    path("batches/<int:number>/", batches.batch, name="batch"),
    path("outbreaks/", outbreaks.outbreaks, name="outbreaks"),
    path("outbreaks/propose/", outbreaks.propose, name="propose"),
    path("outbreaks/<int:number>/", outbreaks.outbreak, name="outbreak"),
    path("outbreaks/<int:number>/<str:verb>/", outbreaks.act, name="outbreak-act"),
    path("audit/", audit.audit, name="audit"),
    path("audit/verify/", audit.verify, name="verify"),
]
