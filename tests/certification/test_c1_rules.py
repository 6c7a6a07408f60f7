"""C1: what an activity is made of, and the text of its page."""

from datetime import UTC, date, datetime

import pytest

from certification.rules.activities import ActivityState, Makings, state_of, what_is_missing
from certification.rules.page_text import BlockKind, blocks, pieces
from certification.rules.states import ActivityKind, ContentKind

pytestmark = pytest.mark.pure

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("makings", "is_whole"),
    [
        ({"kind": ActivityKind.E_LEARNING}, False),
        ({"kind": ActivityKind.E_LEARNING, "content": ContentKind.LINK, "address": "https://x.example"}, True),
        ({"kind": ActivityKind.E_LEARNING, "content": ContentKind.PAGE}, False),
        ({"kind": ActivityKind.E_LEARNING, "content": ContentKind.FILE, "files": 1}, True),
        ({"kind": ActivityKind.E_LEARNING, "content": ContentKind.VIDEO}, False),
        ({"kind": ActivityKind.EXAM}, False),
        ({"kind": ActivityKind.EXAM, "has_exam": True}, True),
        ({"kind": ActivityKind.ASSIGNMENT}, False),
        ({"kind": ActivityKind.MEET_UP}, True),
        ({"kind": ActivityKind.COURSE}, False),
        ({"kind": ActivityKind.COURSE, "parts": 2, "unseen_parts": 1}, False),
        ({"kind": ActivityKind.COURSE, "parts": 2}, True),
    ],
)
def test_what_can_be_done_is_whole(makings, is_whole):
    assert (not what_is_missing(Makings(**makings))) is is_whole


def test_the_state_follows_from_the_days():
    retired = datetime(2027, 2, 1, tzinfo=UTC)
    assert state_of(None, None, DAY) is ActivityState.DRAFT
    assert state_of(date(2027, 3, 2), None, DAY) is ActivityState.PLANNED
    assert state_of(DAY, None, DAY) is ActivityState.PUBLISHED
    assert state_of(DAY, retired, DAY) is ActivityState.RETIRED


def test_a_page_is_read_as_headings_paragraphs_and_lists():
    read = blocks("# One\nTwo\nthree\n\nFour\n- five\n- six\n1. seven\n## Eight")
    assert [(block.kind, len(block.lines)) for block in read] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 2),
        (BlockKind.PARAGRAPH, 1),
        (BlockKind.BULLETS, 2),
        (BlockKind.NUMBERS, 1),
        (BlockKind.SUBHEADING, 1),
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example"])
def test_a_link_leads_to_the_web_and_nowhere_else(address):
    assert all(piece.url is None for piece in pieces(f"see [here]({address}) now"))


def test_a_link_has_words_or_is_its_own():
    read = pieces("see [the site](https://a.example/x) or https://b.example.")
    assert [(piece.words, piece.url) for piece in read if piece.url] == [
        ("the site", "https://a.example/x"),
        ("https://b.example", "https://b.example"),
    ]
    assert "".join(piece.words for piece in read) == "see the site or https://b.example."
