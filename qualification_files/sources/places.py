"""Places outside the product that files are read from, each within bounds."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit

from foundation.fetching import Fetcher, NotFetched
from foundation.messages import say
from foundation.refusals import Unreadable

LARGEST = 20_000_000
MOST_FILES = 500
ENDINGS = (".xml", ".json")


class NotThere(Unreadable):
    """A place cannot be read; the words say why."""


class Place(Protocol):
    """Somewhere with files by name."""

    def read(self, name: str) -> bytes | None:
        """The bytes of this file; None where the place has none of that name. Refused with the reason otherwise."""

    def names(self) -> list[str] | None:
        """The files that may hold qualifications, in order; None where a place cannot tell."""


@dataclass(frozen=True)
class Outside:
    """What of the world outside may be read."""

    fetcher: Fetcher = field(default_factory=Fetcher)
    folders: tuple[Path, ...] = ()

    def folder(self, path: str) -> "Folder":
        """A folder below one of those that the settings allow, or a refusal."""
        if not self.folders:
            raise NotThere(
                say(
                    "No folder of this server may be read. Ask whoever runs it to name one in the setting "
                    "PROEFSTUK_SOURCE_FOLDERS."
                )
            )
        try:
            found = Path(path).resolve(strict=True) if "\0" not in path and Path(path).is_absolute() else None
        except (OSError, RuntimeError):  # RuntimeError: links that go round in circles
            found = None
        # One sentence for both: nobody learns from it what else is on the server.
        if found is None or not found.is_dir() or not any(_is_below(found, allowed) for allowed in self.folders):
            raise NotThere(
                say(
                    "This is not a folder that may be read. It must be one of these, or below one: %(folders)s.",
                    folders=", ".join(map(str, self.folders)),
                )
            )
        return Folder(found)

    def web(self, address: str) -> "Web":
        """An address on the web, or a refusal; nothing is asked yet."""
        self.fetcher.check(address)
        return Web(address, self.fetcher)


@dataclass(frozen=True)
class Folder:
    """A folder with all that is below it; what a link points to outside it is not there."""

    root: Path

    def read(self, name: str) -> bytes | None:
        """The bytes of a file below the folder."""
        try:
            path = (self.root / name).resolve(strict=True) if "\0" not in name else None
            if path is None or not path.is_relative_to(self.root) or not path.is_file():
                return None
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except (FileNotFoundError, NotADirectoryError, RuntimeError):
            return None
        except OSError as error:
            raise NotThere(say("%(file)s cannot be read on the server.", file=name)) from error
        if len(content) > LARGEST:
            raise NotThere(say("%(file)s is larger than 20 MB.", file=name))
        return content

    def names(self) -> list[str] | None:
        """Every XML and JSON file below the folder."""
        found: list[str] = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            within = Path(folder).relative_to(self.root)
            found += ((within / name).as_posix() for name in sorted(files) if _may_hold(name))
            if len(found) > MOST_FILES:
                raise NotThere(
                    say(
                        "There are more than %(limit)s files in this folder. Put a list (index.json) beside them.",
                        limit=MOST_FILES,
                    )
                )
        return found


@dataclass(frozen=True)
class Web:
    """An address; names are looked for beside it, or below it where it ends as a folder does."""

    address: str
    fetcher: Fetcher

    @property
    def is_file(self) -> bool:
        """Whether the address itself looks like one file."""
        return urlsplit(self.address).path.lower().endswith(ENDINGS)

    @property
    def base(self) -> str:
        """What names are put behind."""
        bare = self.address.partition("#")[0].partition("?")[0]
        return bare if self.is_file or bare.endswith("/") else f"{bare}/"

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; the empty name stands for the address itself."""
        url = urljoin(self.base, quote(name, safe="/%:@!$&'()*+,;=~-._")) if name else self.address
        here, there = urlsplit(self.base), urlsplit(url)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise NotThere(
                say("The list names a file on another server (%(file)s), and that is not fetched.", file=name[:200])
            )
        try:
            return self.fetcher.get(url, limit=LARGEST).content
        except NotFetched as refusal:
            if refusal.is_absent:
                return None
            raise

    def names(self) -> list[str] | None:
        """A server does not tell."""
        return None


def _is_below(path: Path, allowed: Path) -> bool:
    return path.is_relative_to(allowed.resolve())


def _may_hold(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.startswith(".")


def in_words(names: Sequence[str], *, most: int = 3) -> str:
    """The first few names."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
