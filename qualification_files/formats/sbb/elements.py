"""How single facts are read from the elements of an SBB file."""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from foundation.messages import Message, say
from qualification_files.formats.findings import Unplaceable
from qualification_files.formats.sbb.texts import clipped, one_line, plain
from qualification_files.formats.values import UnreadableFile

PER_PROFILE = "perprofiel"
LONGEST_TEXT = 50_000
LONGEST_FACT = 400


def attribute(node: Element | None, name: str) -> str:
    """The attribute on one line, empty when it is not there."""
    return one_line(_bounded(node.get(name, ""))) if node is not None else ""


def fact(node: Element | None, name: str) -> str:
    """The attribute on one line, short enough to be shown as a single fact."""
    return clipped(attribute(node, name), LONGEST_FACT)


def fact_at(node: Element, path: str) -> str:
    """The text of the first element at `path` on one line, short enough to be shown as a single fact."""
    return clipped(text_at(node, path), LONGEST_FACT)


def key(node: Element, name: str = "nr") -> str:
    """The number by which SBB refers to an element."""
    return node.get(name, "").strip()[:80]


def text_at(node: Element, path: str) -> str:
    """The plain text of the first element at `path`, without what is added per profile."""
    found = node.find(path)
    return own_text(found) if found is not None else ""


def own_text(node: Element) -> str:
    """The plain text of an element, without what is added per profile."""
    return plain(_bounded("".join(_pieces(node))))


def joined(texts: list[str]) -> str:
    """Several texts under each other."""
    return _bounded("\n".join(texts))


def _bounded(text: str) -> str:
    # The longest official text is a few thousand characters; making megabytes plain would take memory from others.
    if len(text) <= LONGEST_TEXT:
        return text
    raise UnreadableFile(
        say(
            "The file holds a text of more than %(limit)s characters. Choose the XML of the dossier itself.",
            limit=LONGEST_TEXT,
        )
    )


def _pieces(node: Element) -> Iterator[str]:
    # Markup that is not wrapped in CDATA arrives as elements; written back as tags it is made plain like the rest.
    yield node.text or ""
    for child in node:
        if not child.tag.endswith(PER_PROFILE):
            yield f"<{child.tag}>"
            yield from _pieces(child)
            yield f"</{child.tag}>"
        yield child.tail or ""


def name_of(node: Element, what: Message, limit: int) -> str:
    """The title of an element on one line."""
    name = attribute(node, "titel")
    if not name:
        raise Unplaceable(say("There is no name (titel) for %(what)s.", what=what))
    if len(name) > limit:
        raise Unplaceable(
            say(
                "The name of %(what)s is longer than %(limit)s characters: %(name)s",
                what=what,
                limit=limit,
                name=clipped(name),
            )
        )
    return name


def chapter_of(node: Element) -> int:
    """The chapter number from which the number of a core task or work process is built (BR-04)."""
    written = attribute(node, "hoofdstuk")
    title = clipped(node.get("titel", ""))
    if not written:
        raise Unplaceable(say("There is no chapter (hoofdstuk) for “%(title)s”, so it has no number.", title=title))
    if not (written.isascii() and written.isdigit() and len(written) <= 3 and int(written)):
        raise Unplaceable(
            say(
                "The chapter (hoofdstuk) of “%(title)s” is “%(written)s”, which is not a number from 1 to 999.",
                title=title,
                written=clipped(written),
            )
        )
    return int(written)


def date_of(written: str, what: str) -> date | None:
    """The date, written 31-12-2025 or 2025-12-31, perhaps with a time; none when nothing is written."""
    if not written:
        return None
    parts = written[:40].split(" ")[0].split("T")[0].replace("/", "-").split("-")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        first, month, last = parts
        day, year = (last, first) if len(first) == 4 else (first, last)
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            pass  # the 32nd of a month: told below like every other date that is none
    raise Unplaceable(
        say("%(what)s is “%(written)s”, which is not a date like 31-12-2025.", what=what, written=clipped(written))
    )


def yes_or_no(written: str) -> bool | None:
    """What Ja or Nee means, or none for anything else."""
    return {"ja": True, "nee": False}.get(written.casefold())
