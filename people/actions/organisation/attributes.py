"""What a school wants to know of people, and what it knows."""

from collections.abc import Mapping, Sequence

from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work
from people import queries
from people.events import AttributeAdded, AttributeChanged, PeoplePlaced
from people.models import Person, PersonAttribute, PersonAttributeValue
from people.rules.attributes import AttributeKind, WrongValue, key_of, read_value


class WrongAttributes(Refusal):
    """Values that are not of their kind; by the number of the attribute."""

    status = 422

    def __init__(self, wrong: Mapping[int, Message]) -> None:
        super().__init__(say("Some of this cannot be kept as it is. Correct it below."))
        self.wrong = wrong


def add_attribute(
    work: Work, *, name_en: str, name_nl: str, kind: AttributeKind, choices: Sequence[str]
) -> PersonAttribute:
    """Another thing to know of people."""
    known = queries.attribute_keys(work, retired=True)
    attribute = PersonAttribute(
        key=key_of(name_en, [other.key for other in known]),
        name_en=name_en,
        name_nl=name_nl,
        kind=kind,
        choices=list(choices) if kind is AttributeKind.CHOICE else [],
        position=len(known) + 1,
    )
    work.db.add(attribute)
    work.db.flush()  # the event needs the number
    work.emit(AttributeAdded(attribute_id=attribute.id))
    return attribute


def change_attribute(
    work: Work, attribute: PersonAttribute, *, name_en: str, name_nl: str, choices: Sequence[str], retired: bool
) -> None:
    """Other names or choices, or no longer asked for; the kind stays, since values of it are kept."""
    choices = list(choices) if attribute.kind is AttributeKind.CHOICE else []
    if gone := sorted(queries.values_in_use(work, attribute.id) - set(choices)) if choices else []:
        raise Refusal(
            say("People still have the choice “%(choice)s”. Give them another one first, or keep it.", choice=gone[0])
        )
    new = {"name_en": name_en, "name_nl": name_nl, "choices": choices}
    fields = [field for field, value in new.items() if getattr(attribute, field) != value]
    for field in fields:
        setattr(attribute, field, new[field])
    if retired != (attribute.retired_at is not None):
        attribute.retired_at = work.now if retired else None
        fields.append("retired")
    if fields:
        work.emit(AttributeChanged(attribute_id=attribute.id, fields=tuple(fields)))


def fill_attributes(work: Work, person: Person, words: Mapping[int, str]) -> None:
    """Keep what is known of somebody; an empty value takes away what was kept."""
    asked = {attribute.id: attribute for attribute in queries.attribute_keys(work)}
    values, wrong = {}, {}
    for attribute_id, attribute in asked.items():
        if attribute_id not in words:
            continue
        try:
            values[attribute_id] = read_value(attribute.kind, words[attribute_id], attribute.choices)
        except WrongValue as error:
            wrong[attribute_id] = error.message
    if wrong:
        raise WrongAttributes(wrong)
    work.db.refresh(person, with_for_update=True)  # race: two forms saved at once would both add the same row
    kept = queries.kept_attributes(work, person.id)
    changed = [
        asked[number].key for number, value in values.items() if value != (kept[number].value if number in kept else "")
    ]
    for attribute_id, value in values.items():
        _keep(work, person.id, attribute_id, value, kept.get(attribute_id))
    if changed:
        work.emit(PeoplePlaced(person_ids=(person.id,), what="attributes", attributes=tuple(changed)))


def _keep(work: Work, person_id: int, attribute_id: int, value: str, row: PersonAttributeValue | None) -> None:
    if row is None and value:
        work.db.add(PersonAttributeValue(person_id=person_id, attribute_id=attribute_id, value=value))
    elif row is not None and value:
        row.value = value
    elif row is not None:
        work.db.delete(row)
