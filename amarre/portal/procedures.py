"""Where a procedure stands, as its employer reads it with a reference: acts and days, nothing of health, no name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from amarre.cases.actions.procedures import do_act, next_act
from amarre.cases.models import EmployerDetection, Intake
from amarre.cases.procedures import Act, Due, Procedure, procedure_of
from amarre.lib.errors import DomainError
from amarre.portal.fields import PastDate


@dataclass(frozen=True)
class Shown:
    """An act that the employer is told of: its day once done, its last day when it comes next."""

    act: Act
    done_on: date | None
    due_on: date | None


class ActForm(forms.Form):
    """The day of an act of the employer's."""

    done_on = PastDate(
        label="Fait le", help_text="Par exemple 15 09 2026.",
        error_messages={"required": "Donnez le jour où vous l’avez fait."},
    )  # fmt: skip


def progress_of(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    """What the page of the answer shows of the procedure that the message began; its employer's next act to say."""
    if not intake.procedure:
        return {}
    procedure = procedure_of(intake.procedure)
    detection = EmployerDetection.objects.filter(referral__intake=intake).first()
    if detection is None:
        return {"procedure": procedure, "steps": _steps(procedure, None, None)}
    form, done = _said(request, detection)
    detection.refresh_from_db()
    due = next_act(detection)
    yours = due is not None and due.act.who != "medecin_travail"
    return {
        "procedure": procedure, "steps": _steps(procedure, detection, due), "detection": detection, "said": done,
        "due": due if yours else None, "act": form if yours else None,
    }  # fmt: skip


def _said(request: HttpRequest, detection: EmployerDetection) -> tuple[ActForm, bool]:
    """What the employer says to have done, kept when it may be."""
    code = request.POST.get("acte", "")
    form = ActForm(request.POST if code else None)
    if not form.is_valid():
        return form, False
    try:
        do_act(detection=detection, act=code, on=form.cleaned_data["done_on"], by=None)
    except DomainError as refused:
        form.add_error("done_on", refused.message)
        return form, False
    return ActForm(), True


def _steps(procedure: Procedure, detection: EmployerDetection | None, due: Due | None) -> list[tuple[str, list[Shown]]]:
    done = detection.done if detection else {}
    return [
        (
            step.label,
            [
                Shown(act, done.get(act.code), due.on if due and due.act == act else None)
                for act in step.acts
                if act.told
            ],
        )
        for step in procedure.steps
    ]
