"""Every page of the site in every state that it has, as HTML that was really served."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from amarre.accounts.enums import Role
from amarre.accounts.models import Cell, CellCoordinator, Service, User
from amarre.cases.actions.letters import begin_letter
from amarre.cases.actions.organising import organise_service
from amarre.cases.actions.sittings import plan_sitting
from amarre.cases.models import Case
from amarre.detection.detect import detect
from amarre.detection.models import Signal
from amarre.exchange.actions import import_set
from amarre.exchange.enums import OperationState
from amarre.exchange.models import ImportBatch, Operation
from amarre.exchange.operations.actions import execute
from amarre.exchange.synthetic import synthesize
from amarre.exchange.synthetic.shift import moved
from amarre.exchange.writing import write_set
from tests.desk.test_every_address import ABSENT, PUBLIC, TABLE, at
from tests.exchange.import_sets import RIGHT
from tests.people import PASSWORD, person, signed_in

WORKERS = 400
HOME = "/services/essai/"


@dataclass(frozen=True)
class State:
    """One page in one state: a name for people, and what was served."""

    name: str
    html: str


def filled(service: Service) -> Signal:
    """Load the service with a synthetic set up to today, detect, and give one of its open signals."""
    today = timezone.localdate()
    tables = synthesize(workers=WORKERS, seed=7, year=today.year, catalogue=settings.CATALOGUE)
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        write_set(moved(tables, today - today.replace(month=12, day=31)), Path(folder) / "data")
        import_set(source=Path(folder) / "data", service=service, by=None, as_of=today)
    detect(service=service, on=today)
    return Signal.objects.filter(service=service).open().by_urgency()[0]


def everybody(service: Service) -> User:
    """A person who holds every role: the fullest form of each page."""
    return person(*((service, role) for role in Role), email="tout@essai.test")


def states(service: Service) -> Iterator[State]:
    """Every page: of an empty service, of a full one, in error, refused, for each role."""
    yield from visitors()
    yield from _each("vide", signed_in(everybody(service)), EMPTY)
    signal = filled(service)
    yield from addresses(service, signal)
    yield from filters(service, signal)
    yield from homes(service, signal)
    yield from wrong_forms(service, signal)
    yield from imports(service)
    yield from factors(service)
    yield from shared(service)
    yield from ended(service, signal)


EMPTY = (
    f"{HOME}dossiers/", HOME, f"{HOME}signaux/", f"{HOME}cpom/",
    f"{HOME}donnees/", f"{HOME}donnees/traitements/", f"{HOME}comptes/",
)  # fmt: skip


def visitors() -> Iterator[State]:
    """What is read without an account, with the errors of sign-in."""
    public = [row[0] for row in TABLE.values() if row[4] == PUBLIC]
    yield from _each("visiteur", Client(), [*public, "/nulle-part/"])
    yield _state("connexion refusée", Client().post("/connexion/", {"login": "x@essai.test", "password": "y"}))
    yield _state("connexion vide", Client().post("/connexion/", {}))
    yield _state("mot de passe oublié, vide", Client().post("/mot-de-passe/", {"email": "x"}))
    yield _state("page périmée", Client(enforce_csrf_checks=True).post("/connexion/", {}))


def addresses(service: Service, signal: Signal) -> Iterator[State]:
    """Every address of the table, for somebody who may read all."""
    client = signed_in(everybody(service))
    for name, (address, method, _, _, belongs) in TABLE.items():
        if method == "get" and belongs != ABSENT and name != "account_logout":
            yield from _pages(name, client.get(at(address, signal)))
    yield _state("déconnexion", client.get("/deconnexion/"))


def filters(service: Service, signal: Signal) -> Iterator[State]:
    """Lists that are narrowed, empty, or asked for what does not exist."""
    worker = f"{HOME}travailleurs/{signal.worker_id}/"
    lists = [
        f"{HOME}?regle={signal.rule}", f"{HOME}?page=2", f"{HOME}?regle=rien", f"{HOME}signaux/?page=2",
        f"{HOME}signaux/?taille=300%2B&age=ancien&priorite=1", f"{HOME}signaux/?priorite=9", f"{HOME}cpom/?annee=1900",
        f"{HOME}cpom/I17/", f"{HOME}cpom/E09/", f"{HOME}cpom/I17/?perimetre=tous", f"{HOME}cpom/RIEN/",
        f"{HOME}travailleurs/0/", worker, f"{HOME}dossiers/?q=personne", f"{HOME}dossiers/?q=SARL",
    ]  # fmt: skip
    yield from _each("liste", signed_in(everybody(service)), lists)


def homes(service: Service, signal: Signal) -> Iterator[State]:
    """The first page as each role has it, and the worker's where a role sees less; the refusals included."""
    for role in Role:
        client = signed_in(person((service, role), email=f"{role}@essai.test"))
        pages = (HOME, f"{HOME}travailleurs/{signal.worker_id}/") if role in PARTIAL else (HOME,)
        yield from _each(role, client, pages)
    yield from _each("sans service", signed_in(person(email="sans@essai.test")), ("/services/",))


