"""Every address of the site, asked by a visitor, by each role, and by a member of another service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amarre.accounts.enums import Role
from amarre.accounts.models import Service
from amarre.cases.actions.access import receive_access_request
from amarre.cases.actions.decisions import decide
from amarre.cases.actions.documents import keep_document
from amarre.cases.actions.intakes import keep_intake
from amarre.cases.actions.letters import begin_letter
from amarre.cases.actions.meetings import invite_guest, plan_meeting, put_on_agenda
from amarre.cases.actions.procedures import begin_procedure
from amarre.cases.actions.referring import receive_referral
from amarre.cases.enums import Compartment
from amarre.cases.links import make_link
from amarre.cases.models import (
    Case,
    CellMeeting,
    EmployerDetection,
    Intake,
    PlannedFollowUp,
    Referral,
    SchemeUse,
)
from amarre.detection.models import Signal
from amarre.exchange.enums import OperationKind
from amarre.exchange.models import HandEntry, ImportBatch, Operation
from amarre.lib.keeping import forget
from amarre.partners.models import Orientation
from amarre.prevention.actions import announce_committee
from amarre.prevention.models import CommitteeMeeting
from amarre.surveillance.models import Visit
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

TRIAGE = {Role.PHYSICIAN, Role.NURSE, Role.COORDINATION, Role.RETENTION_OFFICER}
CELL = TRIAGE | {Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.ERGONOMIST}
READERS = CELL | {Role.ASSISTANT}
CARERS = {Role.PHYSICIAN, Role.NURSE}
DATA = {Role.COORDINATION, Role.ADMINISTRATION}
EVERYBODY = set(Role)
PUBLIC, SIGNED_IN, OF_SERVICE = "public", "signed in", "of a service"
#: Off without its settings: nobody finds it, signed in or not.
ABSENT = "absent"
#: Opened by a key of the API, and by no session.
BY_KEY = "by key"

#: Address by the name of its URL: where it is, the method, who passes, what those who pass get, what it belongs to.
TABLE: dict[str, tuple[str, str, set[Role], int, str]] = {
    "account_login": ("/connexion/", "get", EVERYBODY, 302, PUBLIC),
    "account_logout": ("/deconnexion/", "get", EVERYBODY, 200, SIGNED_IN),
    "account_inactive": ("/compte-ferme/", "get", EVERYBODY, 200, PUBLIC),
    "portal:services": ("/signaler/", "get", EVERYBODY, 200, PUBLIC),
    "portal:welcome": ("/signaler/essai/", "get", EVERYBODY, 200, PUBLIC),
    "portal:refer": ("/signaler/essai/employeur/", "get", EVERYBODY, 200, PUBLIC),
    "portal:received": ("/signaler/essai/recu/{reference}/", "get", EVERYBODY, 200, PUBLIC),
    "portal:follow_up": ("/suivi/{secret}/", "get", EVERYBODY, 200, PUBLIC),
    "portal:answer": ("/signaler/reponse/", "get", EVERYBODY, 200, PUBLIC),
    "desk:datapackage": ("/exchange/datapackage.json", "get", EVERYBODY, 200, PUBLIC),
    "desk:start": ("/", "get", EVERYBODY, 302, SIGNED_IN),
    "desk:components": ("/composants/", "get", {Role.ADMINISTRATION}, 200, SIGNED_IN),
    "desk:services": ("/services/", "get", EVERYBODY, 200, SIGNED_IN),
    "desk:signals": ("/services/essai/", "get", EVERYBODY, 200, OF_SERVICE),
    "desk:signal_set_aside": ("/services/essai/signaux/{pk}/ecarter/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:signal_refer": ("/services/essai/signaux/{pk}/signaler/", "get", CELL, 200, OF_SERVICE),
    "desk:signal_restore": ("/services/essai/signaux/{pk}/reprendre/", "post", TRIAGE, 409, OF_SERVICE),
    "desk:worklist": ("/services/essai/signaux/", "get", READERS, 200, OF_SERVICE),
    "desk:ranking": ("/services/essai/a-voir-d-abord/", "get", READERS, 200, OF_SERVICE),
    "desk:bench": ("/services/essai/banc-d-essai/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:groups": ("/services/essai/collectifs/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:signals_treat": ("/services/essai/signaux/traiter/", "post", TRIAGE, 302, OF_SERVICE),
    "desk:search": ("/services/essai/recherche/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:worker": ("/services/essai/travailleurs/{worker}/", "get", READERS, 200, OF_SERVICE),
    "desk:facts": ("/services/essai/travailleurs/{worker}/faits/", "get", READERS, 200, OF_SERVICE),
    "desk:fact_enter": ("/services/essai/travailleurs/{worker}/faits/visite/", "get", CARERS, 200, OF_SERVICE),
    "desk:fact_correct": (
        "/services/essai/travailleurs/{worker}/faits/visite/{fact}/",
        "get",
        CARERS,
        200,
        OF_SERVICE,
    ),
    "desk:fact_withdraw": (
        "/services/essai/travailleurs/{worker}/faits/visite/{fact}/retirer/",
        "get",
        CARERS,
        200,
        OF_SERVICE,
    ),
    "desk:fact_undo": (
        "/services/essai/travailleurs/{worker}/faits/actes/{act}/annuler/",
        "post",
        CARERS,
        409,
        OF_SERVICE,
    ),
    "desk:cases": ("/services/essai/dossiers/", "get", CELL, 200, OF_SERVICE),
    "desk:case_edit": ("/services/essai/dossiers/{case}/completer/", "get", CELL, 200, OF_SERVICE),
    "desk:committees": ("/services/essai/reunions-cse/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:committee": ("/services/essai/reunions-cse/{council}/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:committee_announce": (
        "/services/essai/etablissements/{place}/reunions-cse/",
        "get",
        READERS,
        200,
        OF_SERVICE,
    ),
    "desk:case_paths": ("/services/essai/dossiers/etapes/", "get", CELL, 200, OF_SERVICE),
    "desk:case_path": ("/services/essai/dossiers/{case}/etapes/", "get", CELL, 200, OF_SERVICE),
    "desk:case_analysis": (
        "/services/essai/dossiers/{case}/notes/medical/analyse-medecin/",
        "get",
        {Role.PHYSICIAN},
        200,
        OF_SERVICE,
    ),
    "desk:case_scheme": ("/services/essai/dossiers/{case}/dispositif/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:scheme_use": ("/services/essai/dossiers/{case}/dispositifs/{use}/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:scheme_edit": ("/services/essai/dossiers/{case}/dispositifs/{use}/modifier/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:scheme_answer": (
        "/services/essai/dossiers/{case}/dispositifs/{use}/accords/medecin_conseil/",
        "get",
        TRIAGE,
        200,
        OF_SERVICE,
    ),
    "desk:scheme_renew": (
        "/services/essai/dossiers/{case}/dispositifs/{use}/renouveler/",
        "get",
        TRIAGE,
        200,
        OF_SERVICE,
    ),
    "desk:worker_scheme": (
        "/services/essai/travailleurs/{worker}/dispositifs/{alone}/",
        "get",
        TRIAGE,
        200,
        OF_SERVICE,
    ),
    "desk:worker_scheme_attach": (
        "/services/essai/travailleurs/{worker}/dispositifs/{alone}/relier/",
        "post",
        TRIAGE,
        302,
        OF_SERVICE,
    ),
    "desk:case_orient": ("/services/essai/dossiers/{case}/orienter/", "get", CELL, 200, OF_SERVICE),
    "desk:orientation": ("/services/essai/dossiers/{case}/orientations/{sent}/", "get", CELL, 200, OF_SERVICE),
    "desk:orientation_answer": (
        "/services/essai/dossiers/{case}/orientations/{sent}/reponse/",
        "get",
        CELL,
        200,
        OF_SERVICE,
    ),
    "desk:orientation_cancel": (
        "/services/essai/dossiers/{case}/orientations/{sent}/annuler/",
        "get",
        CELL,
        200,
        OF_SERVICE,
    ),
    "desk:case_move": ("/services/essai/dossiers/{case}/faire/qualifier/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:case_notes": (
        "/services/essai/dossiers/{case}/notes/medical/",
        "get",
        {Role.PHYSICIAN, Role.NURSE},
        200,
        OF_SERVICE,
    ),
    "desk:consents": ("/services/essai/travailleurs/{worker}/consentements/", "get", CELL, 200, OF_SERVICE),
    "desk:consent_withdraw": (
        "/services/essai/travailleurs/{worker}/consentements/1/retirer/",
        "post",
        CELL,
        404,
        OF_SERVICE,
    ),
    "desk:referrals": ("/services/essai/signalements/", "get", CELL, 200, OF_SERVICE),
    "desk:referral": ("/services/essai/signalements/{referral}/", "get", CELL, 200, OF_SERVICE),
    "desk:referral_procedure": ("/services/essai/signalements/{referral}/procedure/", "get", CELL, 200, OF_SERVICE),
    "desk:referral_decide": ("/services/essai/signalements/{referral}/decider/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:intake": ("/services/essai/signalements/recus/{intake}/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:worker_refer": ("/services/essai/travailleurs/{worker}/signaler/", "get", CELL, 200, OF_SERVICE),
    "desk:case": ("/services/essai/dossiers/{case}/", "get", CELL, 200, OF_SERVICE),
    "desk:outcomes": ("/services/essai/devenirs/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:follow_ups": ("/services/essai/suivis/", "get", CELL, 200, OF_SERVICE),
    "desk:follow_up": ("/services/essai/suivis/{planned}/", "get", CELL, 200, OF_SERVICE),
    "desk:follow_up_called": (
        "/services/essai/suivis/rappels/5f0c1a52-0c5a-4d7e-8a44-111111111111/",
        "post",
        CELL,
        404,
        OF_SERVICE,
    ),
    "desk:deadlines": ("/services/essai/dossiers/echeances/", "get", CELL, 200, OF_SERVICE),
    "desk:delegations": ("/services/essai/dossiers/remplacements/", "get", CELL, 200, OF_SERVICE),
    "desk:cases_reassign": ("/services/essai/dossiers/referent/", "get", CELL, 200, OF_SERVICE),
    "desk:case_team": ("/services/essai/dossiers/{case}/equipe/", "get", CELL, 200, OF_SERVICE),
    "desk:case_member_end": ("/services/essai/dossiers/{case}/equipe/1/retirer/", "post", CELL, 404, OF_SERVICE),
    "desk:case_act": ("/services/essai/dossiers/{case}/accompagnement/", "get", CELL, 200, OF_SERVICE),
    "desk:case_documents": ("/services/essai/dossiers/{case}/documents/", "get", CELL, 200, OF_SERVICE),
    "desk:case_document_file": (
        "/services/essai/dossiers/{case}/documents/{document}/",
        "get",
        CARERS,
        200,
        OF_SERVICE,
    ),
    "desk:case_document_act": (
        "/services/essai/dossiers/{case}/documents/{document}/remettre/",
        "post",
        CARERS,
        409,
        OF_SERVICE,
    ),
    "desk:case_copy": ("/services/essai/dossiers/{case}/copie/", "get", CELL, 200, OF_SERVICE),
    "desk:access_requests": ("/services/essai/demandes-de-copie/", "get", CELL, 200, OF_SERVICE),
    "desk:access_request": ("/services/essai/demandes-de-copie/{asked}/", "get", CELL, 200, OF_SERVICE),
    "desk:case_access_request": ("/services/essai/dossiers/{case}/copie/demande/", "get", CELL, 200, OF_SERVICE),
    # Only the one who asked for a copy finds it.
    "desk:case_copy_file": ("/services/essai/dossiers/{case}/copie/1/", "get", CELL, 404, OF_SERVICE),
    "desk:case_letters": ("/services/essai/dossiers/{case}/lettres/", "get", CELL, 200, OF_SERVICE),
    "desk:case_letter": ("/services/essai/dossiers/{case}/lettres/{letter}/", "get", CARERS, 200, OF_SERVICE),
    "desk:case_letter_issue": (
        "/services/essai/dossiers/{case}/lettres/{letter}/emettre/",
        "get",
        CARERS,
        200,
        OF_SERVICE,
    ),
    "desk:case_letter_file": (
        "/services/essai/dossiers/{case}/lettres/{letter}/lettre.docx",
        "get",
        CARERS,
        200,
        OF_SERVICE,
    ),
    "desk:case_letter_act": (
        "/services/essai/dossiers/{case}/lettres/{letter}/reprendre/",
        "post",
        CARERS,
        409,
        OF_SERVICE,
    ),
    "desk:case_plan": ("/services/essai/dossiers/{case}/plan/", "get", CELL, 200, OF_SERVICE),
    "desk:plan_action_add": ("/services/essai/dossiers/{case}/plan/action/", "get", CELL, 200, OF_SERVICE),
    "desk:plan_action": (
        "/services/essai/dossiers/{case}/plan/action/5f0c1a52-0c5a-4d7e-8a44-222222222222/",
        "get",
        CELL,
        404,
        OF_SERVICE,
    ),
    "desk:plan_sign": ("/services/essai/dossiers/{case}/plan/signer/", "get", CELL, 200, OF_SERVICE),
    "desk:plan_letter": ("/services/essai/dossiers/{case}/plan/1/lettre.pdf", "get", CELL, 404, OF_SERVICE),
    "desk:case_close": ("/services/essai/dossiers/{case}/clore/", "get", TRIAGE, 200, OF_SERVICE),
    "desk:case_reopen": ("/services/essai/dossiers/{case}/rouvrir/", "get", TRIAGE, 409, OF_SERVICE),
    "desk:case_contact": ("/services/essai/dossiers/{case}/contact/", "get", CELL, 200, OF_SERVICE),
    "desk:case_ask": ("/services/essai/dossiers/{case}/demander/", "get", CELL, 200, OF_SERVICE),
    "desk:meetings": ("/services/essai/reunions/", "get", CELL, 200, OF_SERVICE),
    "desk:meetings_report": ("/services/essai/reunions/bilan/", "get", CELL, 200, OF_SERVICE),
    "desk:meeting_plan": ("/services/essai/reunions/prevoir/", "get", CELL, 200, OF_SERVICE),
    "desk:meeting": ("/services/essai/reunions/{meeting}/", "get", CELL, 200, OF_SERVICE),
    "desk:meeting_case": ("/services/essai/reunions/{meeting}/dossiers/{item}/", "get", CELL, 200, OF_SERVICE),
    "desk:meeting_decision": (
        "/services/essai/reunions/{meeting}/decisions/{decision}/",
        "get",
        CELL,
        200,
        OF_SERVICE,
    ),
    "desk:meeting_minutes": ("/services/essai/reunions/{meeting}/releve.docx", "get", CELL, 200, OF_SERVICE),
    # Nobody agreed that this partner be told anything: there is no extract to give.
    "desk:guest_extract": (
        "/services/essai/reunions/{meeting}/invites/{guest}/extrait.docx",
        "get",
        TRIAGE,
        409,
        OF_SERVICE,
    ),
    "desk:case_task": ("/services/essai/dossiers/{case}/tache/", "get", CELL, 200, OF_SERVICE),
    "desk:task_tick": ("/services/essai/taches/{task}/", "post", CELL, 302, OF_SERVICE),
    "desk:establishment": (
        "/services/essai/etablissements/{place}/",
        "get",
        READERS | {Role.MANAGEMENT},
        200,
        OF_SERVICE,
    ),
    "desk:figures": ("/services/essai/cpom/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:figures_workbook": (
        "/services/essai/cpom/chiffres.xlsx",
        "get",
        READERS | {Role.MANAGEMENT},
        200,
        OF_SERVICE,
    ),
    "desk:figures_csv": ("/services/essai/cpom/chiffres.csv", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "desk:figures_synthesis": (
        "/services/essai/cpom/synthese.pdf",
        "get",
        READERS | {Role.MANAGEMENT},
        200,
        OF_SERVICE,
    ),
    "desk:figure": ("/services/essai/cpom/E02/", "get", READERS | {Role.MANAGEMENT}, 200, OF_SERVICE),
    "openid_connect_login": ("/connexion/pro-sante-connect/", "get", EVERYBODY, 404, ABSENT),
    "openid_connect_callback": ("/connexion/pro-sante-connect/retour/", "get", EVERYBODY, 404, ABSENT),
    "account_reset_password": ("/mot-de-passe/", "get", EVERYBODY, 200, PUBLIC),
    "account_reset_password_done": ("/mot-de-passe/envoye/", "get", EVERYBODY, 200, PUBLIC),
    "account_reset_password_from_key": ("/mot-de-passe/1-abc/", "get", EVERYBODY, 200, PUBLIC),
    "account_reset_password_from_key_done": ("/mot-de-passe/choisi/", "get", EVERYBODY, 200, PUBLIC),
    "account_sessions": ("/mon-compte/sessions/", "get", EVERYBODY, 200, SIGNED_IN),
    "account_session_end": ("/mon-compte/sessions/999999/terminer/", "post", EVERYBODY, 404, SIGNED_IN),
    "account_sessions_end": ("/mon-compte/terminer-sessions/", "post", EVERYBODY, 302, SIGNED_IN),
    "account_digest": ("/mon-compte/recapitulatif/", "post", EVERYBODY, 302, SIGNED_IN),
    "account_set_password": ("/mon-compte/mot-de-passe/premier/", "get", EVERYBODY, 302, SIGNED_IN),
    "account_change_password": ("/mon-compte/mot-de-passe/", "get", EVERYBODY, 302, SIGNED_IN),
    "mfa_authenticate": ("/connexion/second-facteur/", "get", EVERYBODY, 302, SIGNED_IN),
    "mfa_index": ("/mon-compte/", "get", EVERYBODY, 200, SIGNED_IN),
    "account_reauthenticate": ("/mon-compte/confirmer/", "get", EVERYBODY, 403, SIGNED_IN),
    "mfa_reauthenticate": ("/mon-compte/confirmer/code/", "get", EVERYBODY, 403, SIGNED_IN),
    "mfa_reauthenticate_webauthn": ("/mon-compte/confirmer/cle/", "get", EVERYBODY, 403, SIGNED_IN),
    "mfa_activate_totp": ("/mon-compte/application/", "get", EVERYBODY, 200, SIGNED_IN),
    "mfa_deactivate_totp": ("/mon-compte/application/retirer/", "get", EVERYBODY, 404, SIGNED_IN),
    "mfa_view_recovery_codes": ("/mon-compte/codes-de-secours/", "get", EVERYBODY, 404, SIGNED_IN),
    "mfa_generate_recovery_codes": ("/mon-compte/codes-de-secours/nouveaux/", "get", EVERYBODY, 200, SIGNED_IN),
    "mfa_list_webauthn": ("/mon-compte/cles/", "get", EVERYBODY, 302, SIGNED_IN),
    "mfa_add_webauthn": ("/mon-compte/cles/ajouter/", "get", EVERYBODY, 200, SIGNED_IN),
    "mfa_edit_webauthn": ("/mon-compte/cles/1/", "get", EVERYBODY, 404, SIGNED_IN),
    "mfa_remove_webauthn": ("/mon-compte/cles/1/retirer/", "get", EVERYBODY, 404, SIGNED_IN),
    "desk:members_second_factor": (
        "/services/essai/comptes/second-facteur/",
        "get",
        {Role.ADMINISTRATION},
        200,
        OF_SERVICE,
    ),
    "desk:keys": ("/services/essai/comptes/cles/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:key_add": ("/services/essai/comptes/cles/ajouter/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:key_revoke": ("/services/essai/comptes/cles/1/retirer/", "post", {Role.ADMINISTRATION}, 404, OF_SERVICE),
    "api:situations": ("/api/v1/services/essai/situations", "post", EVERYBODY, 401, BY_KEY),
    "api:openapi-json": ("/api/v1/openapi.json", "get", EVERYBODY, 200, PUBLIC),
    "api:api-root": ("/api/v1/", "get", EVERYBODY, 404, ABSENT),
    "no_address": ("/api/v2", "get", EVERYBODY, 404, ABSENT),
    "desk:law": ("/services/essai/chiffres-legaux/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:law_confirm": (
        "/services/essai/chiffres-legaux/reprise.absence_maladie/2026-06-15/",
        "get",
        {Role.ADMINISTRATION},
        200,
        OF_SERVICE,
    ),
    "desk:members_service_add": (
        "/services/essai/comptes/nouveau-service/",
        "get",
        {Role.ADMINISTRATION},
        200,
        OF_SERVICE,
    ),
    "desk:members_organisation": (
        "/services/essai/comptes/organisation/",
        "get",
        {Role.ADMINISTRATION},
        200,
        OF_SERVICE,
    ),
    "desk:members_service": ("/services/essai/comptes/service/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:members_cell_add": ("/services/essai/comptes/cellules/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:members_cell": ("/services/essai/comptes/cellules/{cell}/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:members_cell_sharing": (
        "/services/essai/comptes/cellules/{cell}/partage/",
        "get",
        {Role.ADMINISTRATION},
        200,
        OF_SERVICE,
    ),
    # For those who coordinate the cell alone: no role of a service opens them.
    "desk:cell": ("/cellules/{cell}/", "get", EVERYBODY, 404, SIGNED_IN),
    "desk:cell_report": ("/cellules/{cell}/rapport/", "get", EVERYBODY, 404, SIGNED_IN),
    "desk:sitting_plan": ("/cellules/{cell}/seances/prevoir/", "get", EVERYBODY, 404, SIGNED_IN),
    "desk:member_add": ("/services/essai/comptes/ajouter/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:member": ("/services/essai/comptes/{person}/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
    "desk:member_staff": (
        "/services/essai/comptes/{person}/professionnel/",
        "post",
        {Role.ADMINISTRATION},
        302,
        OF_SERVICE,
    ),
    "desk:member_invite": ("/services/essai/comptes/{person}/inviter/", "post", {Role.ADMINISTRATION}, 302, OF_SERVICE),
    "desk:member_act": (
        "/services/essai/comptes/{person}/terminer-sessions/",
        "post",
        {Role.ADMINISTRATION},
        302,
        OF_SERVICE,
    ),
    "desk:data": ("/services/essai/donnees/", "get", DATA, 200, OF_SERVICE),
    "desk:data_batch": ("/services/essai/donnees/imports/{batch}/", "get", DATA, 200, OF_SERVICE),
    "desk:data_undo": ("/services/essai/donnees/imports/{batch}/annuler/", "get", DATA, 200, OF_SERVICE),
    "desk:data_operations": ("/services/essai/donnees/traitements/", "get", DATA, 200, OF_SERVICE),
    "desk:data_operation": ("/services/essai/donnees/traitements/{operation}/", "get", DATA, 200, OF_SERVICE),
    "desk:data_file": (
        "/services/essai/donnees/traitements/{operation}/jeu-d-echange.zip",
        "get",
        {Role.COORDINATION},
        404,
        OF_SERVICE,
    ),
    "desk:members": ("/services/essai/comptes/", "get", {Role.ADMINISTRATION}, 200, OF_SERVICE),
}


#: The addresses in a few parts: as many tests as keep several processes busy.
PARTS = [pytest.param([*TABLE][part::4], id=f"part {part + 1}") for part in range(4)]


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> set[str]:
    """The name of every URL, with its namespace."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            found.add(f"{space}{pattern.name}")
    return found


