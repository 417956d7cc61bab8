"""What people type about a signalement."""

from typing import Any

from django import forms

from amarre.cases.enums import ReferralMove, ReferralOrigin, ReferralPartner, ReferralReason, RefusalReason, Urgency
from amarre.cases.referral_workflow import SAID
from amarre.directory.models import Job, Professional
from amarre.ui import french

CHOOSE = "Choisissez dans la liste."


def spelled(choices: Any) -> list[tuple[Any, str]]:
    """The choices with the apostrophes and spaces of print."""
    return [(value, french.typeset(str(label))) for value, label in choices]


def radios(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    """One choice of a short list."""
    asked = f"Choisissez une réponse\N{NO-BREAK SPACE}: {label[:1].lower()}{label[1:]}."
    errors = {"required": asked, "invalid_choice": CHOOSE}
    return forms.ChoiceField(
        label=label, choices=spelled(choices), widget=forms.RadioSelect, error_messages=errors, **options
    )


def select(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    """One choice of a longer list; where one is needed, none is chosen beforehand: the first line is no answer."""
    widget = forms.Select(attrs={"class": "form-select am-w20"})
    if choices and options.get("required", True) and "initial" not in options:
        choices = [("", "Choisir"), *choices]
    errors = {"required": CHOOSE, "invalid_choice": CHOOSE}
    return forms.ChoiceField(label=label, choices=spelled(choices), widget=widget, error_messages=errors, **options)


class DecideForm(forms.Form):
    """What the cell decides; what the sender is told depends on it."""

    move = radios("Décision", ReferralMove.choices)
    lead = forms.ModelChoiceField(
        Professional.objects.none(), label="Référent, si le signalement est accepté", required=False,
        empty_label="À nommer plus tard", widget=forms.Select(attrs={"class": "form-select am-w20"}),
        error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    refusal = select("Motif, si le signalement est refusé", [("", "Aucun"), *RefusalReason.choices], required=False)
    message = forms.CharField(
        label="Ce que lira l’expéditeur, pour une précision ou une orientation", required=False, max_length=400,
        help_text="Il le lira tel quel\u00a0: rien de médical, aucun nom.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"max_length": "Écrivez 400 caractères au plus."},
    )  # fmt: skip

    def __init__(self, *args: Any, staff: Any, under_way: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One case at a time for a person: a signalement opens it or joins it.
        other = ReferralMove.ACCEPT if under_way else ReferralMove.JOIN
        self.fields["move"].choices = [one for one in self.fields["move"].choices if one[0] != other]  # type: ignore[attr-defined]
        self.fields["lead"].queryset = staff  # type: ignore[attr-defined]
        self.fields["lead"].label_from_instance = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each decision comes with what it needs."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("move") == ReferralMove.REFUSE and not data.get("refusal"):
            self.add_error("refusal", "Choisissez le motif du refus.")
        if data.get("move") in SAID and not data.get("message"):
            self.add_error("message", "Écrivez ce que l’expéditeur doit faire.")
        if data.get("move") != ReferralMove.REFUSE:
            data["refusal"] = ""
        return data


class StaffReferForm(forms.Form):
    """A signalement that staff record for themselves or for somebody who telephoned."""

    job = forms.ModelChoiceField(
        Job.objects.none(), label="Emploi concerné", empty_label=None,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        widget=forms.Select(attrs={"class": "form-select am-w20"}),
    )  # fmt: skip
    origin = radios("Qui signale", ReferralOrigin.choices, initial=ReferralOrigin.HEALTH_PROFESSIONAL)
    partner = select("Quel partenaire", [("", "Aucun"), *ReferralPartner.choices], required=False)
    reason = radios("Ce qu’il faut regarder", ReferralReason.choices, initial=ReferralReason.HEALTH)
    urgency = radios("Quand", Urgency.choices, initial=Urgency.NORMAL)
    worker_agrees = radios(
        "Accord du travailleur",
        [("oui", "Oui"), ("non", "Non"), ("", "Pas encore demandé")],
        required=False,
        initial="",
    )

    def __init__(self, *args: Any, jobs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["job"].queryset = jobs  # type: ignore[attr-defined]
        self.fields["job"].label_from_instance = job_words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A partner is named with its origin, and only then."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("origin") == ReferralOrigin.PARTNER and not data.get("partner"):
            self.add_error("partner", "Dites quel partenaire.")
        if data.get("origin") != ReferralOrigin.PARTNER:
            data["partner"] = ""
        data["partner"] = data.get("partner") or None
        data["worker_agrees"] = {"oui": True, "non": False}.get(data.get("worker_agrees", ""))
        return data


def named(person: Professional) -> str:
    """A member of the staff in a list."""
    return f"{person.last_name} {person.first_name or ''}, {person.get_role_display()}".replace(" ,", ",")


def job_words(job: Job) -> str:
    """An employment in a list."""
    return f"{job.title or 'poste non renseigné'}, {job.establishment.name}, depuis le {job.started_on:%d/%m/%Y}"
