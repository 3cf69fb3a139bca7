"""The pages of risk areas."""

from django.urls import path

from fangxian.apps.risk_areas import areas

app_name = "risk_areas"
urlpatterns = [
    path("", areas.areas, name="areas"),
    path("designate/", areas.designate, name="designate"),
    path("<int:number>/", areas.area, name="area"),
    path("<int:number>/publish/", areas.publish, name="publish"),
    path("steps/<int:step>/<str:verb>/", areas.act, name="step-act"),
]
