"""What the guides lead to is there."""

import re
from pathlib import Path

import pytest

from app.settings import Settings
from foundation.web.tus import LARGEST_CHUNK

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
SMALL = 120_000


def headings(path: Path) -> set[str]:
    """The places of a page, as they are called behind a #."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_link_of_a_guide_leads_somewhere(guide: Path) -> None:
    for link in LINK.findall(guide.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, heading = link.partition("#")
        target = (guide.parent / place).resolve() if place else guide
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def test_every_picture_is_small_and_shown_somewhere() -> None:
    shown = {Path(link).name for guide in GUIDES for link in LINK.findall(guide.read_text())}
    pictures = {picture.name: picture.stat().st_size for picture in (ROOT / "docs" / "images").iterdir()}
    assert pictures.keys() - shown == set()
    assert {name for name, size in pictures.items() if size > SMALL} == set()


def test_the_guide_for_running_names_settings_that_are_there() -> None:
    named = set(re.findall(r"PROEFSTUK_([A-Z0-9_]+)", (ROOT / "docs" / "running.md").read_text()))
    assert {name.lower() for name in named} - set(Settings.model_fields) == set()
    assert named >= {"PERSON_LIMIT", "UNFINISHED_DAYS", "SCANNER", "MEDIA_LIMIT"}


def test_the_guide_for_running_tells_how_large_the_pieces_are_that_a_proxy_sees() -> None:
    assert f"at most {LARGEST_CHUNK // 1_000_000} MB each" in (ROOT / "docs" / "running.md").read_text()
