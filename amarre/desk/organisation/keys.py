"""The keys of the API: made for one piece of software, shown once, withdrawn."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amarre.accounts.keys import LONGEST, RIGHTS, make_key, revoke_key
from amarre.accounts.models import ApiKey
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.doors import enter

#: How long a key may live, in days, and in words.
LIVES = {30: "un mois", 90: "trois mois", 180: "six mois", LONGEST: "un an"}


class KeyForm(forms.Form):
    """For which software, for what, for how long."""

    label = forms.CharField(
        label="Logiciel", help_text="Celui qui présentera la clé, tel que le journal le nommera.", max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control am-w20", "autocomplete": "off"}),
        error_messages={"required": "Nommez le logiciel.", "max_length": "Écrivez 100 caractères au plus."},
    )  # fmt: skip
    rights = forms.TypedMultipleChoiceField(
        label="Ce que la clé permet", choices=[(right.value, words) for right, words in RIGHTS.items()],
        coerce=Permission, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un droit au moins.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="Durée", choices=list(LIVES.items()), coerce=int, initial=LONGEST,
        widget=forms.Select(attrs={"class": "form-select am-w10"}),
        error_messages={"required": "Choisissez une durée.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip

    def clean_rights(self) -> list[Permission]:
        """What reveals a cause is a part of the situation, not another thing."""
        rights: list[Permission] = self.cleaned_data["rights"]
        if Permission.HEALTH_READ not in rights:
            raise forms.ValidationError("Le second droit complète le premier\u00a0: cochez aussi le premier.")
        return rights


@require_safe
def keys(request: UserRequest, code: str) -> HttpResponse:
    """The keys of the service, those that open something first."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    today = timezone.localdate()
    every = ApiKey.objects.filter(service=service).select_related("made_by", "revoked_by").order_by("-pk")
    told = [(key, [RIGHTS[Permission(right)] for right in key.rights]) for key in every]
    live = [one for one in told if one[0].revoked_at is None and one[0].expires_on >= today]
    context = {"service": service, "live": live, "gone": [one for one in told if one not in live]}
    return render(request, "desk/keys.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key_add(request: UserRequest, code: str) -> HttpResponse:
    """Make a key; its text is on the page that answers, and nowhere else."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        label, rights, days = (form.cleaned_data[name] for name in ("label", "rights", "days"))
        expires_on = timezone.localdate() + timedelta(days=days)
        key, text = make_key(service=service, label=label, rights=rights, expires_on=expires_on, by=request.user)
        address = request.build_absolute_uri(reverse("api:situations", args=[service.code]))
        return render(request, "desk/key_made.html", {"service": service, "key": key, "text": text, "address": address})
    return render(request, "desk/key_add.html", {"service": service, "form": form}, status=422 if form.errors else 200)


@require_POST
def key_revoke(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a key of the service: it opens nothing from the next call on."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    key = revoke_key(key=get_object_or_404(ApiKey, service=service, pk=pk), by=request.user)
    messages.success(request, f"La clé de « {key} » est retirée\u00a0: elle n’ouvre plus rien.")
    return redirect("desk:keys", service.code)
