"""The functions that people can have."""

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people import queries
from people.events import FunctionAdded, FunctionChanged
from people.models import JobFunction
from people.rules import plain


class SameFunction(Refusal):
    """Two functions of one name."""

    def __init__(self) -> None:
        super().__init__(say("There is a function with this name already. Choose another name."))


def add_function(work: Work, name: str) -> JobFunction:
    """A function to have."""
    function = JobFunction(name=name, plain_name=plain(name))
    work.db.add(function)
    _flush(work)
    work.emit(FunctionAdded(function_id=function.id))
    return function


def change_function(work: Work, function: JobFunction, *, name: str, retired: bool) -> None:
    """Another name, or no longer to be given; who has it keeps it."""
    was = function.retired_at is not None
    if function.name == name and was == retired:
        return
    function.name, function.plain_name = name, plain(name)
    if was != retired:
        function.retired_at = work.now if retired else None
    _flush(work)
    people = tuple(queries.people_with_function(work, function.id))
    work.emit(FunctionChanged(function_id=function.id, retired=retired, person_ids=people))


def _flush(work: Work) -> None:
    try:
        work.db.flush()
    except IntegrityError:  # race: somebody else added the same at this moment
        raise SameFunction from None
