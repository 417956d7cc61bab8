"""What people type about a worker: one form per kind of fact, whose fields bear the names of the columns."""

from collections.abc import Mapping
from typing import Any

from django import forms

from amarre.desk.people.fact_fields import CHOOSE, FactForm, day, one_of, printable, tick
from amarre.directory.enums import StaffRole
from amarre.directory.models import Job, Professional
from amarre.surveillance.enums import (
    Instrument,
    LeaveCause,
    MeetingInitiator,
    Modality,
    Opinion,
    Participation,
    Requester,
    VisitKind,
)
from amarre.surveillance.models import Visit
from amarre.ui import french


class VisitForm(FactForm):
    """A visit."""

    date = day("Date de la visite", "Donnez la date de la visite.")
    nature = one_of("Nature de la visite", VisitKind.choices)
    demandeur = one_of(
        "Qui l’a demandée", Requester.choices, "Pour une pré-reprise ou une visite à la demande.", none="sans objet"
    )
    professionnel_id = forms.ModelChoiceField(
        Professional.objects.none(), label="Professionnel qui l’a faite", required=False,
        empty_label="non renseigné", widget=forms.Select(attrs={"class": "form-select am-w20"}),
        error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    pratique_avancee = tick("Elle a été faite par un infirmier en pratique avancée")
    modalite = one_of("Où elle s’est tenue", Modality.choices)
    consentement_distance = tick("À distance\u00a0: le travailleur y a consenti, c’est inscrit à son dossier")
    avis = one_of("Document remis", Opinion.choices)
    amenagement = tick("Des mesures individuelles sont proposées (annexe 4)")
    opposition_information = tick(
        "Le travailleur s’oppose à ce que l’employeur et le médecin-conseil soient informés",
        "Pré-reprise\u00a0: art.\u00a0R4624-30 du Code du travail.",
    )
    second_examen_necessaire = tick("Un second examen est nécessaire avant un avis d’inaptitude")
    premier_examen_le = day("Premier examen", help_text="S’il y en a eu un. jj/mm/aaaa")
    etude_poste_le = day("Étude du poste")
    etude_conditions_le = day("Étude des conditions de travail dans l’établissement")
    fiche_entreprise_le = day("Dernière actualisation de la fiche d’entreprise")
    echange_employeur_le = day("Échange avec l’employeur")
    dispense_reclassement = tick("L’avis dispense de rechercher un reclassement")
    layout = (
        ("La visite", "", ("date", "nature", "demandeur", "professionnel_id", "pratique_avancee", "modalite",
                           "consentement_distance")),
        ("Ce qui en est sorti", "", ("avis", "amenagement", "opposition_information")),
        ("Inaptitude", "À remplir pour un avis d’inaptitude, ou pour un premier examen qui en appelle un second "
         "(art.\u00a0R4624-42 du Code du travail).",
         ("second_examen_necessaire", "premier_examen_le", "etude_poste_le", "etude_conditions_le",
          "fiche_entreprise_le", "echange_employeur_le", "dispense_reclassement")),
    )  # fmt: skip

    def narrow(self, correcting: bool) -> None:
        """Only the physician declares an inaptitude; visits are held by physicians and nurses."""
        carers = Professional.objects.filter(
            service=self.jobs[0].service_id, role__in=(StaffRole.PHYSICIAN, StaffRole.NURSE)
        )
        self.fields["professionnel_id"].queryset = carers.order_by("last_name", "first_name")  # type: ignore[attr-defined]
        self.fields["professionnel_id"].label_from_instance = professional_named  # type: ignore[attr-defined]
        if self.author != StaffRole.PHYSICIAN:
            for name in self.layout[2][2]:
                del self.fields[name]
        elif not correcting:
            self.fields["fiche_entreprise_le"].help_text = _sheet(self.jobs[0])

    def clean(self) -> dict[str, Any]:
        """An answer that was not asked for says nothing, rather than no."""
        data: dict[str, Any] = super().clean() or {}
        asked = {
            "dispense_reclassement": data.get("avis") == Opinion.UNFIT,
            "opposition_information": data.get("nature") == VisitKind.PRE_RETURN,
            "consentement_distance": data.get("modalite") == Modality.REMOTE,
        }
        for name, wanted in asked.items():
            if name in data and not wanted and not data[name]:
                data[name] = None
        data["demandeur"] = data.get("demandeur") or None
        return data


def professional_named(professional: Professional) -> str:
    """« Roy Camille, médecin du travail »."""
    name = f"{professional.last_name} {professional.first_name or ''}".strip()
    return f"{name}, {professional.get_role_display()}"


def _sheet(job: Job) -> str:
    known = job.establishment.company_sheet_on
    return f"Connue du service\u00a0: {french.day(known)}. jj/mm/aaaa" if known else "jj/mm/aaaa"


class LeaveForm(FactForm):
    """A prescription of sick leave."""

    debut = day("Premier jour", "Donnez le premier jour de l’arrêt.")
    fin = day("Dernier jour prescrit", help_text="Laissez vide s’il n’est pas connu. jj/mm/aaaa")
    motif = one_of("Motif", LeaveCause.choices)
    layout = (("", "", ("debut", "fin", "motif")),)


class IndexForm(FactForm):
    """A value of an index."""

    date = day("Date de la valeur", "Donnez la date de la valeur.")
    instrument = one_of("Instrument", Instrument.choices)
    version = forms.CharField(
        label="Version", required=False, max_length=100, validators=[printable], empty_value=None,
        help_text="Telle que le logiciel la donne\u202f; elle dit comment lire la valeur.",
        widget=forms.TextInput(attrs={"class": "form-control am-w10", "autocomplete": "off"}),
        error_messages={"max_length": "Écrivez 100 caractères au plus."},
    )  # fmt: skip
    valeur = forms.FloatField(
        label="Valeur", min_value=-1000, max_value=1000, localize=True,
        widget=forms.TextInput(attrs={"class": "form-control am-w10", "inputmode": "decimal"}),
        error_messages={"required": "Donnez la valeur.", "invalid": "Écrivez un nombre, comme 2,5.",
                        "min_value": "Ce nombre est trop petit.", "max_value": "Ce nombre est trop grand."},
    )  # fmt: skip
    layout = (("", "", ("date", "instrument", "version", "valeur")),)


class MeetingForm(FactForm):
    """A rendez-vous de liaison."""

    date = day("Date du rendez-vous", "Donnez la date du rendez-vous.")
    initiative = one_of("À l’initiative de", MeetingInitiator.choices)
    participation = one_of("Participation du service", Participation.choices)
    refus_travailleur = tick("Le travailleur a refusé ce rendez-vous")
    demande_le = day("Le travailleur l’a demandé le", help_text="S’il l’a demandé. jj/mm/aaaa")
    propose_le = day("L’employeur a proposé une date le")
    service_prevenu_le = day("Le service a été prévenu le")
    referent_handicap = tick("Le référent handicap y a participé")
    referent_demande = tick("Le travailleur avait demandé sa présence")
    layout = (
        ("Le rendez-vous", "Rien de médical n’y est dit ni écrit.",
         ("date", "initiative", "participation", "refus_travailleur")),
        ("Comment il s’est préparé", "Facultatif.",
         ("demande_le", "propose_le", "service_prevenu_le", "referent_handicap", "referent_demande")),
    )  # fmt: skip


class MeasuresForm(FactForm):
    """Annexe 4 of the models of 3 March 2025."""

    visite_id = forms.ModelChoiceField(
        Visit.objects.none(), label="Après la visite", empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "Choisissez la visite.", "invalid_choice": "Choisissez une visite de la liste."},
    )  # fmt: skip
    amenagement_poste = tick("Aménagement du poste de travail")
    adaptation_poste = tick("Adaptation du poste de travail")
    transformation_poste = tick("Transformation du poste de travail")
    temps_de_travail = tick("Aménagement du temps de travail")
    description = forms.CharField(
        label="Mesures proposées", max_length=4000, validators=[printable],
        help_text="En termes de travail\u00a0: ce document va à l’employeur, sans diagnostic ni soin.",
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
        error_messages={"required": "Décrivez les mesures.", "max_length": "Écrivez 4\u202f000 caractères au plus."},
    )  # fmt: skip
    echange_travailleur_le = day("Échange avec le travailleur")
    echange_employeur_le = day("Échange avec l’employeur")
    revoir_le = day("À revoir le", help_text="Facultatif. jj/mm/aaaa")
    layout = (
        ("", "", ("visite_id",)),
        ("Mesures", "", ("amenagement_poste", "adaptation_poste", "transformation_poste", "temps_de_travail",
                         "description")),
        ("Échanges", "", ("echange_travailleur_le", "echange_employeur_le", "revoir_le")),
    )  # fmt: skip
    places: Mapping[str, str] = {"nature": "visite_id", "mesures": "amenagement_poste"}

    def narrow(self, correcting: bool) -> None:
        """A correction stays with its visit."""
        if correcting:
            del self.fields["visite_id"]
            return
        visits = Visit.objects.filter(job__in=self.jobs).select_related("job__establishment", "professional")
        self.fields["visite_id"].queryset = visits.order_by("-held_on", "-pk")  # type: ignore[attr-defined]
        self.fields["visite_id"].label_from_instance = visit_named  # type: ignore[attr-defined]

    @property
    def job(self) -> Job:
        """That of the visit."""
        visit: Visit = self.cleaned_data["visite_id"]
        return visit.job