#: Roles that see a part of the worker's page, or none of it.
PARTIAL = (Role.SOCIAL_WORKER, Role.ASSISTANT, Role.MANAGEMENT)


def wrong_forms(service: Service, signal: Signal) -> Iterator[State]:
    """Forms sent with errors, and acts that are refused."""
    client = signed_in(everybody(service))
    member = person((service, Role.NURSE), email="collegue@essai.test")
    case = Case.objects.filter(service=service)[0]
    letter = begin_letter(case=case, model="orientation_partenaire", by=everybody(service), on=timezone.localdate())
    sent: list[tuple[str, dict[str, object]]] = [
        (f"{HOME}signaux/{signal.pk}/ecarter/", {}),
        (f"{HOME}signaux/{signal.pk}/signaler/", {}),
        (f"{HOME}signaux/{signal.pk}/reprendre/", {}),
        (f"{HOME}signaux/traiter/", {"acte": "ecarter", "signal": [signal.pk]}),
        (f"{HOME}signaux/traiter/", {"acte": "signaler", "signal": [signal.pk], "confirme": "1"}),
        (f"{HOME}comptes/ajouter/", {"email": "pas une adresse"}),
        (f"{HOME}comptes/{member.pk}/", {}),
        (f"{HOME}comptes/service/", {"name": ""}),
        (f"{HOME}comptes/cellules/", {"name": ""}),
        (f"{HOME}donnees/", {}),
        (f"{HOME}chiffres-legaux/reprise.absence_maladie/2026-06-15/", {}),
        (f"{HOME}dossiers/{case.pk}/documents/", {}),
        (f"{HOME}dossiers/{case.pk}/lettres/{letter.pk}/", {}),
        (f"{HOME}dossiers/{case.pk}/lettres/{letter.pk}/abandonner/", {}),
        (f"{HOME}dossiers/{case.pk}/copie/", {}),
        (f"{HOME}dossiers/{case.pk}/copie/demande/", {}),
        (
            f"{HOME}dossiers/{case.pk}/orienter/",
            {
                "recipient": "mdph",
                "on": f"{timezone.localdate()}",
                "reason": "titre",
                "expected": "Un avis",
                "told": ["identite"],
            },
        ),
        (f"{HOME}dossiers/{case.pk}/dispositif/", {"hours": "x", "work_share": "900"}),
        (at(f"{HOME}demandes-de-copie/{{asked}}/", signal), {"acte": "refuser"}),
        ("/mon-compte/application/", {"code": "1"}),
        ("/mon-compte/mot-de-passe/", {}),
    ]
    for address, data in sent:
        yield from _pages(f"POST {address}", client.post(address, data, follow=True))
    answer = client.post(
        f"{HOME}signaux/{signal.pk}/ecarter/", {"reason": "autre", "comment": "Vu ailleurs"}, follow=True
    )
    yield from _pages("signal écarté", answer)


def imports(service: Service) -> Iterator[State]:
    """A file with an error, waiting, explained, undone; an operation of each kind."""
    client = signed_in(person((service, Role.COORDINATION), email="coordination@essai.test"))
    wrong = {**RIGHT, "emplois": RIGHT["emplois"].replace("2015-01-01", "2015-02-31")}
    files = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in wrong.items()]
    answer = client.post(f"{HOME}donnees/", {"sent": files, "as_of": "2026-06-30"}, follow=True)
    yield _state("import en attente", answer)
    _work()
    yield _state("import fini", client.get(answer.redirect_chain[-1][0], follow=True))
    batch = ImportBatch.objects.filter(service=service).latest("pk")
    yield from _each("import", client, (f"{HOME}donnees/imports/{batch.pk}/annuler/", f"{HOME}donnees/"))
    files = [SimpleUploadedFile("travailleurs.csv", b"n'importe quoi\n")]
    answer = client.post(f"{HOME}donnees/", {"sent": files, "as_of": "2026-06-30"}, follow=True)
    _work()
    yield _state("import refusé", client.get(answer.redirect_chain[-1][0], follow=True))
    for kind in ("reperage", "chiffres", "export"):
        answer = client.post(f"{HOME}donnees/traitements/", {"traitement": kind}, follow=True)
        if answer.redirect_chain:
            yield _state(f"{kind} en attente", answer)
            _work()
            yield _state(f"{kind} fini", client.get(answer.redirect_chain[-1][0], follow=True))


