"""What candidates read about a qualification in their portfolio; it may change while they follow it."""

from dataclasses import asdict

from foundation.work import Work
from qualification_files.events import InstructionChanged
from qualification_files.models import Qualification
from qualification_files.rules import InstructionFacts


def change_instruction(work: Work, qualification: Qualification, facts: InstructionFacts) -> None:
    """Show, change or hide it; a hidden text is kept for the next time."""
    new = asdict(facts)
    if all(getattr(qualification, field) == value for field, value in new.items()):
        return
    for field, value in new.items():
        setattr(qualification, field, value)
    work.emit(InstructionChanged(qualification_id=qualification.id, shown=facts.has_instruction))
