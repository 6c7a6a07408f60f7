"""Learning activities, how qualifications are kept with them, and what people did."""

from certification.models.activities import (
    Activity,
    ActivityFile,
    ActivityTheme,
    CoursePart,
    Meeting,
    Seat,
    Theme,
)
from certification.models.approvals import DrawnFile, DrawnPage, SubmissionDecision
from certification.models.certificates import (
    ActivityCertificate,
    Certificate,
    CertificateTemplate,
    QualificationCertificate,
)
from certification.models.done import Completion, Progress, Proof, ProofDecision, Submission, SubmissionFile
from certification.models.inventories import (
    Inventory,
    InventoryAnswer,
    InventoryProposal,
    InventoryRun,
    InventoryVersion,
)
from certification.models.linking import LinkRule, OrganisationLink
from certification.models.reminders import Reminder, ReminderLadder, ReminderQuiet
from certification.models.upkeep import QualificationActivity, QualificationUpkeep, UpkeepPause

__all__ = [
    "Activity",
    "ActivityCertificate",
    "ActivityFile",
    "ActivityTheme",
    "Certificate",
    "CertificateTemplate",
    "Completion",
    "CoursePart",
    "DrawnFile",
    "DrawnPage",
    "Inventory",
    "InventoryAnswer",
    "InventoryProposal",
    "InventoryRun",
    "InventoryVersion",
    "LinkRule",
    "Meeting",
    "OrganisationLink",
    "Progress",
    "Proof",
    "ProofDecision",
    "QualificationActivity",
    "QualificationCertificate",
    "QualificationUpkeep",
    "Reminder",
    "ReminderLadder",
    "ReminderQuiet",
    "Seat",
    "Submission",
    "SubmissionDecision",
    "SubmissionFile",
    "Theme",
    "UpkeepPause",
]
