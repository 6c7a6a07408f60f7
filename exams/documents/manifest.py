"""What a file of an exam holds, with the digest of each part: anybody can see whether something was changed."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from foundation.archives import Member

FORMAT, VERSION = "proefstuk-exam-file", 1
NAME = "manifest.json"
HOW = (
    "Make the SHA-256 of each file and compare it with the one here, for instance with: sha256sum FILE. "
    "chain.jsonl holds one link a line: its hash is the SHA-256 of its other fields as JSON with sorted keys, without "
    "spaces and in ASCII; each link names the hash before it. facts.of holds for each thing in contents.json the "
    'SHA-256 of the salt, followed by ["thing",{content}] written so too; the last link that names a thing counts.'
)


@dataclass
class Digested:
    """Notes the digest and size of each member while it is packed."""

    parts: list[dict[str, Any]] = field(default_factory=list)

    def noted(self, members: Iterable[Member], *, without: str = "") -> Iterator[Member]:
        """The same members; their names are noted without the folder they are in."""
        for member in members:
            yield Member(member.path, self._opening(member, without), member.size, member.at, packs=member.packs)

    def _opening(self, member: Member, without: str) -> Callable[[], BinaryIO]:
        return lambda: io.BufferedReader(_Noting(member.opens(), member.path.removeprefix(without), self.parts))

    def manifest(self, about: dict[str, Any], *, made_at: datetime) -> bytes:
        """The manifest of what was packed until now."""
        told = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": made_at.isoformat(),
            **about,
            "how_to_check": HOW,
            "files": self.parts,
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode()


class _Noting(io.RawIOBase):
    """A stream that knows its digest when it was read to the end."""

    def __init__(self, source: BinaryIO, path: str, parts: list[dict[str, Any]]) -> None:
        self._source, self._path, self._parts = source, path, parts
        self._digest, self._size, self._is_noted = sha256(), 0, False

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub wants a private type
        """The next bytes."""
        piece = self._source.read(len(buffer))
        buffer[: len(piece)] = piece
        self._digest.update(piece)
        self._size += len(piece)
        if not piece and not self._is_noted:
            self._is_noted = True
            self._parts.append({"path": self._path, "size": self._size, "sha256": self._digest.hexdigest()})
        return len(piece)

    def close(self) -> None:
        """So is what it reads from."""
        self._source.close()
        super().close()
