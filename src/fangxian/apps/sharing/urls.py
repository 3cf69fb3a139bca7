"""The pages of sharing, and its API."""

from django.urls import path

from fangxian.apps.sharing import api, asking, deciding, files, lists, one

app_name = "sharing"
urlpatterns = [
    path("sharing/", lists.requests, name="list"),
    path("sharing/ask/", asking.choose, name="choose"),
    path("sharing/ask/<str:dataset>/", asking.ask, name="ask"),
    path("sharing/<int:number>/", one.request_page, name="request"),
    path("sharing/<int:number>/uses/", lists.uses, name="uses"),
    path("sharing/<int:number>/rejections/", lists.rejections, name="rejections"),
    path("sharing/<int:number>/key/", one.key, name="key"),
    path("sharing/<int:number>/key/drop/", one.drop_key, name="drop-key"),
    path("sharing/<int:number>/take-back/", one.take_back, name="take-back"),
    path("sharing/<int:number>/grant/", deciding.grant, name="grant"),
    path("sharing/<int:number>/refuse/", deciding.refuse, name="refuse"),
    path("sharing/<int:number>/withdraw/", deciding.withdraw, name="withdraw"),
    path("sharing/<int:number>/files/<str:name>/", files.fetch, name="file"),
    path("api/share/v1/openapi.json", api.described, name="openapi"),
    path("api/share/v1/<int:grant>/openapi.json", api.described_for, name="grant-openapi"),
    path("api/share/v1/<int:grant>/rows", api.rows, name="rows"),
]
