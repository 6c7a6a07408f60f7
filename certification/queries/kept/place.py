"""Records of the account, of where somebody stands in the organisation, and of why somebody follows what."""

from certification.queries.kept.values import Teller
from portfolio.queries.kept import Record
from qualification_files.models import LinkGround
from qualification_files.rules import LinkOrigin


def account_record(teller: Teller) -> Record:
    """How the environment serves this person, and what the person is here to do."""
    person, key = teller.rows.person, teller.rows.person.photo_key
    return {
        "language": person.language,
        "color_mode": person.color_mode,
        "active": person.active,
        "path": teller.known.path_of("portraits", person.id, key=key, name="portrait") if key else None,
        "roles": [
            {
                "role": row.role,
                "limited": row.limited,
                "parts": [teller.part(one.part_id) for one in teller.rows.scopes if one.role == row.role],
            }
            for row in teller.rows.roles
        ],
    }


def membership_records(teller: Teller) -> list[Record]:
    """Where the person is and was."""
    return [
        {
            "id": row.id,
            "part": teller.part(row.part_id),
            "function": row.function.name if row.function else None,
            "since": row.since,
            "until": row.until,
            "begun_by": teller.who(row.begun_by),
            "ended_by": teller.who(row.ended_by),
        }
        for row in teller.rows.memberships
    ]


def lead_records(teller: Teller) -> list[Record]:
    """What the person leads and led."""
    return [
        {
            "id": row.id,
            "part": teller.part(row.part_id),
            "since": row.since,
            "until": row.until,
            "begun_by": teller.who(row.begun_by),
            "ended_by": teller.who(row.ended_by),
        }
        for row in teller.rows.leads
    ]


def attribute_records(teller: Teller) -> list[Record]:
    """What the school wanted to know besides."""
    return [{"name": attribute.name_en, "value": value} for attribute, value in teller.rows.attributes]


def ground_records(teller: Teller) -> list[Record]:
    """Why the person follows or followed each qualification."""
    return [
        {
            "id": ground.id,
            "qualification": teller.qualification(link.qualification_id),
            "origin": ground.origin,
            "source": _source(ground, teller),
            "required": ground.required,
            "since": ground.since,
            "until": ground.ended_at,
            "begun_by": teller.who(ground.made_by),
            "ended_by": teller.who(ground.ended_by),
        }
        for ground, link in teller.rows.grounds
    ]


def _source(ground: LinkGround, teller: Teller) -> str | None:
    """How the rule, questionnaire or part of the organisation is called that holds the link."""
    names = teller.named.sources
    if ground.origin is LinkOrigin.BY_RULE:
        return names.rules.get(ground.source_id)
    if ground.origin is LinkOrigin.BY_INVENTORY:
        return names.inventories.get(ground.source_id)
    if ground.origin is LinkOrigin.BY_ORGANISATION and ground.source_id in names.parts:
        return teller.part(names.parts[ground.source_id].part_id)
    return None
