"""The contracts of the catalogue say what the documents say, and name figures that exist."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from amarre.contracts.checking import check_contracts
from amarre.contracts.definitions import contract_of
from amarre.contracts.figures import ordered_indicators
from amarre.indicators.definitions import read_indicators
from amarre.lib.errors import UnknownName
from amarre.rules.catalogue import CatalogueError


def test_both_contracts_are_there_and_name_real_figures() -> None:
    assert check_contracts() == 2


def test_prevy_aims_at_the_building_trade_with_the_documents_numbers_and_objectives() -> None:
    contract = contract_of("prevy-2025")

    assert contract.target is not None
    assert contract.target.where == {"division_naf": ["41", "42", "43"]}
    assert contract.target.facts == {"entreprises": 1243, "salariés": 7884}
    assert contract.signed.certain is False
    assert {(one.figure, one.scope, one.at_least) for one in contract.objectives} == {
        ("A01", "target", 80), ("E04", "target", 0.1), ("A03", "all", 2), ("A04", "all", 2), ("A05", "all", 2),
        ("A07", "target", 0.1), ("A08", "all", 2), ("A09", "all", 4), ("A10", "all", 1),
    }  # fmt: skip


def test_pst38_has_its_dates_its_second_theme_and_no_target() -> None:
    contract = contract_of("pst38-2025")

    assert contract.signed.day == date(2025, 7, 30)
    assert contract.ends.day.year == 2030
    assert contract.theme == "rps"
    assert contract.target is None
    assert [(one.figure, one.at_least) for one in contract.objectives] == [("V02", 2)]


@pytest.mark.parametrize("code", ["prevy-2025", "pst38-2025"])
def test_a_contract_names_every_figure_whose_source_it_is(code: str) -> None:
    source = {"prevy-2025": "PREVY", "pst38-2025": "PST38"}[code]
    of_the_source = {
        indicator.code
        for indicator in read_indicators(settings.CATALOGUE / "indicators").values()
        if any(one.startswith(source) for one in indicator.sources)
    }

    assert of_the_source <= set(contract_of(code).codes())


def test_the_contracts_own_figures_come_first_in_the_order_of_its_document() -> None:
    codes = [indicator.code for indicator in ordered_indicators(contract_of("pst38-2025"))]

    assert codes[:4] == ["I02", "A16", "I22", "I21"]
    assert len(codes) == len(set(codes)) == len(read_indicators(settings.CATALOGUE / "indicators"))


def test_an_unknown_contract_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="« cpom » : nom inconnu ; connus : prevy-2025, pst38-2025"):
        contract_of("cpom")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("figures: [A12, A13]", "figures: [A12, A99]", r"prevy-2025.yaml:26: « A99 » is not an indicator"),
        ("{figure: A01", "{figure: I31", r"prevy-2025.yaml:\d+: the objective on « I31 » is about no indicator"),
        ("{figure: A03, scope: all", "{figure: A03, scope: target", r"prevy-2025.yaml:\d+: « A03 » is not counted"),
        ("where: {division_naf", "where: {division", r"prevy-2025.yaml:21: « division » is not a column"),
        ("short_title: CPOM PREVY\n", "short_title: CPOM PREVY\ntheme: stress\n", r"« stress » is not a theme"),
        ("short_title:", "shorttitle:", r"prevy-2025.yaml:\d+: short"),
    ],
)
def test_a_mistake_in_a_contract_is_named_with_its_file_and_line(
    tmp_path: Path, settings: object, old: str, new: str, said: str
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(settings.CATALOGUE, folder)  # type: ignore[attr-defined]
    settings.CATALOGUE = folder  # type: ignore[attr-defined]
    path = folder / "contracts" / "prevy-2025.yaml"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    with pytest.raises(CatalogueError, match=said):
        check_contracts()
