"""The addresses of the API: no session opens them, a key does."""

from django.contrib.auth.decorators import login_not_required

from amarre.api.application import api

app_name = "api"
urlpatterns, *_ = api.urls
for pattern in urlpatterns:
    assert pattern.callback is not None
    login_not_required(pattern.callback)
