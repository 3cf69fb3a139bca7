"""The pages of testing rounds."""

from django.urls import path

from fangxian.apps.rounds import pages, people, report

app_name = "rounds"
urlpatterns = [
    path("", pages.rounds, name="rounds"),
    path("<int:number>/", pages.one, name="round"),
    path("<int:number>/people/", people.people, name="people"),
    path("<int:number>/strays/", people.strays, name="strays"),
    path("<int:number>/report/", report.report, name="report"),
    path("<int:number>/report.xlsx", report.workbook, name="workbook"),
]
