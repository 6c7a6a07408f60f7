"""One source, opened: what it has under a code, fetched as far as somebody asks for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from foundation.fetching import FetchTrouble, NotFetched
from foundation.messages import Message, say
from foundation.refusals import Refusal
from qualification_files.formats import UnreadableFile
from qualification_files.rules.lookup import Held, LookedUp, best_of
from qualification_files.rules.states import SourceKind
from qualification_files.sources.places import ENDINGS, NotThere, Outside, Place, Web, in_words
from qualification_files.sources.reading import digest, is_list, listed_in, read_held

INDEX = "index.json"
MOST_MISSES = 3  # one after the other; a server that is down is not asked a thousand times
GIVES_UP_ON = {FetchTrouble.UNREACHABLE, FetchTrouble.SLOW, FetchTrouble.CERTIFICATE, FetchTrouble.REFUSED}

Keep = Callable[[bytes], str]  # keeps the bytes for good and gives their key


@dataclass(frozen=True)
class KeptFile:
    """A file of a source that storage keeps."""

    name: str
    key: str
    sha256: str
    held: tuple[Held, ...]


@dataclass(frozen=True)
class SourceFacts:
    """A source as plain values, with the files that are kept of it."""

    id: int
    name: str
    kind: SourceKind
    address: str
    files: tuple[KeptFile, ...] = ()

    @property
    def known(self) -> dict[str, tuple[Held, ...]]:
        """What was read before, by digest."""
        return {file.sha256: file.held for file in self.files}


@dataclass(frozen=True)
class Copy:
    """One qualification in a file that is kept."""

    held: Held
    file: str
    key: str = ""
    sha256: str = ""


@dataclass(eq=False)
class Shelf:
    """A source that answers for codes. Trouble with the whole of it is in `trouble`, with some files in `remarks`."""

    facts: SourceFacts
    place: Place | None
    keep: Keep
    trouble: Message | None = None
    remarks: list[Message] = field(default_factory=list)
    files: dict[str, KeptFile] = field(default_factory=dict)
    listed: dict[str, list[Held]] | None = None
    asks_by_code: bool = False
    _copies: dict[str, list[tuple[str, Held]]] = field(default_factory=dict)
    _misses: int = 0

    def has(self, code: str) -> bool:
        """Whether it is known, without asking, that the code is here."""
        return code in self._copies or code in (self.listed or {})

    def find(self, code: str, *, cohort: str) -> Copy | None:
        """The qualification with this code; None where there is none. Refused where the source cannot tell."""
        if self.trouble:
            raise NotThere(self.trouble)
        if code in self._copies:
            return self._kept_copy(code, cohort)
        if self.listed is not None:
            return self._listed_copy(code, cohort)
        return self._asked_copy(code, cohort) if self.asks_by_code else None

    def put(self, file: KeptFile) -> None:
        """Have this file too; two files may have one name."""
        name = file.name if file.name not in self.files else f"{file.name} {file.sha256}"
        self.files[name] = file
        for held in file.held:
            self._copies.setdefault(held.code, []).append((name, held))

    def _kept_copy(self, code: str, cohort: str) -> Copy:
        """The best of what the files hold; a later file with the same edition adds nothing."""
        copies = self._copies[code]
        best = best_of((held for _, held in copies), cohort=cohort)
        name, held = next((name, held) for name, held in copies if held == best)
        file = self.files[name]
        if file.key or self.place is None:
            return Copy(held, file.name, file.key, file.sha256)
        content = self._ask(name)
        if content is None or digest(content) != file.sha256:
            raise NotThere(say("%(file)s changed while it was being read. Look the code up again.", file=name))
        self.files[name] = KeptFile(name, self.keep(content), file.sha256, file.held)
        return Copy(held, name, self.files[name].key, file.sha256)

    def _listed_copy(self, code: str, cohort: str) -> Copy | None:
        said = best_of((self.listed or {}).get(code, ()), cohort=cohort)
        if said is None:
            return None
        file = self._file(said.file)
        if file is None:
            reason = say("The list names the file %(file)s, and that is not there.", file=said.file)
            return Copy(_refused(said, reason), said.file)
        held = best_of((one for one in file.held if one.code == code), cohort=cohort)
        if held is None:
            unread = next((one.refused for one in file.held if not one.code and one.refused), None)
            reason = unread or say("The list says that %(file)s holds this code, and it does not.", file=said.file)
            return Copy(_refused(said, reason), said.file, file.key, file.sha256)
        return Copy(held, said.file, file.key, file.sha256)

    def _asked_copy(self, code: str, cohort: str) -> Copy | None:
        for ending in ENDINGS:
            file = self._file(f"{code}{ending}")
            if file is None:
                continue
            held = best_of((one for one in file.held if one.code == code), cohort=cohort)
            unread = next((one.refused for one in file.held if not one.code and one.refused), None)
            reason = unread or say("%(file)s does not hold this code.", file=file.name)
            return Copy(held or Held(code=code, refused=reason), file.name, file.key, file.sha256)
        return None

    def _file(self, name: str) -> KeptFile | None:
        """A file by name, fetched once; one that cannot be read holds a refusal without a code."""
        if name in self.files:
            return self.files[name]
        content = self._ask(name)
        if content is None:
            return None
        self.files[name] = KeptFile(name, self.keep(content), digest(content), _held_or_refused(content, name))
        return self.files[name]

    def _ask(self, name: str) -> bytes | None:
        assert self.place is not None
        try:
            content = self.place.read(name)
        except NotFetched as refusal:
            self._misses += 1 if refusal.trouble in GIVES_UP_ON else 0
            if self._misses >= MOST_MISSES:
                self.trouble = refusal.message
            raise
        self._misses = 0
        return content


def open_shelf(
    facts: SourceFacts,
    outside: Outside,
    *,
    keep: Keep,
    known: Mapping[str, Sequence[Held]] | None = None,
    keeps_all: bool = False,
) -> Shelf:
    """The source, ready to answer. `known` spares reading what was read before, by digest."""
    shelf = Shelf(facts, None, keep)
    try:
        _open(shelf, outside, known or {}, keeps_all=keeps_all)
    except Refusal as refusal:
        shelf.trouble = refusal.message
    return shelf


def _open(shelf: Shelf, outside: Outside, known: Mapping[str, Sequence[Held]], *, keeps_all: bool) -> None:
    match shelf.facts.kind:
        case SourceKind.UPLOADED:
            for file in shelf.facts.files:
                shelf.put(file)
        case SourceKind.FOLDER:
            shelf.place = outside.folder(shelf.facts.address)
            _open_folder(shelf, shelf.place, known, keeps_all=keeps_all)
        case SourceKind.ADDRESS:
            shelf.place = web = outside.web(shelf.facts.address)
            _open_web(shelf, web)


def _open_folder(shelf: Shelf, place: Place, known: Mapping[str, Sequence[Held]], *, keeps_all: bool) -> None:
    index = place.read(INDEX)
    if index is not None and is_list(index):
        _take_list(shelf, index)
        return
    unread: list[str] = []
    for name in place.names() or ():
        content = place.read(name)
        if content is None:  # a link that leads outside, or a file that went away meanwhile
            continue
        sha256 = digest(content)
        held = tuple(known.get(sha256) or _held_or_refused(content, name))
        unread += [name] if any(one.refused and not one.code for one in held) else []
        shelf.put(KeptFile(name, shelf.keep(content) if keeps_all else "", sha256, held))
    if unread:
        shelf.remarks.append(
            say("Not every file could be read: %(files)s. The others are used.", files=in_words(unread))
        )


def _open_web(shelf: Shelf, web: Web) -> None:
    if web.is_file:
        _open_single(shelf, web)
        return
    index = web.read(INDEX)
    if index is not None:
        _take_list(shelf, index)
        return
    content = _page_of(web)
    held = _held_or_refused(content, web.address) if content is not None else ()
    if content is None or not any(one.code for one in held):
        shelf.asks_by_code = True
        return
    shelf.put(KeptFile(web.address, shelf.keep(content), digest(content), held))


def _open_single(shelf: Shelf, web: Web) -> None:
    content = web.read("")
    if content is None:
        raise NotThere(say("There is no file at this address. Look at how it is written."))
    if is_list(content):
        _take_list(shelf, content)
        return
    held = tuple(read_held(content, web.address))
    shelf.put(KeptFile(web.address, shelf.keep(content), digest(content), held))


def _page_of(web: Web) -> bytes | None:
    """What the bare address gives, if anything: many servers show nobody what is in a folder."""
    try:
        return web.read("")
    except NotFetched as refusal:
        if refusal.trouble is FetchTrouble.STATUS:
            return None
        raise


def _take_list(shelf: Shelf, content: bytes) -> None:
    """What the list says is here; by its one name it is known as a list, wherever it was."""
    listed = listed_in(content)
    shelf.listed = {}
    for held in listed:
        shelf.listed.setdefault(held.code, []).append(held)
    shelf.files[INDEX] = KeptFile(INDEX, shelf.keep(content), digest(content), tuple(listed))


def _held_or_refused(content: bytes, name: str) -> tuple[Held, ...]:
    try:
        return tuple(read_held(content, name))
    except UnreadableFile as refusal:
        return (Held(code="", refused=refusal.message),)


def _refused(said: Held, reason: Message) -> Held:
    return Held(code=said.code, name=said.name, level=said.level, edition=said.edition, refused=reason)


def look_up(shelves: Iterable[Shelf], code: str, *, cohort: str) -> LookedUp:
    """What the first source that has the code gives; others that are known to have it; who could not be asked."""
    found = LookedUp(code=code)
    for shelf in shelves:
        if found.held is not None:
            found = replace(found, others=(*found.others, shelf.facts.name)) if shelf.has(code) else found
            continue
        try:
            copy = shelf.find(code, cohort=cohort)
        except Refusal as refusal:
            found = replace(found, troubles=(*found.troubles, (shelf.facts.name, refusal.message)))
            continue
        if copy is not None:
            found = replace(
                found,
                held=copy.held,
                source_id=shelf.facts.id,
                source=shelf.facts.name,
                file=copy.file,
                key=copy.key,
                sha256=copy.sha256,
            )
    return found
