"""Where a file lies in an archive: a name that every system can unpack, and that no other file has."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 100  # characters of a name: some programs open no path of more than 260

_NEVER = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{number}" for number in range(10)), *(f"lpt{number}" for number in range(10)))
)


def portable(name: str) -> str:
    """The name, with a line for each character that some system knows no file by, and no longer than may be."""
    plain = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", name)).strip().rstrip(" .")
    path = PurePosixPath(plain if plain.strip("._ ") else "file")
    ending = path.suffix[:20]
    stem = path.name.removesuffix(path.suffix)[: LONGEST - len(ending)].rstrip(" .") or "file"
    return f"_{stem}{ending}" if stem.split(".")[0].strip().casefold() in _DEVICES else f"{stem}{ending}"


class Places:
    """Gives each file of an archive a path of its own, also where capitals and accents are not told apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def find(self, folder: str, name: str) -> str:
        """The path of this name in this folder; with a number before its ending where it is taken."""
        path = PurePosixPath(folder) / portable(name)
        place, number = path, 1
        while self._key(place) in self._taken:
            number += 1
            place = path.with_name(f"{path.name.removesuffix(path.suffix)} ({number}){path.suffix}")
        self._taken.add(self._key(place))
        return str(place)

    @staticmethod
    def _key(path: PurePosixPath) -> str:
        return unicodedata.normalize("NFKC", str(path)).casefold()


def _shown(letter: str) -> str:
    if letter in _NEVER or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return "_"
    return letter
