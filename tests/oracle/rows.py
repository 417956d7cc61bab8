"""Rows written short: the identifier, what it belongs to, its date, and what matters to the case."""

from .micro import Row, row


def visit(key: str, job: str, date: str, **cells: str) -> tuple[str, Row]:
    return row("visites", key, emploi_id=job, date=date, **cells)


def leave(key: str, job: str, debut: str, **cells: str) -> tuple[str, Row]:
    return row("arrets", key, emploi_id=job, debut=debut, **cells)


def referral(key: str, job: str, date: str, **cells: str) -> tuple[str, Row]:
    return row("signalements", key, emploi_id=job, date=date, **cells)


def sent(key: str, job: str, date: str, to: str, **cells: str) -> tuple[str, Row]:
    return row("orientations", key, emploi_id=job, date=date, destinataire=to, **cells)


def action(key: str, nature: str, date: str = "2026-03-03", **cells: str) -> tuple[str, Row]:
    return row("actions", key, nature=nature, date=date, **cells)


def reached(key: str, establishment: str, **cells: str) -> tuple[str, Row]:
    return row("actions_etablissements", key, establishment, **cells)


def dossier(key: str, job: str, ouverture: str, **cells: str) -> tuple[str, Row]:
    return row("dossiers", key, emploi_id=job, ouverture=ouverture, **cells)


def closed(
    key: str, job: str, cloture: str, issue: str = "maintien_poste", opened: str = "2025-01-15"
) -> tuple[str, Row]:
    return dossier(key, job, opened, cloture=cloture, issue=issue)


def suivi(key: str, case: str, date: str, situation: str, **cells: str) -> tuple[str, Row]:
    return row("suivis", key, dossier_id=case, date=date, situation=situation, **cells)


def establishment(key: str, **cells: str) -> tuple[str, Row]:
    return row("etablissements", key, **cells)
