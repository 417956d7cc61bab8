"""The pages of the working day."""

from django.urls import path

from amarre.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.start, name="start"),
    path("exchange/datapackage.json", views.datapackage, name="datapackage"),
    path("services/", views.services, name="services"),
    path("services/<slug:code>/comptes/", views.members, name="members"),
]
