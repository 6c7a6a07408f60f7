"""What an import does with a qualification that may be here already (Q11, Q13)."""

from collections.abc import Collection

from foundation.messages import Message, say
from qualification_files.rules.states import ImportState


def import_state(edition: str, *, editions_here: Collection[str]) -> ImportState:
    """The state by the editions of the same code and cohort that are here."""
    if edition in editions_here:
        return ImportState.ALREADY_THERE
    return ImportState.OTHER_EDITION if editions_here else ImportState.NEW


def edition_in_words(edition: str) -> Message:
    """The edition as people read it; many official files name none."""
    return say("edition %(edition)s", edition=edition) if edition else say("edition without a name")
