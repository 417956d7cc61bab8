"""The pages of Administration: who may come in, and how."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amarre.accounts import actions
from amarre.accounts.actions import require_second_factor
from amarre.accounts.enums import Role
from amarre.accounts.models import Membership, Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.profiles import profile_of
from amarre.desk.doors import enter
from amarre.desk.organisation.administration_forms import AccountForm, RolesForm, SecondFactorForm, StaffForm
from amarre.directory.models import StaffAccount, Worker
from amarre.directory.staff import free_for, link_account, professional_of

#: What may be done to an account, by the word of its address: the action, and what is said once it is done.
ACTS = {
    "fermer": (actions.close_account, "Le compte est fermé\u202f; ses sessions sont terminées."),
    "rouvrir": (actions.reopen_account, "Le compte est rouvert."),
    "terminer-sessions": (actions.end_sessions, "Ses sessions sont terminées."),
    "retirer-second-facteur": (
        actions.forget_second_factor,
        "Son second facteur est retiré\u202f; ses sessions sont terminées.",
    ),
}


def member_for(request: UserRequest, code: str, pk: int) -> tuple[Service, User]:
    """The only door to an account from a request: that of a service one administers, then 404 for a stranger to it."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    return service, get_object_or_404(User.objects.filter(memberships__service=service).distinct(), pk=pk)


@require_safe
def members(request: UserRequest, code: str) -> HttpResponse:
    """Who has an account in the service, and for which roles."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    here = Prefetch("memberships", Membership.objects.filter(service=service).order_by("role"), to_attr="here")
    links = StaffAccount.objects.filter(service=service).select_related("professional")
    known = Prefetch("staff_accounts", links, to_attr="known")
    users = User.objects.filter(memberships__service=service).distinct().prefetch_related(here, known)
    protected = set(Authenticator.objects.filter(user__in=users).values_list("user_id", flat=True))
    context = {
        "service": service, "users": users, "protected": protected, "cells": service.cells.all(),
        "organisation": profile_of(service),
    }  # fmt: skip
    context["empty"] = not Worker.objects.filter(service=service).exists()
    return render(request, "desk/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_add(request: UserRequest, code: str) -> HttpResponse:
    """Give a person an account, and send the link that opens it."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    form = AccountForm(request.POST if request.method == "POST" else None, proposed=profile_of(service).roles)
    if form.is_valid():
        user = actions.create_account(service=service, by=request.user, **form.cleaned_data)
        if user.has_usable_password():
            messages.success(request, "Cette personne avait déjà un compte\u202f: elle a maintenant ce rôle ici.")
        else:
            get_adapter().invite(request, user)
            messages.success(request, "Le compte est créé. Un lien pour l’ouvrir lui a été envoyé.")
        return redirect("desk:member", service.code, user.pk)
    context = {"service": service, "form": form}
    return render(request, "desk/member_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """One person of the service: its roles, and what may be done to its account."""
    service, user = member_for(request, code, pk)
    form = roles_form(user, service, request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.give_roles(user=user, service=service, by=request.user, **form.cleaned_data)
        messages.success(request, "Les rôles sont enregistrés.")
        still = user.memberships.filter(service=service).exists()
        return redirect("desk:member", service.code, pk) if still else redirect("desk:members", service.code)
    context = {"service": service, "person": user, "form": form, "staff": staff_form(user, service)}
    return _member(request, context)


@require_POST
def member_staff(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Say which professional of the service's data the person is."""
    service, user = member_for(request, code, pk)
    staff = staff_form(user, service, request.POST)
    if staff.is_valid():
        link_account(user=user, service=service, by=request.user, **staff.cleaned_data)
        messages.success(request, "C’est enregistré.")
        return redirect("desk:member", service.code, pk)
    form = roles_form(user, service)
    return _member(request, {"service": service, "person": user, "form": form, "staff": staff})


def roles_form(user: User, service: Service, data: QueryDict | None = None) -> RolesForm:
    """The roles of the service's organisation, and those that the person has already."""
    held = actions.roles_of(user, service)
    return RolesForm(data, initial={"roles": held}, proposed={*profile_of(service).roles, *held})


def staff_form(user: User, service: Service, data: QueryDict | None = None) -> StaffForm:
    """The professionals whom the account may be, and the one that it is."""
    return StaffForm(data, staff=free_for(user, service), initial={"professional": professional_of(user, service)})


def _member(request: UserRequest, context: dict[str, Any]) -> HttpResponse:
    wrong = context["form"].errors or context["staff"].errors
    protected = Authenticator.objects.filter(user=context["person"]).exists()
    return render(request, "desk/member.html", {**context, "protected": protected}, status=422 if wrong else 200)


@require_POST
def member_act(request: UserRequest, code: str, pk: int, act: str) -> HttpResponse:
    """Close or reopen an account, end its sessions, take its second factor away."""
    service, user = member_for(request, code, pk)
    action, said = ACTS[act]
    action(user=user, service=service, by=request.user)
    messages.success(request, said)
    return redirect("desk:member", service.code, pk)


@require_POST
def member_invite(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Send again the link that opens an account nobody has opened yet."""
    service, user = member_for(request, code, pk)
    if user.has_usable_password() or not user.is_active:
        messages.warning(request, "Ce compte est déjà ouvert ou fermé\u202f: il n’y a pas de lien à envoyer.")
    else:
        get_adapter().invite(request, user)
        messages.success(request, "Un nouveau lien lui a été envoyé.")
    return redirect("desk:member", service.code, pk)


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
