import os
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "run"


def test_ci_runs_what_everyone_runs() -> None:
    assert SCRIPT.read_text().splitlines()[-1] == "exec python3 dev.py test"


def test_ci_can_be_started() -> None:
    assert os.access(SCRIPT, os.X_OK)
