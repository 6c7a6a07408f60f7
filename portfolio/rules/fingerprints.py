"""The fingerprint of what somebody judged or signed for: one other letter, one other file, and it differs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256

from portfolio.rules.entries import EntryFacts


def fingerprint(facts: EntryFacts, *, files: Iterable[str], reasoning: str = "") -> str:
    """SHA-256 over the facts, the digests of the files (in any order) and the reasoning."""
    content = {"facts": asdict(facts), "files": sorted(files), "reasoning": reasoning}
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()
