"""The pages of the welink port."""

from django.urls import path

from fangxian.apps.fieldport import acts, done, doors, lists, oversight, residents

app_name = "fieldport"
urlpatterns = [
    path("", lists.worklist, name="list"),
    path("doors/<int:number>/", doors.door, name="door"),
    path("tasks/<int:number>/", doors.task, name="task"),
    path("tasks/take/", acts.take, name="take"),
    path("tasks/release/", acts.release, name="release"),
    path("lines/<int:number>/", acts.report, name="report"),
    path("reports/<int:number>/undo/", acts.undo, name="undo"),
    path("tasks/nobody/", acts.nobody, name="nobody"),
    path("doors/<int:number>/resident/", residents.enter, name="resident"),
    path("find/", residents.find, name="find"),
    path("done/", done.done, name="done"),
    path("areas/", oversight.areas, name="areas"),
    path("areas/hand-over/", oversight.hand_over, name="hand-over"),
]
