"""Every page's address: French words, as people read them aloud to one another."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amarre.accounts.urls")),
    path("", include("amarre.portal.urls")),
    path("api/v1/", include("amarre.api.urls")),
    path("", include("amarre.desk.urls")),
]
