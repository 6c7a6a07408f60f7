"""What happens in portfolios, and who looked into whose."""

from portfolio.events.drafts import DraftBegun, DraftTakenBack, DraftThrownAway
from portfolio.events.entries import EntryAdded, EntryChanged, EntryRemoved, EntryRestored, EntryVersionMade
from portfolio.events.evidence import EvidenceAdded, EvidenceChanged, EvidenceRemoved, EvidenceRestored
from portfolio.events.files import FileRemoved, FileReplaced, FileRestored, FilesAdded, PreviewMade
from portfolio.events.looks import EntrySeen, FileTaken, PortfolioSeen
from portfolio.events.moving import EvidenceMovedAlong, EvidenceTakenBack, MovedAlong
from portfolio.events.quality import EvidenceRuleSet, EvidenceRuleTakenAlong, QualityJudged, SelfAssessed

__all__ = [
    "DraftBegun",
    "DraftTakenBack",
    "DraftThrownAway",
    "EntryAdded",
    "EntryChanged",
    "EntryRemoved",
    "EntryRestored",
    "EntrySeen",
    "EntryVersionMade",
    "EvidenceAdded",
    "EvidenceChanged",
    "EvidenceMovedAlong",
    "EvidenceRemoved",
    "EvidenceRestored",
    "EvidenceRuleSet",
    "EvidenceRuleTakenAlong",
    "EvidenceTakenBack",
    "FileRemoved",
    "FileReplaced",
    "FileRestored",
    "FileTaken",
    "FilesAdded",
    "MovedAlong",
    "PortfolioSeen",
    "PreviewMade",
    "QualityJudged",
    "SelfAssessed",
]
