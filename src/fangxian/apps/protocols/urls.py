"""The pages of protocols."""

from django.urls import path

from fangxian.apps.protocols import packs, proposing, versions

app_name = "protocols"
urlpatterns = [
    path("", packs.packs, name="packs"),
    path("packs/<str:name>/", packs.pack, name="pack"),
    path("outbreaks/<int:number>/", versions.protocol, name="protocol"),
    path("outbreaks/<int:number>/propose/", proposing.propose, name="propose"),
    path("versions/<int:version>/<str:verb>/", versions.act, name="version-act"),
]
