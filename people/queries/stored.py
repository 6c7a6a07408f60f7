"""Which stored bytes belong to people."""

from foundation.orphans import KeyPlaces
from people.models import PeopleImport, Person

KEPT = KeyPlaces(columns=(Person.photo_key, PeopleImport.file_key))
