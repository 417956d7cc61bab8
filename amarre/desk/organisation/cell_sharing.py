"""Which services a cell serves and who coordinates it: Administration's page."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from amarre.accounts.cells import add_coordinator, remove_coordinator, share_cell
from amarre.accounts.models import Service
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.doors import enter
from amarre.desk.organisation.administration_forms import CoordinatorForm, SharingForm


@require_http_methods(["GET", "HEAD", "POST"])
def cell_sharing(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """The services that the cell serves, and its coordination; each form changes one of them."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    cell = get_object_or_404(service.cells, pk=pk)
    served = list(cell.services.order_by("name"))
    act = request.POST.get("acte", "")
    mine = [one for one in Service.objects.visible_to(request.user) if request.user.can(Permission.SERVICE_MANAGE, one)]
    initial = {"services": [one.pk for one in served], "authorisation": cell.authorisation}
    form = SharingForm(request.POST if act == "partager" else None, services=mine, initial=initial)
    person = CoordinatorForm(request.POST if act == "nommer" else None)
    if form.is_bound and form.is_valid():
        share_cell(cell=cell, by=request.user, **form.cleaned_data)
        messages.success(request, "Le partage est enregistré\u00a0: la coordination suit aussitôt.")
    elif person.is_bound and person.is_valid():
        user = add_coordinator(cell=cell, service=service, by=request.user, **person.cleaned_data)
        if not user.has_usable_password():
            get_adapter().invite(request, user)
        messages.success(request, "Cette personne coordonne maintenant la cellule.")
    elif act == "retirer":
        number = request.POST.get("coordination", "")
        leaving = get_object_or_404(cell.coordinators, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
        remove_coordinator(coordinator=leaving, service=service, by=request.user)
        messages.success(request, "Cette personne ne coordonne plus la cellule.")
    else:
        context = {
            "service": service, "cell": cell, "served": served, "form": form, "person": person,
            "elsewhere": [one for one in served if one not in mine],
            "coordinators": cell.coordinators.select_related("user").order_by("user__full_name", "pk"),
        }  # fmt: skip
        status = 422 if form.errors or person.errors else 200
        return render(request, "desk/cell_sharing.html", context, status=status)
    still = cell.services.filter(pk=service.pk).exists()
    return redirect("desk:members_cell_sharing", code, pk) if still else redirect("desk:members", code)
