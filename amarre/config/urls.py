"""Every page's address: French words, as people read them aloud to one another."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from amarre.api.errors import no_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amarre.accounts.urls")),
    path("", include("amarre.portal.urls")),
    path("api/v1/", include("amarre.api.urls")),
    re_path("^api(?:/|$)", no_address, name="no_address"),
    path("", include("amarre.desk.urls")),
]
