"""Runs `amarre` commands one after the other in one process of their own, on a home of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

DRIVER = """
import json, sys
from amarre.config.cli import main
codes = []
for arguments in json.loads(sys.argv[1]):
    try:
        main(["amarre", *arguments])
    except SystemExit as end:
        codes.append(end.code or 0)
    if codes[-1]:
        break
sys.exit(codes[-1])
"""


def run(home: Path, *commands: list[str]) -> None:
    """Run the commands on the embedded database of `home`; the first that fails stops them and fails the test."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps(commands)],
        env=environment | {"AMARRE_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
