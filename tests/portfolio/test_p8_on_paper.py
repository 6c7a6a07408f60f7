"""A portfolio as one PDF: contents, photos, the PDF files that were added, and bookmarks."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from reportlab.pdfgen.canvas import Canvas

from foundation.files.copied import copied_pages
from foundation.files.refused import DamagedDocument
from portfolio.rules import ExportKind
from tests.portfolio.conftest import photo, run_jobs
from tests.portfolio.test_p8_exports import newest

EXPORTS = "/portfolio/exports"


def pdf(*pages, script=""):
    target = io.BytesIO()
    canvas = Canvas(target)
    for words in pages:
        canvas.drawString(100, 700, words)
        canvas.linkURL("https://elsewhere.example", (90, 690, 300, 720))
        canvas.showPage()
    canvas.save()
    if not script:
        return target.getvalue()
    writer = PdfWriter(clone_from=PdfReader(target))
    writer.add_open_action(JavaScript(script))
    acting = io.BytesIO()
    writer.write(acting)
    return acting.getvalue()


@pytest.fixture
def printed(app, visit, noor):
    """Has the PDF made, and gives it to read."""

    def print_it():
        visit(noor).post(EXPORTS, {"kind": ExportKind.PDF})
        run_jobs(app)
        return PdfReader(io.BytesIO(visit(noor).get(f"{EXPORTS}/{newest(app)}/file").data))

    return print_it


def words_of(document):
    return "\n".join(page.extract_text() for page in document.pages)


def marks(document):
    return [item.title for item in document.outline if not isinstance(item, list)]


def test_p8_the_pdf_tells_everything_of_an_entry(printed, evidence, processes):
    words = " ".join(words_of(printed()).split())
    assert "Oak side table" in words
    assert "I made it." in words
    assert processes[0].name in words


def test_p8_photos_are_in_it_without_where_they_were_taken(printed, keep, noor, entry):
    keep.file(noor, entry, photo())
    document = printed()
    images = [image for page in document.pages for image in page.images]
    assert len(images) == 1
    assert b"Phonemaker" not in images[0].data


def test_p8_added_pdf_files_follow_with_their_pages(printed, keep, noor, entry):
    keep.file(noor, entry, pdf("first sheet", "second sheet"), name="report.pdf")
    document = printed()
    assert [words for words in ("first sheet", "second sheet") if words in words_of(document)] == [
        "first sheet",
        "second sheet",
    ]
    assert marks(document)[-1] == "Attachment 1: report.pdf"


def test_p8_the_list_of_attachments_says_on_which_page_each_begins(printed, keep, noor, entry):
    keep.file(noor, entry, pdf("first sheet"), name="a.pdf")
    keep.file(noor, entry, pdf("other sheet"), name="b.pdf")
    document = printed()
    starts = [number for number, page in enumerate(document.pages, 1) if "sheet" in page.extract_text()]
    told = words_of(document)
    assert all(f"from page {number} of this document" in " ".join(told.split()) for number in starts)


def test_p8_bookmarks_lead_to_each_entry(printed, keep, noor, entry):
    keep.entry(noor, title="Iron gate")
    assert {"Oak side table", "Iron gate", "Contents"} <= set(marks(printed()))


def test_p8_a_damaged_pdf_is_named_and_the_rest_is_printed(app, visit, printed, keep, noor, entry):
    keep.file(noor, entry, b"%PDF-1.7\nnothing in it\n%%EOF\n", name="broken.pdf")
    assert "Oak side table" in words_of(printed())
    assert "broken.pdf could not be read" in visit(noor).get(EXPORTS).text


def test_p8_nothing_of_an_added_pdf_can_act():
    reader = PdfReader(io.BytesIO(copied_pages(io.BytesIO(pdf("sheet", script="app.alert(1)")))))
    assert "sheet" in reader.pages[0].extract_text()
    assert all("/Annots" not in page and "/AA" not in page for page in reader.pages)
    assert not {"/OpenAction", "/Names", "/AA"} & set(reader.trailer["/Root"].keys())


def test_p8_what_is_no_pdf_is_refused():
    with pytest.raises(DamagedDocument):
        copied_pages(io.BytesIO(b"%PDF-1.7 no"))


def test_p8_an_empty_portfolio_can_be_printed(printed):
    assert "There are no entries" in words_of(printed())


def test_p8_words_that_look_like_markup_are_printed_as_they_are(printed, keep, noor):
    keep.entry(noor, title='<img src="/etc/passwd"/> & <b>bold</b>')
    assert '<img src="/etc/passwd"/> & <b>bold</b>' in " ".join(words_of(printed()).split())
