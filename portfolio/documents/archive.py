"""A portfolio as a ZIP file: pages that any browser reads from disk, or Leap2A for another program; with all files."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from flask import current_app

from foundation.archives import Member, zipped
from foundation.messages import say
from foundation.storage import MissingBlob
from foundation.web.words import page_language
from portfolio.documents.packing import Packing
from portfolio.formats import leap2a
from portfolio.formats.values import EntryInside, FileInside
from portfolio.pages.kinds import KINDS
from portfolio.pages.reading import WAYS, reading
from portfolio.pages.reviews import STATES
from portfolio.queries.contents import Contents, StoredFile

SHOWN_BY_BROWSERS = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass
class Archive:
    """The ZIP files that are made of a portfolio."""

    packing: Packing

    def readable(self) -> BinaryIO:
        """The ZIP file to read from disk: its `index.html` leads everywhere."""
        files = list(self._files())
        pictures = list(self._pictures())
        pages = _pages(self.packing.contents, there={member.path for member in (*files, *pictures)})
        return zipped([*self._written(pages), *self._counted([*pictures, *files])])

    def exchange(self, *, address: str) -> BinaryIO:
        """The ZIP file for another program: the description in Leap2A, and the files it speaks of."""
        return zipped([*self._written(self._description(address)), *self._counted(list(self._files()))])

    def _description(self, address: str) -> dict[str, bytes]:
        return {leap2a.DESCRIPTION: leap2a.write(self.packing.contents.portfolio, address=address)}

    def _written(self, pages: Mapping[str, bytes]) -> Iterable[Member]:
        for path, page in pages.items():
            yield Member(path, _opening(page), len(page), self.packing.contents.portfolio.made_at, packs=True)

    def _files(self) -> Iterator[Member]:
        for entry in self.packing.contents.portfolio.entries:
            for file in entry.files:
                stored = self.packing.contents.stored[file.path]
                yield from self._member(file.path, stored.key, file.name, file.uploaded_at)

    def _pictures(self) -> Iterator[Member]:
        """What browsers can show of photos that they cannot show themselves."""
        for path, stored in self.packing.contents.stored.items():
            if _needs_picture(stored) and stored.shown_key:
                yield from self._member(stored.picture, stored.shown_key, path, None)

    def _member(self, path: str, key: str, name: str, at: datetime | None) -> Iterator[Member]:
        try:
            size = self.packing.storage.size(key)
        except MissingBlob:
            self.packing.left_out.append(say("%(name)s is not kept any more, so it could not come along.", name=name))
            return
        yield Member(path, lambda: self.packing.storage.open(key), size, at or self.packing.contents.portfolio.made_at)

    def _counted(self, members: list[Member]) -> Iterator[Member]:
        for count, member in enumerate(members, 1):
            yield member
            self.packing.packed(count)


def _pages(contents: Contents, *, there: set[str]) -> dict[str, bytes]:
    portfolio = contents.portfolio
    pages = {"style.css": _rendered("portfolio/archive/style.css")}
    read = reading(portfolio)
    context = {
        "portfolio": portfolio,
        "read": read,
        "kinds": KINDS,
        "states": STATES,
        "ways": WAYS,
        "language": page_language(),
        "href": _href,
        "page_of": page_of,
        "face": _face(contents.stored, there),
        "stored": contents.stored,
        "there": there,
    }
    pages["index.html"] = _rendered("portfolio/archive/index.html", up="", **context)
    for entry in portfolio.entries:
        told = read.entries[entry.key]
        pages[page_of(entry)] = _rendered("portfolio/archive/entry.html", up="../", entry=entry, told=told, **context)
    return {path: page.encode() for path, page in pages.items()}


def _rendered(template: str, **context: object) -> str:
    """The page as it is for everybody: no request is there, and nothing of the website around it."""
    return current_app.jinja_env.get_template(template).render(**context)


def page_of(entry: EntryInside) -> str:
    """Where the page of an entry lies."""
    return f"entries/{entry.key}.html"


def _href(path: str) -> str:
    """The address of a path on disk; every sign that means something in an address is written as a number."""
    return quote(path)


def _face(stored: Mapping[str, StoredFile], there: set[str]) -> Callable[[FileInside], str | None]:
    """The picture that shows a file in a page; none where no browser has one."""

    def face(file: FileInside) -> str | None:
        if stored[file.path].media_type in SHOWN_BY_BROWSERS:
            return file.path if file.path in there else None
        picture = stored[file.path].picture
        return picture if picture in there else None

    return face


def _needs_picture(stored: StoredFile) -> bool:
    return stored.category == "image" and stored.media_type not in SHOWN_BY_BROWSERS


def _opening(page: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(page)
