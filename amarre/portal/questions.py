"""What the public forms ask, one thing per page. Nothing about health: the service does not ask, and says so."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from amarre.cases.enums import Sender, Urgency
from amarre.portal.fields import PastDate

TEXT = 2_000


def line(label: str, missing: str, *, help_text: str = "", **options: Any) -> forms.CharField:
    """A short answer."""
    return forms.CharField(
        label=label, max_length=200, help_text=help_text, error_messages={"required": missing},
        widget=forms.TextInput(attrs={"class": "form-control am-w20", **options}),
    )  # fmt: skip


def choice(label: str, choices: list[tuple[str, str]], missing: str) -> forms.ChoiceField:
    """One answer of a list."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )  # fmt: skip


class Question(forms.Form):
    """One page of a public form."""

    heading: ClassVar[str]
    #: Why the service asks.
    why: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"
                self.fields[name].widget.attrs["aria-describedby"] = f"id_{name}_error"


class Contact(Question):
    """Who writes, and how to answer."""

    email = forms.EmailField(
        label="Adresse e-mail (facultatif)", required=False, max_length=200,
        help_text="Pour recevoir l’accusé de réception. Le message ne dira rien de la situation.",
        error_messages={"invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.fr."},
        widget=forms.EmailInput(attrs={"class": "form-control am-w20", "autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label="Téléphone", max_length=30, help_text="Pour que le service puisse vous rappeler.",
        error_messages={"required": "Donnez un numéro auquel vous rappeler."},
        widget=forms.TextInput(attrs={"class": "form-control am-w10", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip


class EmployerContact(Contact):
    """The employer."""

    heading, why = "Qui êtes-vous\u202f?", "Le service vous répond à vous, et à personne d’autre dans l’entreprise."
    company = line("Entreprise", "Donnez le nom de l’entreprise.", autocomplete="organization")
    sender_name = line("Vos prénom et nom", "Donnez vos prénom et nom.", autocomplete="name")
    field_order = ("company", "sender_name", "phone", "email")


class PartnerContact(Contact):
    """The partner."""

    heading, why = "Qui êtes-vous\u202f?", "Le service vous répond à vous."
    partner = choice(
        "Votre organisme",
        [
            ("cap_emploi", "Cap emploi"),
            ("assurance_maladie", "Assurance maladie"),
            ("mdph", "MDPH"),
            ("autre", "Un autre"),
        ],
        "Choisissez votre organisme.",
    )
    sender_name = line("Vos prénom et nom, votre service", "Donnez vos prénom et nom.", autocomplete="name")
    field_order = ("partner", "sender_name", "phone", "email")


class WorkerContact(Contact):
    """The worker, about themselves."""

    heading, why = "Comment vous joindre\u202f?", "Votre employeur n’est pas prévenu de votre demande."


class AboutWorker(Question):
    """Whom it is about."""

    heading = "De qui s’agit-il\u202f?"
    why = "La date de naissance évite de confondre deux personnes du même nom."
    worker_last_name = line("Son nom", "Donnez le nom de la personne.")
    worker_first_name = line("Son prénom", "Donnez le prénom de la personne.")
    born_on = PastDate(label="Sa date de naissance (facultatif)", required=False, help_text="Par exemple 03 04 1981.")


class AboutMe(Question):
    """The worker's own name."""

    heading = "Qui êtes-vous\u202f?"
    why = "La date de naissance évite de vous confondre avec une autre personne du même nom."
    worker_last_name = line("Votre nom", "Donnez votre nom.", autocomplete="family-name")
    worker_first_name = line("Votre prénom", "Donnez votre prénom.", autocomplete="given-name")
    born_on = PastDate(
        label="Votre date de naissance", help_text="Par exemple 03 04 1981.",
        error_messages={"required": "Donnez votre date de naissance."},
    )  # fmt: skip
    company = line("Votre employeur", "Donnez le nom de votre employeur.", autocomplete="organization")


class OnLeave(Question):
    """Since when."""

    heading = "Depuis quand cette personne est-elle en arrêt\u202f?"
    why = (
        "Après 30 jours d’arrêt, la personne peut demander une visite de pré-reprise et un rendez-vous de liaison. "
        "N’écrivez rien sur sa santé\u00a0: le service ne vous le demandera pas."
    )
    leave_since = PastDate(
        label="Premier jour de l’arrêt en cours", required=False,
        help_text="Par exemple 15 09 2026. Une date approchée suffit.",
    )  # fmt: skip
    not_on_leave = forms.BooleanField(
        label="Pas d’arrêt en cours", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def clean(self) -> dict[str, Any]:
        """A date or the box, not both, not neither."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("leave_since")) == bool(data.get("not_on_leave")):
            self.add_error("leave_since", "Donnez une date, ou cochez « Pas d’arrêt en cours ».")
        return data


class MyLeave(OnLeave):
    """The worker's own leave."""

    heading = "Depuis quand êtes-vous en arrêt\u202f?"
    why = "Après 30 jours d’arrêt, vous pouvez demander une visite de pré-reprise et un rendez-vous de liaison."


class Expectation(Question):
    """What is hoped for."""

    heading = "Qu’attendez-vous du service\u202f?"
    why = (
        "En termes de travail\u00a0: le poste, les gestes, les horaires, le retour. Rien sur la maladie ni les "
        "traitements."
    )
    expectation = forms.CharField(
        label="Votre demande, dans vos mots", max_length=TEXT, help_text="N’écrivez rien de médical.",
        error_messages={
            "required": "Écrivez ce que vous attendez.",
            "max_length": f"Écrivez {TEXT} caractères au plus.",
        },
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )  # fmt: skip
    urgency = choice("Quand faut-il répondre\u202f?", list(Urgency.choices), "Choisissez un délai.")


class Agreement(Question):
    """Whether the worker knows."""

    heading = "Cette personne est-elle d’accord pour être contactée\u202f?"
    why = "Rien ne se fait contre son gré. Sans son accord, le service commence par l’informer de ses droits."
    agrees = choice(
        "Son accord", [("oui", "Oui, elle le souhaite"), ("non", "Non"), ("inconnu", "Je ne lui ai pas demandé")],
        "Choisissez une réponse.",
    )  # fmt: skip


class MyAgreement(Question):
    """The worker's agreement."""

    heading = "Acceptez-vous que le service vous contacte\u202f?"
    why = "Vous pourrez changer d’avis à tout moment. Votre médecin du travail fait partie du service."
    agrees = choice(
        "Votre accord", [("oui", "Oui"), ("non", "Non, je veux seulement me renseigner")], "Choisissez une réponse."
    )


class Talked(Question):
    """The exchange with the worker, which comes before everything else."""

    heading = "Avez-vous parlé avec cette personne\u202f?"
    why = "La démarche commence par cet échange\u00a0: rien n’est demandé à l’insu de la personne, ni contre son gré."
    echange = PastDate(
        label="Jour de cet échange", help_text="Par exemple 15 09 2026.",
        error_messages={"required": "Donnez le jour de l’échange. S’il n’a pas eu lieu, commencez par lui."},
    )  # fmt: skip
    agrees = choice(
        "Souhaite-t-elle cette visite\u202f?",
        [("oui", "Oui"), ("non", "Non, ou elle hésite")],
        "Choisissez une réponse.",
    )

    def clean_agrees(self) -> str:
        """Without the worker, the procedure does not begin."""
        agrees: str = self.cleaned_data["agrees"]
        if agrees != "oui":
            raise forms.ValidationError(
                "Arrêtez-vous là\u00a0: dites-lui que chacun peut demander lui-même une visite au médecin du travail."
            )
        return agrees


class Noticed(Expectation):
    """What the employer sees at work."""

    heading = "Que constatez-vous au travail\u202f?"
    expectation = forms.CharField(
        label="Ce qui est difficile, dans vos mots", max_length=TEXT, help_text="N’écrivez rien de médical.",
        error_messages=Expectation.base_fields["expectation"].error_messages,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )  # fmt: skip


#: What an employer is asked who begins a procedure of catalogue/procedures/.
PROCEDURE: tuple[type[Question], ...] = (EmployerContact, AboutWorker, Talked, Noticed)
QUESTIONS: Mapping[str, tuple[type[Question], ...]] = {
    Sender.EMPLOYER: (EmployerContact, AboutWorker, OnLeave, Expectation, Agreement),
    Sender.WORKER: (AboutMe, WorkerContact, MyLeave, Expectation, MyAgreement),
    Sender.PARTNER: (PartnerContact, AboutWorker, OnLeave, Expectation, Agreement),
}


def questions_of(form: str) -> tuple[type[Question], ...]:
    """The pages of a public form: that of a sender, or that of a procedure."""
    return QUESTIONS.get(form, PROCEDURE)
