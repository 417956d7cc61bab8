"""The structured medical note of a case: headings that a physician fills."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.cases.actions.notes import write_analysis
from amarre.cases.analyses import Analysis, fillable, read_analyses
from amarre.cases.enums import Compartment
from amarre.desk.casework.case_acts import page
from amarre.desk.casework.case_forms import PastDayForm
from amarre.desk.doors import case_for
from amarre.desk.watch.signals import posted
from amarre.ui.french import written

LENGTH = 3_000


class AnalysisForm(PastDayForm):
    """One box per heading; one of them at least is filled."""

    def __init__(self, *args: Any, analysis: Analysis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]
        for heading in analysis.headings:
            self.fields[heading.code] = forms.CharField(
                label=written(heading.label), help_text=written(heading.help), required=False, max_length=LENGTH,
                widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
                error_messages={"max_length": f"Écrivez {LENGTH} caractères au plus."},
            )  # fmt: skip
        self.codes = [heading.code for heading in analysis.headings]

    def clean(self) -> dict[str, Any]:
        """An empty analysis says nothing."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.get(code, "").strip() for code in self.codes):
            self.add_error(self.codes[0], "Écrivez sous une rubrique au moins.")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def case_analysis(request: UserRequest, code: str, pk: int, analysis: str) -> HttpResponse:
    """Fill a structured medical note; 403 for a role that does not fill it."""
    found = case_for(request, code, pk, Permission.NOTE_MEDICAL)
    wanted = read_analyses().get(analysis)
    if wanted is None:
        raise Http404
    if wanted not in fillable(request.user, request.service):
        raise PermissionDenied
    form = AnalysisForm(posted(request), analysis=wanted)
    if form.is_valid():
        data = dict(form.cleaned_data)
        on = data.pop("on")
        write_analysis(case=found, analysis=analysis, answers=data, by=request.user, on=on)
        messages.success(request, "L’analyse est dans les notes médicales.")
        return redirect("desk:case_notes", code=code, pk=pk, compartment=Compartment.MEDICAL)
    return page(request, found, "desk/case_analysis.html", {"form": form, "analysis": wanted}, wrong=form.is_bound)
