"""The addresses that a service gives to everybody."""

from django.urls import path

from amarre.portal import followups, views

app_name = "portal"
urlpatterns = [
    path("signaler/", views.services, name="services"),
    path("signaler/reponse/", views.answer, name="answer"),
    path("signaler/<slug:code>/", views.welcome, name="welcome"),
    path("signaler/<slug:code>/recu/<str:reference>/", views.received, name="received"),
    path("signaler/<slug:code>/<str:sender>/", views.refer, name="refer"),
    path("suivi/<str:secret>/", followups.follow_up, name="follow_up"),
]
