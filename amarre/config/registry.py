"""The explicit lists of what the domain apps hand to the engines; the resources of the format are in resources.py."""

from collections.abc import Callable, Mapping

from amarre.cases import datasets as cases
from amarre.cases.actions.following import plan_after_import
from amarre.cases.analyses import check_analyses
from amarre.cases.letters import check_letters
from amarre.cases.nomenclature import check_levels
from amarre.cases.paths import check_paths
from amarre.cases.procedures import check_procedures
from amarre.cases.profiles import check_profiles
from amarre.cases.release import release_planned
from amarre.cases.schemes import check_schemes
from amarre.contracts.checking import check_contracts
from amarre.desk.papers.copy_files import run_copy
from amarre.desk.steering.warming import figures_after, run_figures
from amarre.detection.checks import check_grid, check_instruments, check_parameters, check_signals
from amarre.detection.operations import run_bench, run_detection
from amarre.detection.release import release_signals
from amarre.detection.statements.checks import check_statements
from amarre.directory import datasets as directory
from amarre.directory.release import release_accounts
from amarre.directory.search.index import follow_names
from amarre.exchange.enums import OperationKind
from amarre.exchange.following import Follower
from amarre.exchange.operations.actions import Runner
from amarre.exchange.operations.runners import run_export, run_import, run_undo
from amarre.indicators.checking import check_indicators
from amarre.indicators.specs import DatasetSpec
from amarre.partners import datasets as partners
from amarre.prevention import datasets as prevention
from amarre.surveillance import datasets as surveillance
from amarre.surveillance.checks import check_prohibitions

#: The datasets that indicators count (amarre/*/datasets.py).
DATASETS: tuple[DatasetSpec, ...] = (
    directory.ESTABLISHMENTS,
    directory.WORKERS,
    directory.JOBS,
    directory.RECOGNITIONS,
    directory.PROFESSIONALS,
    surveillance.VISITS,
    surveillance.SICK_LEAVES,
    surveillance.LIAISON_MEETINGS,
    surveillance.RISK_INDICES,
    surveillance.DISMISSALS,
    cases.REFERRALS,
    cases.CASES,
    cases.SUPPORT_ACTS,
    cases.SCHEME_USES,
    cases.COUNTED_ACTS,
    partners.ORIENTATIONS,
    prevention.ACTIONS,
    prevention.ACTION_REACHES,
)


def _contracts() -> tuple[int, int]:
    return check_contracts(), 0


#: What `amarre check-catalogue` runs: each says how many files it read and how many examples held.
CATALOGUE_CHECKS: Mapping[str, Callable[[], tuple[int, int]]] = {
    "parameters": check_parameters,
    "signals": check_signals,
    "instruments": check_instruments,
    "grid": check_grid,
    "statements": check_statements,
    "prohibitions": check_prohibitions,
    "indicators": check_indicators,
    "contracts": _contracts,
    "nomenclatures": check_levels,
    "schemes": check_schemes,
    "letters": check_letters,
    "profiles": check_profiles,
    "procedures": check_procedures,
    "paths": check_paths,
    "analyses": check_analyses,
}

#: What lets go of rows that an undone import removes (amarre/exchange/loading/undo.py).
RELEASES: tuple[Callable[[str, str], None], ...] = (release_signals, release_accounts, release_planned)

#: What is made again after an import or an undo (amarre/exchange/following.py).
FOLLOWERS: tuple[Follower, ...] = (follow_names, plan_after_import)

#: What the background worker runs for each kind of operation (amarre/exchange/operations/actions.py).
OPERATIONS: Mapping[str, Runner] = {
    OperationKind.IMPORT: figures_after(run_import),
    OperationKind.UNDO: figures_after(run_undo),
    OperationKind.DETECTION: run_detection,
    OperationKind.FIGURES: run_figures,
    OperationKind.EXPORT: run_export,
    OperationKind.BENCH: run_bench,
    OperationKind.COPY: run_copy,
}