def followed(address: str, signal: Signal) -> str:
    """The address of a follow-up that is waited for, or of its link."""
    case = signal.job.cases.first()
    case = case or Case.objects.create(
        service=signal.service, job=signal.job, opened_on=date(2026, 3, 1), closed_on=date(2026, 3, 2),
        outcome="formation",
    )  # fmt: skip
    planned, _ = PlannedFollowUp.objects.get_or_create(
        service=signal.service, case=case, closed_on=date(2026, 3, 2), due_month="3",
        defaults={"due_on": date(2026, 6, 2)},
    )  # fmt: skip
    secret = make_link(planned, attempt=1, on=date(2026, 6, 2))[1].split("/")[-2]
    return address.format(planned=planned.pk, secret=secret)


def of_a_meeting(signal: Signal) -> dict[str, object]:
    """The numbers of a meeting of the service, with a case, a decision, its task and a guest."""
    meeting = CellMeeting.objects.filter(service=signal.service).first()
    if meeting is None:
        nurse = person((signal.service, Role.NURSE), email="collegue@essai.test")
        case = Case.objects.create(service=signal.service, job=signal.job, opened_on=date(2026, 3, 1))
        meeting = plan_meeting(service=signal.service, held_on=date(2026, 3, 9), by=nurse, participants=[nurse])
        item = put_on_agenda(meeting=meeting, case=case, by=nurse)
        decide(item=item, text="Appeler", by=nurse, owner=nurse)
        invite_guest(meeting=meeting, recipient="cap_emploi", items=[item], by=nurse)
    item = meeting.items.get()
    decision, guest = item.decisions.get(), meeting.guests.get()
    return {
        "meeting": meeting.pk, "item": item.pk, "guest": guest.pk, "decision": decision.pk, "task": decision.task_id
    }  # fmt: skip


