"""The real files that some tests read; where they are absent those tests are skipped by name."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def real_data_folder(environ: Mapping[str, str], *, checkout: Path = ROOT) -> Path:
    """The folder that the environment names, or else the one beside the checkout."""
    named = environ.get("PROEFSTUK_REAL_DATA")
    return Path(named) if named else checkout.parent / "shared" / "data"


def real_path(folder: Path, name: str = "") -> Path:
    """A real file or folder, or a skip that says which one is missing."""
    path = folder / name
    if not path.exists():
        pytest.skip(f"Real data: {name or 'the folder'} is not in {folder} (PROEFSTUK_REAL_DATA names the folder)")
    return path


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real data."""
    return real_path(real_data_folder(os.environ))


@pytest.fixture(scope="session")
def real_file() -> Callable[[str], Path]:
    """Finds one real file: `real_file("folder/name.xml")`."""
    return lambda name: real_path(real_data_folder(os.environ), name)
