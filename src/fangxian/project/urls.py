"""Root urls."""

from django.urls import include, path

from fangxian.web import views

urlpatterns = [
    path("account/", include("fangxian.access.urls")),
    path("", include("fangxian.web.urls")),
    path("", include("fangxian.apps.desk.urls")),
    path("", include("fangxian.apps.sharing.urls")),
    path("rounds/", include("fangxian.apps.rounds.urls")),
    path("follow-up/", include("fangxian.apps.programmes.urls")),
    path("review/", include("fangxian.apps.review.urls")),
    path("protocols/areas/", include("fangxian.apps.risk_areas.urls")),
    path("protocols/", include("fangxian.apps.protocols.urls")),
    path("fever-drugs/", include("fangxian.apps.fever_drugs.urls")),
    path("codes/", include("fangxian.apps.codes.urls")),
    path("my-code/", include("fangxian.apps.mycode.urls")),
    path("visits/", include("fangxian.apps.fieldport.urls")),
    path("isolation/", include("fangxian.apps.home_isolation.urls")),
    path("samples/", include("fangxian.apps.sampling.urls")),
]

handler400 = views.bad_request
handler403 = views.not_allowed
handler404 = views.not_found
handler500 = views.failed
