"""Every case of the hand-made data sets."""

from .cases_acts import ACTS
from .cases_companies import COMPANIES
from .cases_outcomes import CASES_OF_THE_CELL, OUTCOMES
from .cases_population import AGES, LEAVES, POPULATION

CASES = [*POPULATION, *AGES, *LEAVES, *ACTS, *COMPANIES, *CASES_OF_THE_CELL, *OUTCOMES]
