"""No byte from outside is kept before the scanner has looked through it."""

import pytest

from tests.architecture.source import ROOT, called, calls, product, tree

pytestmark = pytest.mark.pure

SCANS = {"look_through", "scanner.look_through"}
# What these keep is made by us, was kept before, or is fetched from a place that the school has chosen.
OURS = {
    "app/demo/qualifications.py",
    "app/demo/school.py",
    "certification/actions/certificates.py",
    "exams/jobs/records.py",
    "portfolio/actions/files.py",
    "portfolio/actions/places.py",
    "portfolio/jobs.py",
    "qualification_files/actions/codes.py",
    "qualification_files/cli/codes.py",
    "qualification_files/jobs.py",
}


def names(file):
    return {called(call) for call in calls(tree(file))}


def test_p2_whoever_keeps_bytes_has_them_looked_through():
    keeping = {
        file.relative_to(ROOT).as_posix(): names(file)
        for file in product()
        if any(name.endswith("storage.put") for name in names(file))
    }
    unscanned = {file for file, found in keeping.items() if not any(name.endswith(tuple(SCANS)) for name in found)}
    assert unscanned - OURS == set()


def test_p2_the_demo_alone_takes_files_in_without_a_scanner():
    blind = {file.relative_to(ROOT).as_posix() for file in product() if "NoScanner" in names(file)}
    assert {file for file in blind if not file.startswith("app/demo/")} == {"foundation/scanning.py"}
