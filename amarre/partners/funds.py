"""Which of the two funds for disabled workers has nothing to do with a job: Agefiph or FIPHFP."""

from typing import NamedTuple

from amarre.cases.schemes.around import PUBLIC_EMPLOYERS
from amarre.directory.enums import ContractKind
from amarre.directory.models import Job
from amarre.partners.enums import Recipient

#: Contracts that only a public employer makes, whatever nature a file gave its member.
OF_AGENTS = frozenset({ContractKind.CIVIL_SERVANT, ContractKind.PUBLIC_CONTRACT})


class OtherFund(NamedTuple):
    """The fund that is not for that job, and why, in French."""

    recipient: Recipient
    why: str


def other_fund(job: Job) -> OtherFund | None:
    """The fund of the other employers; None for a public body's employee of private law, whom either may concern.

    The FIPHFP is asked by public employers for their agents, the Agefiph serves the others. Reads the job's member.
    """
    public_employer = job.establishment.member.kind in PUBLIC_EMPLOYERS
    if job.contract_kind in OF_AGENTS:
        return OtherFund(
            Recipient.AGEFIPH, "L’Agefiph n’intervient pas pour un agent public\u00a0: son employeur demande au FIPHFP."
        )
    if not public_employer:
        return OtherFund(
            Recipient.FIPHFP, "Le FIPHFP n’intervient que pour les employeurs publics\u00a0: ici, c’est l’Agefiph."
        )
    return None
