"""Drawing what people sent in as pictures of ours: nobody has to open what a stranger uploaded to look at it."""

from certification.events.approving import FileDrawn
from certification.models.approvals import DrawnFile, DrawnPage
from foundation.work import Work
from portfolio.actions.files import StoredPreviews

DRAW_FILE = "certification.draw-file"
PDF = "application/pdf"


def draw_later(work: Work, *, file_key: str, media_type: str) -> None:
    """Have it drawn once this is kept, if it is something that can be drawn and was not drawn before."""
    can_be_drawn = media_type == PDF or media_type.startswith("image/")
    if can_be_drawn and work.db.get(DrawnFile, file_key) is None:
        work.later(DRAW_FILE, key=f"draw:{file_key}", file_key=file_key, media_type=media_type)


def note_drawn(work: Work, file_key: str, previews: StoredPreviews | None) -> None:
    """Show these from now on; without any it is known that there is nothing to show."""
    if work.db.get(DrawnFile, file_key) is not None:
        return  # by an earlier attempt
    pages = (previews.pages or (previews.shown,)) if previews else ()
    work.db.add(
        DrawnFile(
            file_key=file_key,
            page_count=(previews.page_count or 1) if previews else 0,
            drawn_at=work.now,
            pages=[
                DrawnPage(number=number, picture_key=page.key, width=page.width, height=page.height)
                for number, page in enumerate(pages, start=1)
            ],
        )
    )
    work.emit(FileDrawn(file_key=file_key, pages=len(pages)))
