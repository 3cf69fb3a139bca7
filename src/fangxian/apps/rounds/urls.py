"""The pages of testing rounds."""

from django.urls import path

from fangxian.apps.rounds import acting, pages, people, report

app_name = "rounds"
urlpatterns = [
    path("", pages.rounds, name="rounds"),
    path("<int:number>/", pages.one, name="round"),
    path("new/", acting.new, name="new"),
    path("<int:number>/arrive/", acting.arrive, name="arrive"),
    path("<int:number>/complete/", acting.complete, name="complete"),
    path("<int:number>/batches/<str:batch>/withdraw/", acting.withdraw, name="withdraw"),
    path("<int:number>/batches/<str:batch>/restore/", acting.restore, name="restore"),
    path("<int:number>/changed/", pages.changed, name="changed"),
    path("<int:number>/people/", people.people, name="people"),
    path("<int:number>/strays/", people.strays, name="strays"),
    path("<int:number>/report/", report.report, name="report"),
    path("<int:number>/report.pdf", report.pdf, name="pdf"),
    path("<int:number>/report.xlsx", report.workbook, name="workbook"),
]
