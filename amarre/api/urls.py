"""The addresses of the API: no session opens them, a key does."""

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.csrf import csrf_exempt

from amarre.api.application import api
from amarre.api.errors import in_json

app_name = "api"
urlpatterns, *_ = api.urls
for pattern in urlpatterns:
    assert pattern.callback is not None
    pattern.callback = csrf_exempt(login_not_required(in_json(pattern.callback)))
