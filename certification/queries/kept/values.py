"""What records are told with: the rows, and how what they are about is called."""

from dataclasses import dataclass

from certification.queries.kept.rows import Named, Rows
from portfolio.queries.kept import Known, Record, qualification_record


@dataclass(frozen=True)
class Teller:
    """The rows, and the names that go with the numbers in them."""

    rows: Rows
    named: Named
    known: Known

    def who(self, person_id: int | None) -> str | None:
        """How whoever did it is called."""
        return self.known.who(person_id)

    def qualification(self, number: int | None) -> Record | None:
        """What a qualification is known by."""
        row = self.named.qualifications.get(number or 0)
        return qualification_record(row) if row else None

    def activity(self, number: int | None) -> str | None:
        """How an activity is called."""
        return self.named.activities.get(number or 0)

    def part(self, number: int) -> str | None:
        """Where a part stands: Company > Department > Team."""
        found = self.named.parts.get(number)
        return found.place if found else None
