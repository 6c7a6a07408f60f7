"""Everything that is kept about a portfolio as a ZIP file: for machines in data.json, for people from index.html on."""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO
from urllib.parse import quote

from flask import current_app

from foundation.archives import Member, zipped
from foundation.messages import Message, say
from foundation.storage import MissingBlob, Storage
from foundation.web.words import page_language
from portfolio.documents.telling import Words, lines_of
from portfolio.formats.values import PortfolioFile
from portfolio.queries.kept import Kept, Record, Value

FORMAT, VERSION = "proefstuk-data-access", 1
DATA = "data.json"


@dataclass
class Everything:
    """The ZIP file that is made of it."""

    kept: Kept
    storage: Storage
    school: str
    made_at: datetime
    made_by: str
    words: Words
    packed: Callable[[int], None]  # is told how many files are in
    left_out: list[Message] = field(default_factory=list)

    def document(self) -> BinaryIO:
        """The file, to be read from beginning to end."""
        files = list(self._files())
        there = {member.path for member in files}
        written = {DATA: self._data(there), **self._pages(there)}
        return zipped([*self._written(written), *self._counted(files)])

    def _data(self, there: set[str]) -> bytes:
        told = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self.made_at,
            "made_by": self.made_by,
            "school": self.school,
            **self.kept.sections,
            "missing_files": [file.path for file in self.kept.files if file.path not in there],
        }
        return json.dumps(told, ensure_ascii=False, indent=1, default=_day).encode()

    def _pages(self, there: set[str]) -> dict[str, bytes]:
        about = PortfolioFile(self.kept.owner, self.made_at, self.made_by)
        context = {"portfolio": about, "language": page_language(), "up": "", "school": self.school}
        sections = [(name, words, _records(self.kept.sections[name])) for name, words in self.words.sections.items()]
        pages = {
            "style.css": _rendered("portfolio/archive/style.css"),
            "index.html": _rendered("portfolio/archive/everything.html", sections=sections, **context),
        }
        for name, words, records in sections:
            lines = [lines_of(record, self.words, lambda at: quote(at) if at in there else None) for record in records]
            pages[f"{name}.html"] = _rendered("portfolio/archive/section.html", words=words, rows=lines, **context)
        return {path: page.encode() for path, page in pages.items()}

    def _written(self, pages: Mapping[str, bytes]) -> Iterator[Member]:
        for path, page in pages.items():
            yield Member(path, _opening(page), len(page), self.made_at, packs=True)

    def _files(self) -> Iterator[Member]:
        for file in self.kept.files:
            try:
                size = self.storage.size(file.key)
            except MissingBlob:
                self.left_out.append(say("%(name)s is not kept any more, so it could not come along.", name=file.name))
                continue
            yield Member(file.path, self._opening_blob(file.key), size, self.made_at)

    def _opening_blob(self, key: str) -> Callable[[], BinaryIO]:
        return lambda: self.storage.open(key)

    def _counted(self, members: Sequence[Member]) -> Iterator[Member]:
        for count, member in enumerate(members, 1):
            yield member
            self.packed(count)


def _records(section: Value) -> list[Record]:
    if isinstance(section, Mapping):
        return [section]
    assert isinstance(section, Sequence)
    return [one for one in section if isinstance(one, Mapping)]


def _rendered(template: str, **context: object) -> str:
    """The page as it is for everybody: no request is there, and nothing of the website around it."""
    return current_app.jinja_env.get_template(template).render(**context)


def _opening(page: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(page)


def _day(value: object) -> str:
    if not isinstance(value, date):
        raise TypeError(f"{type(value)} cannot be told")
    return value.isoformat()
