"""The pages of Administration: who may come in, and how."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amarre.accounts.actions import require_second_factor
from amarre.accounts.enums import Role
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.administration_forms import SecondFactorForm
from amarre.desk.doors import enter


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: UserRequest, code: str) -> HttpResponse:
    """Which roles need a second factor in this service."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    held = list(service.second_factor_rules.values_list("role", flat=True))
    form = SecondFactorForm(request.POST or None, initial={"roles": held})
    if request.method == "POST":
        form = SecondFactorForm(request.POST)
        if form.is_valid():
            require_second_factor(
                service=service, roles=[Role(role) for role in form.cleaned_data["roles"]], by=request.user
            )
            messages.success(request, "C’est enregistré. La règle vaut dès la prochaine page que chacun ouvre.")
            return redirect("desk:members", service.code)
    return render(
        request, "desk/second_factor.html", {"service": service, "form": form}, status=422 if form.errors else 200
    )