def of_a_physician(signal: Signal) -> dict[str, object]:
    """The numbers of a case with a document and a letter in its medical compartment, whose copy was asked for."""
    case = signal.job.cases.first()
    case = case or Case.objects.create(service=signal.service, job=signal.job, opened_on=date(2026, 3, 1))
    document, letter = case.documents.first(), case.letters.first()
    if document is None or letter is None:
        nurse, medical = person((signal.service, Role.NURSE), email="collegue@essai.test"), Compartment.MEDICAL
        document = keep_document(case=case, compartment=medical, name="a.pdf", form="pdf", content=b"%PDF", by=nurse)
        letter = begin_letter(case=case, model="medecin_traitant", by=nurse, on=date(2026, 3, 2))
    asked = case.access_requests.first() or receive_access_request(
        case=case, received_on=date(2026, 3, 2), asked_by="personne", way="courrier", scope="dossier",
        received_by=document.added_by, by=document.added_by,
    )  # fmt: skip
    return {"case": case.pk, "document": document.pk, "letter": letter.pk, "asked": asked.pk}


def of_a_case(signal: Signal) -> dict[str, object]:
    """The numbers of a case with a dispositif and an orientation, and of a dispositif that no case holds."""
    same = {"service": signal.service, "job": signal.job}
    alone = SchemeUse.objects.filter(job=signal.job, case=None).first()
    alone = alone or SchemeUse.objects.create(**same, scheme="fipu", approval="oui")
    case = signal.job.cases.first() or Case.objects.create(**same, opened_on=date(2026, 3, 1))
    use = case.scheme_uses.filter(scheme="essai_encadre", ends_on__isnull=False).first()
    use = use or SchemeUse.objects.create(
        **same, case=case, scheme="essai_encadre", approval="attente", starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 3),
    )  # fmt: skip
    sent = case.orientations.first()
    sent = sent or Orientation.objects.create(**same, case=case, recipient="cap_emploi", sent_on=date(2026, 3, 2))
    return {"case": case.pk, "use": use.pk, "sent": sent.pk, "alone": alone.pk}


