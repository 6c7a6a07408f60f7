"""Leap2A: we read again without loss what we wrote; of other programs comes in what can be placed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.formats import leap2a
from portfolio.formats.values import (
    EntryInside,
    EvidenceInside,
    FileInside,
    PortfolioFile,
    QualificationInside,
    Said,
    SaidAs,
    UnreadablePortfolio,
    WorkProcessInside,
)
from portfolio.rules import EntryFacts, EntryKind, EvidenceState

pytestmark = pytest.mark.pure

ADDRESS = "https://portfolio.school.example/exports/7/"
MADE_AT = datetime(2027, 3, 1, 12, 30, tzinfo=UTC)
NO_XML = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters=NO_XML), max_size=40)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1))
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def facts(draw):
    first, last = sorted((draw(days), draw(days)))
    return EntryFacts(
        title=draw(texts),
        organisation=draw(texts),
        role=draw(texts),
        started_on=draw(st.sampled_from((None, first))),
        ended_on=draw(st.sampled_from((None, last))),
        hours=draw(st.none() | st.integers(0, 99_999)),
        level=draw(texts),
        outcome=draw(texts),
        description=draw(texts),
    )


qualifications = st.builds(QualificationInside, texts, texts, texts)
work_processes = st.builds(WorkProcessInside, qualifications, texts, texts, texts, identifier=st.none() | st.uuids())
evidence = st.builds(
    EvidenceInside,
    work_processes,
    texts,
    st.sampled_from(EvidenceState),
    indicators=st.lists(texts, max_size=2).map(tuple),
)
said = st.builds(Said, texts, moments, texts, st.sampled_from(SaidAs), texts, texts)


@st.composite
def portfolios(draw):
    count = draw(st.integers(0, 3))
    entries = [
        EntryInside(
            key=f"{place}",
            kind=draw(st.sampled_from(EntryKind)),
            facts=draw(facts()),
            created_at=draw(moments),
            updated_at=draw(moments),
            version_of=draw(st.sampled_from(("", "1"))),
            qualifications=tuple(draw(st.lists(qualifications, max_size=2))),
            evidence=tuple(draw(st.lists(evidence, max_size=2))),
            files=tuple(
                FileInside(
                    f"files/{place}-{number}.jpg", draw(texts.filter(bool)), "image/jpeg", 12, "ab", draw(moments)
                )
                for number in range(draw(st.integers(0, 2)))
            ),
            said=tuple(draw(st.lists(said, max_size=2))),
        )
        for place in range(count)
    ]
    return PortfolioFile(draw(texts.filter(bool)), draw(moments), "Proefstuk", tuple(entries))


@given(portfolios())
def test_p8_what_leaves_as_leap2a_comes_back_without_loss(portfolio):
    report = leap2a.read(leap2a.write(portfolio, address=ADDRESS))
    assert report.portfolio == portfolio
    assert report.remarks == ()


def test_p8_characters_that_no_xml_can_hold_are_left_out():
    told = entry(EntryFacts(title="A\x00B", description="line\x0bline\r\nend"))
    found = read_again(told)
    assert (found.facts.title, found.facts.description) == ("AB", "lineline\r\nend")


def test_p8_evidence_for_the_same_work_process_names_it_once():
    process = WorkProcessInside(
        QualificationInside("25655", "2026", "Welder"), "B1-K1 Welds", "W1", "Prepares", uuid4()
    )
    shown = EvidenceInside(process, "I did")
    both = PortfolioFile("Daan", MADE_AT, "", (entry(key="1", evidence=(shown,)), entry(key="2", evidence=(shown,))))
    written = leap2a.write(both, address=ADDRESS)
    assert written.count(b"leap2:ability") == 1
    assert written.count(b'rel="leap2:has_evidence"') == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"<feed>",
        b"PK\x03\x04",
        b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>',
    ],
    ids=["empty", "text", "cut off", "zip", "document type"],
)
def test_p8_what_is_no_feed_is_refused_in_words(data):
    with pytest.raises(UnreadablePortfolio, match="no Leap2A portfolio"):
        leap2a.read(data)


def test_p8_another_kind_of_xml_is_refused_by_what_it_is():
    with pytest.raises(UnreadablePortfolio, match="begins with “html”"):
        leap2a.read(b"<html></html>")


def test_p8_a_feed_that_is_nested_too_deeply_is_refused():
    with pytest.raises(UnreadablePortfolio, match="nested too deeply"):
        leap2a.read(feed("<a>" * 500 + "</a>" * 500))


def test_p8_a_page_of_another_program_comes_in_as_readable_text():
    content = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><script>alert(1)</script><ul><li>two'
    )
    found = only(item("entry", content + "</li></ul></div></content>"))
    assert found.facts.description == "One\n\n- two"


def test_p8_html_in_a_text_comes_in_as_readable_text():
    found = only(item("entry", '<content type="html">&lt;b&gt;Bold&lt;/b&gt; &amp;amp; well&lt;br&gt;done</content>'))
    assert found.facts.description == "Bold & well\ndone"


def test_p8_an_activity_with_a_role_is_work_experience():
    found = only(
        item(
            "activity",
            '<leap2:myrole>Welder</leap2:myrole><leap2:orgdata leap2:field="legal_org_name">De Brug</leap2:orgdata>'
            '<leap2:date leap2:point="start">2025-09</leap2:date><leap2:date leap2:point="end">2026-02-28</leap2:date>',
        )
    )
    assert found.kind is EntryKind.WORK_EXPERIENCE
    assert (found.facts.role, found.facts.organisation) == ("Welder", "De Brug")
    assert (found.facts.started_on, found.facts.ended_on) == (date(2025, 9, 1), date(2026, 2, 28))


def test_p8_a_period_that_ends_before_it_begins_loses_its_end():
    dates = (
        '<leap2:date leap2:point="start">2026-09-01</leap2:date><leap2:date leap2:point="end">2025-09-01</leap2:date>'
    )
    found = only(item("activity", f"<leap2:myrole>Cook</leap2:myrole>{dates}"))
    assert (found.facts.started_on, found.facts.ended_on) == (date(2026, 9, 1), None)


def test_p8_a_file_that_says_it_is_part_of_an_item_belongs_to_that_item():
    whole = item("activity", "", key="portfolio:1")
    part = item(
        "resource",
        '<link rel="enclosure" href="files/weld.jpg" type="image/jpeg"/>'
        '<link rel="leap2:is_part_of" href="portfolio:1"/>',
        key="portfolio:2",
    )
    found = only(whole, part)
    assert [(file.path, file.name) for file in found.files] == [("files/weld.jpg", "Something")]


def test_p8_html_that_is_left_open_everywhere_is_read_in_one_pass():
    hostile = "&lt;!--" * 200_000 + "&lt;a" * 200_000
    assert only(item("entry", f'<content type="html">{hostile}</content>')).facts.title == "Something"


def test_p8_more_elements_than_any_portfolio_has_are_refused():
    with pytest.raises(UnreadablePortfolio, match="too large"):
        leap2a.read(feed(item("entry", "<a/>" * 250_000)))


def test_p8_items_with_the_same_number_are_read_once_and_told():
    report = leap2a.read(feed(item("entry", ""), item("entry", "")))
    assert len(report.portfolio.entries) == 1
    assert "same number" in str(report.remarks[0])


def test_p8_decisions_of_elsewhere_come_in_as_what_others_said():
    when = datetime(2026, 5, 1, 9, tzinfo=UTC)
    accepted = Said("K. Smit", when, "Well done", SaidAs.ACCEPTED, "W1")
    assert read_again(entry(said=(accepted,))).said == (accepted,)


def test_p8_a_real_portfolio_of_another_program_is_read(real_file):
    report = leap2a.read(real_file("portfolio/mahara_leap2a.xml").read_bytes())
    assert [(found.kind, found.facts.title) for found in report.portfolio.entries] == [
        (EntryKind.OTHER, "Portfolio page Alice 1"),
        (EntryKind.PRODUCT, "dummy document3.odt"),
        (EntryKind.PRODUCT, "215x194images 15.jpg"),
        (EntryKind.OTHER, "Journal entry Alice 1"),
        (EntryKind.OTHER, "Alice Plan"),
    ]
    assert [file.path for found in report.portfolio.entries for file in found.files] == [
        "files/0-dummy document3.odt",
        "files/1-215x194images 15.jpg",
    ]
    assert len(report.remarks) == 2


def entry(told=None, *, key="1", **more):
    return EntryInside(key=key, kind=EntryKind.OTHER, facts=told or EntryFacts(title="Gate"), **more)


def read_again(told):
    portfolio = PortfolioFile("Daan", MADE_AT, "", (replace(told, created_at=MADE_AT, updated_at=MADE_AT),))
    return leap2a.read(leap2a.write(portfolio, address=ADDRESS)).portfolio.entries[0]


def item(kind, inside, *, key="portfolio:1", title="Something"):
    return (
        f"<entry><title>{title}</title><id>{key}</id><updated>2026-01-01T10:00:00Z</updated>"
        f'<rdf:type rdf:resource="leap2:{kind}"/>{inside}</entry>'
    )


def feed(*items):
    names = (
        'xmlns="http://www.w3.org/2005/Atom" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:leap2="http://terms.leapspecs.org/"'
    )
    return f"<feed {names}><author><name>Alice</name></author>{''.join(items)}</feed>".encode()


def only(*items):
    (found,) = leap2a.read(feed(*items)).portfolio.entries
    return found
