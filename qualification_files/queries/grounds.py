"""Reading why people follow what they follow."""

from collections.abc import Collection

from sqlalchemy import select

from foundation.work import Work
from qualification_files.models import LinkGround, QualificationLink
from qualification_files.rules import LinkOrigin


def held_by(
    work: Work, *, origin: LinkOrigin, source_id: int, qualification_ids: Collection[int]
) -> dict[int, list[int]]:
    """Whose links to these qualifications this reason holds now, by qualification; in one statement."""
    rows = work.db.execute(
        select(QualificationLink.qualification_id, QualificationLink.person_id)
        .join(LinkGround, LinkGround.link_id == QualificationLink.id)
        .where(
            LinkGround.origin == origin,
            LinkGround.source_id == source_id,
            LinkGround.ended_at.is_(None),
            QualificationLink.ended_at.is_(None),
            QualificationLink.qualification_id.in_(qualification_ids),
        )
        .order_by(QualificationLink.person_id)
    )
    found: dict[int, list[int]] = {}
    for qualification_id, person_id in rows:
        found.setdefault(qualification_id, []).append(person_id)
    return found
