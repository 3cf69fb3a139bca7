"""The pages of sampling sites and laboratories."""

from django.urls import path

from fangxian.apps.sampling import boxes, laboratory, site

app_name = "sampling"
urlpatterns = [
    path("", site.site, name="site"),
    path("open/", site.opened, name="open"),
    path("plan/", site.planned, name="plan"),
    path("tubes/<int:number>/", site.tube, name="tube"),
    path("tubes/<int:number>/bind/", site.bound, name="bind"),
    path("tubes/<int:number>/unbind/", site.unbound, name="unbind"),
    path("tubes/<int:number>/seal/", site.sealed, name="seal"),
    path("boxes/", boxes.boxes, name="boxes"),
    path("boxes/pack/", boxes.packed, name="pack"),
    path("boxes/<int:number>/hand-over/", boxes.handed_over, name="hand-over"),
    path("boxes/<int:number>/unpack/", boxes.unpacked, name="unpack"),
    path("laboratory/", laboratory.laboratory, name="laboratory"),
    path("laboratory/tubes/", laboratory.tubes, name="tubes"),
    path("laboratory/boxes/<int:number>/", laboratory.box, name="box"),
    path("laboratory/files/<int:number>/", laboratory.held, name="held"),
]
