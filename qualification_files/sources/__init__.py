"""Where official files are looked up by code: kept files, a folder of the server, an address on the web.

No database and no clock: what a source is comes in as plain values, what it gives goes out as such.
"""

from qualification_files.sources.places import LARGEST, MOST_FILES, Folder, NotThere, Outside, Place, Web
from qualification_files.sources.reading import held_in, read_held
from qualification_files.sources.shelves import INDEX, Copy, KeptFile, Shelf, SourceFacts, look_up, open_shelf

__all__ = [
    "INDEX",
    "LARGEST",
    "MOST_FILES",
    "Copy",
    "Folder",
    "KeptFile",
    "NotThere",
    "Outside",
    "Place",
    "Shelf",
    "SourceFacts",
    "Web",
    "held_in",
    "look_up",
    "open_shelf",
    "read_held",
]
