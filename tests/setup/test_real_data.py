from pathlib import Path

import pytest

from tests.real_data import real_data_folder, real_path


def test_real_data_lies_beside_the_checkout(tmp_path: Path) -> None:
    assert real_data_folder({}, checkout=tmp_path / "main") == tmp_path / "shared" / "data"


def test_the_environment_may_name_another_folder(tmp_path: Path) -> None:
    assert real_data_folder({"PROEFSTUK_REAL_DATA": str(tmp_path)}) == tmp_path


def test_a_file_that_is_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.xml").touch()
    assert real_path(tmp_path, "one.xml") == tmp_path / "one.xml"


def test_a_file_that_is_absent_is_skipped_by_name(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"one\.xml is not in .*PROEFSTUK_REAL_DATA"):
        real_path(tmp_path, "one.xml")
