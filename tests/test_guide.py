"""The user guide is published whole: its pages build, its pictures exist and are shown."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"


def test_the_guide_builds_without_a_broken_link() -> None:
    built = subprocess.run(
        [Path(sys.executable).parent / "zensical", "build", "--strict", "--clean"],
        cwd=ROOT, env={"NO_COLOR": "1"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert built.returncode == 0, built.stdout


def test_the_guide_asks_nothing_of_another_host() -> None:
    settings = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]

    assert settings["theme"]["font"] is False
    assert not settings.get("extra_javascript")


def test_every_page_is_in_the_menu() -> None:
    settings = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]

    assert {page for entry in settings["nav"] for page in entry.values()} == {
        str(path.relative_to(GUIDE)) for path in GUIDE.rglob("*.md")
    }


def test_every_picture_exists_is_described_and_shown() -> None:
    shown = [
        found for path in GUIDE.rglob("*.md") for found in re.findall(r"!\[(.*?)\]\((.*?)\)", path.read_text("utf-8"))
    ]

    assert all(text for text, _ in shown)
    assert {name for _, name in shown} == {f"images/{path.name}" for path in (GUIDE / "images").glob("*")}