def a_referral(signal: Signal, *, begun: bool) -> Referral:
    """A signalement, of a procedure that its employer began where the page is about one."""
    referral = Referral.objects.first()
    referral = referral or receive_referral(job=signal.job, origin="employeur", by=None, on=date(2026, 3, 1))
    if begun and not EmployerDetection.objects.exists():
        begin_procedure(referral=referral, procedure="detection-employeur", done={}, by=None)
    return referral


def a_council(signal: Signal) -> CommitteeMeeting:
    """A meeting of the works council of the signal's establishment."""
    days = {"held_on": date(2026, 3, 9), "told_on": date(2026, 3, 1)}
    place = signal.job.establishment
    known = place.committee_meetings.first()
    return known or announce_committee(establishment=place, kind="cssct", by=None, **days)


def at(address: str, signal: Signal) -> str:
    """The address with its numbers: that signal, a colleague or a cell of its service."""
    if any(name in address for name in ("{document}", "{letter}", "{asked}")):
        return address.format(**of_a_physician(signal))
    if "{meeting}" in address or "{task}" in address:
        return address.format(**of_a_meeting(signal))
    if "{council}" in address:
        return address.format(council=a_council(signal).pk)
    if "{batch}" in address:
        batch = ImportBatch.objects.filter(service=signal.service).first()
        batch = batch or ImportBatch.objects.create(service=signal.service, as_of=date(2026, 3, 1))
        return address.format(batch=batch.pk)
    if "{operation}" in address:
        operation = Operation.objects.filter(service=signal.service).first()
        operation = operation or Operation.objects.create(
            service=signal.service,
            kind=OperationKind.EXPORT,
            created_by=person((signal.service, Role.NURSE), email="collegue@essai.test"),
        )
        return address.format(operation=operation.pk)
    if "{secret}" in address or "{planned}" in address:
        return followed(address, signal)
    if "{reference}" in address:
        intake = Intake.objects.first() or keep_intake(service=signal.service, sender="employeur", answers={})
        return address.format(reference=intake.reference)
    if "{intake}" in address:
        intake = Intake.objects.first() or keep_intake(service=signal.service, sender="employeur", answers={})
        return address.format(intake=intake.pk)
    if "{referral}" in address:
        return address.format(referral=a_referral(signal, begun="procedure" in address).pk)
    if "{cell}" in address:
        cell = signal.service.cells.first() or signal.service.cells.create(name="Cellule d’essai")
        return address.format(cell=cell.pk)
    if "{fact}" in address:
        visit = Visit.objects.filter(job=signal.job).first()
        visit = visit or Visit.objects.create(
            service=signal.service, job=signal.job, held_on=date(2026, 3, 1), kind="reprise", modality="presentiel",
            opinion="aucun",
        )  # fmt: skip
        return address.format(worker=signal.worker_id, fact=visit.pk)
    if "{act}" in address:
        # Of a visit that is no longer what the act left: it cannot be taken back.
        act = HandEntry.objects.filter(worker=signal.worker_id).first()
        act = act or HandEntry.objects.create(
            service=signal.service, dataset="visites", row=1, worker=signal.worker_id, move="saisi",
            after={"date": "2026-03-01"}, by=person((signal.service, Role.NURSE), email="collegue@essai.test"),
        )  # fmt: skip
        return address.format(worker=signal.worker_id, act=act.pk)
    if "{alone}" in address or "{case}" in address:
        return address.format(worker=signal.worker_id, **of_a_case(signal))
    if "{person}" not in address:
        return address.format(pk=signal.pk, worker=signal.worker_id, place=signal.job.establishment_id)
    return address.format(person=person((signal.service, Role.NURSE), email="collegue@essai.test").pk)


