"""The pages of protocols and risk areas."""

from django.urls import path

from fangxian.apps.protocols import areas, packs, proposing, versions

app_name = "protocols"
urlpatterns = [
    path("", packs.packs, name="packs"),
    path("packs/<str:name>/", packs.pack, name="pack"),
    path("outbreaks/<int:number>/", versions.protocol, name="protocol"),
    path("outbreaks/<int:number>/propose/", proposing.propose, name="propose"),
    path("versions/<int:version>/<str:verb>/", versions.act, name="version-act"),
    path("areas/", areas.areas, name="areas"),
    path("areas/designate/", areas.designate, name="designate"),
    path("areas/<int:number>/", areas.area, name="area"),
    path("areas/<int:number>/publish/", areas.publish, name="publish"),
    path("steps/<int:step>/<str:verb>/", areas.act, name="step-act"),
]