def visit_named(visit: Visit) -> str:
    """« 02/03/2026, visite de reprise, attestation de suivi »."""
    return f"{french.day(visit.held_on)}, {visit.get_kind_display()}, {visit.get_opinion_display()}"


class RequestForm(FactForm):
    """A request of the médecin-conseil."""

    recue_le = day("Demande reçue le", "Donnez la date de réception.")
    repondue_le = day("Réponse envoyée le", help_text="Laissez vide tant qu’elle n’est pas partie. jj/mm/aaaa")
    layout = (("", "", ("recue_le", "repondue_le")),)


#: The form of each kind, by dataset.
FORMS: Mapping[str, type[FactForm]] = {
    "visites": VisitForm,
    "mesures": MeasuresForm,
    "arrets": LeaveForm,
    "rendez_vous_liaison": MeetingForm,
    "indices": IndexForm,
    "demandes_medecin_conseil": RequestForm,
}


class WithdrawForm(forms.Form):
    """Why a fact is withdrawn."""

    reason = forms.CharField(
        label="Pourquoi le retirer", max_length=500, validators=[printable],
        help_text="Par exemple\u00a0: saisi pour une autre personne. Rien de médical.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={
            "required": "Dites pourquoi ce fait est retiré.", "max_length": "Écrivez 500 caractères au plus."
        },
    )  # fmt: skip
