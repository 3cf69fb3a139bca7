"""The pages of home isolation, and where gateways send what devices say."""

from django.urls import path

from fangxian.apps.home_isolation import acts, alerts, devices, household, intake, lists

app_name = "home_isolation"
urlpatterns = [
    path("", lists.households, name="households"),
    path("doors/<int:number>/", household.household, name="household"),
    path("doors/<int:number>/check/", acts.check, name="check"),
    path("doors/<int:number>/move/", acts.move, name="move"),
    path("doors/<int:number>/back/", acts.back, name="back"),
    path("doors/<int:number>/notify/", acts.notify, name="notify"),
    path("doors/<int:number>/temperature/", acts.temperature, name="temperature"),
    path("doors/<int:number>/need/", acts.need, name="need"),
    path("doors/<int:number>/plan/", acts.plan, name="plan"),
    path("doors/<int:number>/bind/", acts.bind, name="bind"),
    path("needs/<int:number>/promise/", acts.promise, name="promise"),
    path("needs/<int:number>/settle/", acts.settle, name="settle"),
    path("visits/<int:number>/cancel/", acts.cancel, name="cancel"),
    path("bindings/<int:number>/unbind/", acts.unbind, name="unbind"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/live/", alerts.live, name="live"),
    path("alerts/<int:number>/acknowledge/", acts.acknowledge, name="acknowledge"),
    path("alerts/<int:number>/explain/", acts.explain, name="explain"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<str:serial>/events/", intake.events, name="events"),
]