def ask(client: Client, name: str, signal: Signal) -> HttpResponse:
    """What that browser gets there, itself left as it was: one address closes its session."""
    address, method, *_ = TABLE[name]
    mine = Client()
    mine.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    answer: HttpResponse = getattr(mine, method)(at(address, signal))
    return answer


@contextmanager
def undone() -> Iterator[None]:
    """What an address asks for and does is gone before the next: accounts are made and signed in once for all."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()


def test_every_address_has_its_row() -> None:
    assert names(get_resolver(settings.ROOT_URLCONF).url_patterns) == set(TABLE)


@pytest.mark.parametrize("some", PARTS)
def test_a_visitor_reads_what_is_public_and_is_asked_to_sign_in_elsewhere(some: list[str], signal: Signal) -> None:
    expected = {PUBLIC: 200, ABSENT: 404, BY_KEY: 401}
    wrong = {}

    for name in some:
        with undone():
            answer = ask(Client(), name, signal)
        wanted = expected.get(TABLE[name][4], 302)
        if answer.status_code != wanted or (wanted == 302 and not answer["Location"].startswith("/connexion/")):
            wrong[name] = answer.status_code

    assert wrong == {}


@pytest.mark.parametrize("some", PARTS)
def test_a_role_passes_where_the_table_says_and_nowhere_else(some: list[str], service: Service, signal: Signal) -> None:
    clients = {role: signed_in(person((service, role), email=f"{role}@essai.test")) for role in Role}
    wrong = {}

    for name in some:
        _, _, allowed, answer, _ = TABLE[name]
        with undone():
            answers = {role: ask(client, name, signal).status_code for role, client in clients.items()}
        if answers != {role: answer if role in allowed else 403 for role in Role}:
            wrong[name] = answers

    assert wrong == {}


@pytest.mark.parametrize("some", PARTS)
def test_a_member_of_another_service_finds_nothing(some: list[str], signal: Signal) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    stranger = signed_in(person(*((other, role) for role in Role)))
    found = {}

    for name in some:
        if TABLE[name][4] == OF_SERVICE:
            with undone():
                found[name] = ask(stranger, name, signal).status_code

    assert set(found.values()) == {404}, found


@pytest.mark.parametrize("name", ["desk:signal_set_aside", "desk:signal_refer", "desk:signal_restore"])
def test_a_signal_of_another_service_is_not_reached_through_ones_own(name: str, signal: Signal) -> None:
    other = Service.objects.create(code="autre", name="Autre service")
    client = signed_in(person((other, Role.PHYSICIAN)))
    address, *_ = TABLE[name]

    assert client.post(address.format(pk=signal.pk).replace("essai", "autre")).status_code == 404


@pytest.mark.parametrize("name", ["desk:signal_set_aside", "desk:signal_refer"])
def test_what_a_role_may_not_do_a_form_sent_by_hand_does_not_do(
    name: str, service: Service, raised: Callable[..., Signal]
) -> None:
    address, _, allowed, *_ = TABLE[name]
    reason = "visite-prevue" if name == "desk:signal_set_aside" else "sante"

    for number, role in enumerate(Role):
        signal = raised(since=date(2026, 1, 1 + number))
        client = signed_in(person((service, role), email=f"{role}@essai.test"))
        answer = client.post(address.format(pk=signal.pk), {"reason": reason})
        signal.refresh_from_db()

        assert answer.status_code == (302 if role in allowed else 403)
        assert (signal.status != "open") == (role in allowed)


def test_every_answer_carries_the_security_headers(
    service: Service, signal: Signal, raised: Callable[..., Signal]
) -> None:
    client = signed_in(person((service, Role.PHYSICIAN)))
    answers = [client.get(at(row[0], signal)) for row in TABLE.values()]
    answers += [client.get("/nulle-part/"), client.get("/services/essai/comptes/"), Client().get("/connexion/")]
    answers.append(Client(enforce_csrf_checks=True).post("/connexion/", {}))

    assert {answer.status_code for answer in answers} >= {200, 302, 403, 404, 405}
    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Permissions-Policy"]


def test_pages_of_a_person_stay_in_no_cache(service: Service, signal: Signal) -> None:
    page = signed_in(person((service, Role.PHYSICIAN))).get("/services/essai/")

    assert "no-store" in page["Cache-Control"]


def test_refusals_are_french_pages_that_say_what_to_do(service: Service, signal: Signal) -> None:
    client = signed_in(person((service, Role.MANAGEMENT)))
    reserved, unknown = client.get("/services/essai/signaux/"), Client().get("/nulle-part/")
    stale = Client(enforce_csrf_checks=True).post("/connexion/", {})

    assert "l’administration de votre service" in reserved.content.decode()
    assert "repartez de l’accueil" in unknown.content.decode()
    assert stale.status_code == 403
    assert "rechargez-la" in stale.content.decode()
    for page in (reserved, unknown, stale):
        assert '<html lang="fr">' in page.content.decode()


def test_a_bug_is_answered_by_a_page_in_the_look(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    from amarre.desk.day import home

    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(home, "morning_signals", broken)
    client = signed_in(person((service, Role.PHYSICIAN)))
    client.raise_request_exception = False

    page = client.get("/services/essai/")

    assert page.status_code == 500
    assert "Le site a un défaut" in page.content.decode()
