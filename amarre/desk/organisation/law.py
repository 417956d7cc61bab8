"""The legal figures: each with its article, its versions, how sure it is; and the reading that settles one."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amarre.accounts.models import LegalConfirmation, Service, User
from amarre.accounts.permissions import Permission
from amarre.accounts.requests import UserRequest
from amarre.desk.doors import enter
from amarre.desk.organisation.administration_forms import ReadingForm
from amarre.detection.models import DetectionRun
from amarre.exchange.enums import OperationKind
from amarre.exchange.operations.actions import start_operation
from amarre.indicators.law import confirm_figure, figure_of, figures_in_force, unsure_versions
from amarre.lib.errors import DomainError
from amarre.rules.parameters import DatedValue, Figure
from amarre.surveillance.enums import Requester, VisitKind
from amarre.ui import french

#: The files of catalogue/parameters, as the page names them; a file without a title is shown under its own name.
TITLES = {
    "pre_reprise": "Visite de pré-reprise",
    "reprise": "Visite de reprise",
    "liaison": "Rendez-vous de liaison",
    "mi_carriere": "Visite de mi-carrière",
    "parcours": "Entretien de parcours professionnel",
    "suivi": "Suivi individuel",
    "inaptitude": "Inaptitude",
    "medecin_conseil": "Médecin-conseil",
    "dispositifs": "Dispositifs et indemnités",
    "fonction_publique": "Fonction publique",
    "arrets": "Arrêts de travail",
    "signaux": "Seuils des signaux",
    "collectifs": "Comparaison des collectifs",
    "apres_cloture": "Suites d’un dossier clos",
    "conservation": "Conservation des documents",
    "service": "Vie du service",
    "cellule": "Cellule",
    "partenaires": "Conventions avec les partenaires",
    "cig": "Offre du CIG",
    "indices": "Indices de risque",
    "indicateurs": "Règles de comptage des indicateurs",
    "confidentialite": "Confidentialité",
    "acces": "Copie des données d’une personne",
}


#: Where a version of an article is read.
ARTICLE = "https://www.legifrance.gouv.fr/codes/article_lc/"
#: Stored words as a person reads them.
WORDS = {str(word): str(label) for word, label in (*Requester.choices, *VisitKind.choices)}


@dataclass(frozen=True)
class Version:
    """One dated value; `reading` is who read its text, if anyone had to."""

    start: date
    value: str
    now: bool
    caution: str | None
    note: str
    reading: LegalConfirmation | None


@dataclass(frozen=True)
class Line:
    """A figure and its versions, the newest first."""

    code: str
    figure: Figure
    now: str
    versions: list[Version]
    unsure: bool


def shown(value: object, unit: str) -> str:
    """« 30 jours », « 1 an »: the number of a dated value in the figure's unit."""
    if isinstance(value, int | float):
        return french.typeset(french.quantity(value, unit))
    if not isinstance(value, tuple):
        return french.typeset(str(value))
    return french.typeset(", ".join(WORDS.get(str(one), str(one)) for one in value)) or "aucun"


def _line(code: str, figure: Figure, today: date, readings: dict[tuple[str, date], LegalConfirmation]) -> Line:
    current = figure.at(today).since if figure.values[0].start <= today else None
    versions = [_version(code, figure, dated, current, readings) for dated in reversed(figure.values)]
    now = next((version.value for version in versions if version.now), "pas encore en vigueur")
    return Line(code, figure, now, versions, any(version.caution for version in versions))


def _version(
    code: str,
    figure: Figure,
    dated: DatedValue,
    current: date | None,
    readings: dict[tuple[str, date], LegalConfirmation],
) -> Version:
    note = " ".join(filter(None, (dated.applies_to and f"Pour les {dated.applies_to}.", dated.note)))
    caution = figure.caution(dated.start)
    # A note of the catalogue that asks for a confirmation has had its answer.
    return Version(
        dated.start, shown(dated.value, figure.unit), dated.start == current, caution,
        "" if dated.settled else note, readings.get((code, dated.start)),
    )  # fmt: skip


@require_safe
def law(request: UserRequest, code: str) -> HttpResponse:
    """Every figure of the catalogue, by subject."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    today = timezone.localdate()
    readings = {
        (reading.figure, reading.version_from): reading
        for reading in LegalConfirmation.objects.select_related("confirmed_by")
    }
    groups: dict[str, list[Line]] = {}
    for name, figure in figures_in_force().items():
        subject = name.partition(".")[0]
        groups.setdefault(TITLES.get(subject, subject), []).append(_line(name, figure, today, readings))
    ordered = sorted(groups.items(), key=lambda group: [*TITLES.values(), group[0]].index(group[0]))
    unsure = sum(bool(version.caution) for _, lines in ordered for line in lines for version in line.versions)
    return render(request, "desk/law.html", {"service": service, "groups": ordered, "unsure": unsure})


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def law_confirm(request: UserRequest, code: str, figure: str, version: str) -> HttpResponse:
    """Confirm or correct a value that nobody had read."""
    service = enter(request, code, Permission.SERVICE_MANAGE)
    found, dated = _unsure_version(figure, version)
    form = ReadingForm(request.POST if request.method == "POST" else None, initial={"value": dated.value})
    if said := not isinstance(dated.value, int | float):
        # Words are confirmed as they stand: only the catalogue writes others.
        del form.fields["value"]
    else:
        form.fields["value"].label = f"Valeur lue dans le texte ({found.unit.strip('()')})"
    if form.is_valid():
        data = form.cleaned_data
        read = dated.value if said else float(data["value"])
        confirm_figure(
            code=figure, version_from=dated.start, value=read, reference=data["reference"],
            service=service, by=request.user,
        )  # fmt: skip
        again = "la recherche des signaux vient d’être relancée"
        later = "les signaux suivront à la prochaine analyse"
        signals = again if detect_again(request.user) else later
        messages.success(request, f"C’est enregistré. Les chiffres en tiennent compte\u202f; {signals}.")
        return redirect("desk:law", service.code)
    shown_now = {"value": shown(dated.value, found.unit), "caution": found.caution(dated.start)}
    context = {
        "service": service, "figure": found, "dated": dated, "form": form, "texts": ARTICLE, "said": said, **shown_now
    }  # fmt: skip
    return render(request, "desk/law_confirm.html", context, status=422 if form.errors else 200)


def detect_again(by: User) -> int:
    """Ask for a detection of every service that had one and whose data the person runs: how many were asked for."""
    detected = Service.objects.filter(pk__in=DetectionRun.objects.values("service"))
    mine = [service for service in detected if by.can(Permission.DATA_MANAGE, service)]
    for service in mine:
        start_operation(service=service, kind=OperationKind.DETECTION, by=by)
    return len(mine)


def _unsure_version(code: str, version: str) -> tuple[Figure, DatedValue]:
    """The figure and its version that waits for a reading: 404 where there is none, 409 once it is settled."""
    figure = figure_of(code)
    try:
        start = date.fromisoformat(version)
    except ValueError:
        raise Http404 from None
    dated = next((dated for dated in figure.values if dated.start == start), None)
    if dated is None:
        raise Http404
    if dated not in unsure_versions(figure):
        raise DomainError("Cette valeur est sûre\u00a0: il n’y a rien à confirmer.", code="figure.sure")
    return figure, dated
