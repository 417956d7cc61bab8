"""What the letter about a plan says, as plain data for its template; the plan holds nothing medical."""

from datetime import date
from typing import Any

from amarre.cases.enums import OutsideOwner
from amarre.cases.models import Case, RetentionPlan
from amarre.ui import french

GREETINGS = {"F": "Madame,", "M": "Monsieur,"}


def letter(case: Case, version: RetentionPlan, today: date) -> dict[str, Any]:
    """The worker, the objectives, the actions and the signatures of that version."""
    worker = case.job.worker
    actions = [
        {
            "what": one.what,
            "who": "vous" if one.outside == OutsideOwner.WORKER else one.owner_name,
            "due": french.day(one.due_on),
            "state": one.get_state_display(),
        }
        for one in version.actions.select_related("owner")
    ]
    signatures = [
        {"who": french.sentence(french.written(one.get_signatory_display())), "name": one.name,
         "on": french.day(one.on)}
        for one in version.signatures.all()
    ]  # fmt: skip
    lead = case.lead
    return {
        "service": case.service.name,
        "worker": f"{worker.first_name} {worker.last_name}",
        "employer": case.job.establishment.name,
        "greeting": GREETINGS.get(worker.sex, "Madame, Monsieur,"),
        "on": french.long_day(today),
        "version": str(version.number),
        "signed": french.day(version.signed_on) if version.signed_on else "",
        "objectives": version.objectives.splitlines(),
        "actions": actions,
        "signatures": signatures,
        "lead": " ".join(filter(None, (lead.first_name, lead.last_name))) if lead else "",
    }
