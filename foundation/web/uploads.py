"""How large an upload may be here."""

from datetime import timedelta

from flask import current_app

from foundation.files import UploadLimits


def upload_limits() -> UploadLimits:
    """The limits of this installation."""
    settings = current_app.extensions["settings"]
    return UploadLimits(settings.image_limit, settings.document_limit, settings.media_limit, settings.media_limit)


def person_limit() -> int:
    """The most bytes that one person may have here; 0 is no limit."""
    return int(current_app.extensions["settings"].person_limit)


def unfinished_kept_for() -> timedelta:
    """How long an upload waits for whoever broke it off."""
    return timedelta(days=current_app.extensions["settings"].unfinished_days)