def factors(service: Service) -> Iterator[State]:
    """The account of a person with a second factor, and the question for it."""
    user = person((service, Role.NURSE), email="code@essai.test", password=PASSWORD)
    auth.TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    asked = Client()
    yield _state("code demandé", asked.post("/connexion/", {"login": user.email, "password": PASSWORD}, follow=True))
    yield _state("code refusé", asked.post("/connexion/second-facteur/", {"code": "000000"}))
    own = ("", "mot-de-passe/", "application/retirer/", "codes-de-secours/", "codes-de-secours/nouveaux/", "cles/")
    yield from _each("compte protégé", signed_in(user), [f"/mon-compte/{name}" for name in own])


def shared(service: Service) -> Iterator[State]:
    """The pages of a shared cell, which no role opens; then those of a commission, and of a procedure's employer."""
    cell = Cell.objects.create(name="Cellule partagée d'essai")
    cell.services.add(service)
    user = person(email="cellule@essai.test")
    CellCoordinator.objects.create(cell=cell, user=user)
    pages = (f"/cellules/{cell.pk}/", f"/cellules/{cell.pk}/?etat=clos&sans_acte=30", f"/cellules/{cell.pk}/rapport/")
    yield from _each("cellule partagée", signed_in(user), (*pages, HOME, "/services/"))
    cell.services.add(Service.objects.create(code="voisin", name="Service voisin"))
    user = User.objects.get(pk=user.pk)
    made = plan_sitting(cell=cell, services=cell.services.all(), held_on=date(2126, 6, 4), by=user, participants=[user])
    plan, client = f"/cellules/{cell.pk}/seances/prevoir/", signed_in(user)
    meetings = [f"/services/{one.service.code}/reunions/{one.pk}/" for one in made]
    yield from _each("séance commune", client, (pages[0], plan, meetings[0]))
    yield from _pages(f"séance commune refusée {plan}", client.post(plan, {}))
    for profile, asked in (("commission", "reunions/"), ("petit-service", "reunions/")):
        organise_service(service=service, profile=profile, by=None)
        yield from _each(profile, signed_in(everybody(service)), (f"{HOME}{asked}", f"{HOME}signalements/"))
    yield from _each("démarche", Client(), ("/signaler/essai/", "/signaler/essai/detection-employeur/"))


def ended(service: Service, signal: Signal) -> Iterator[State]:
    """What a person reads whose session ended in the middle of a form, with and without a text; and of a defect."""
    address = f"{HOME}signaux/{signal.pk}/ecarter/"
    for name, sent in (("sans texte", {}), ("avec un texte", {"comment": "Vu hier avec son responsable."})):
        client = signed_in(person((service, Role.NURSE), email=f"{len(sent)}@essai.test"))
        client.cookies["sessionid"] = "ended"
        yield _state(f"session terminée, {name}", client.post(address, sent, headers={"Referer": "http://testserver/"}))
    yield State("défaut du site (500)", render_to_string("500.html"))


def _work() -> None:
    for pk in Operation.objects.filter(state=OperationState.WAITING).order_by("pk").values_list("pk", flat=True):
        execute(pk)


def _each(who: str, client: Client, asked: Iterable[str]) -> Iterator[State]:
    for address in asked:
        yield from _pages(f"{who} {address}", client.get(address))


def _pages(name: str, answer: HttpResponse) -> Iterator[State]:
    """The answer as a state, when it is a page."""
    if answer.status_code not in (301, 302) and answer["Content-Type"].startswith("text/html"):
        yield _state(name, answer)


def _state(name: str, answer: HttpResponse) -> State:
    return State(f"{name} ({answer.status_code})", answer.content.decode())
