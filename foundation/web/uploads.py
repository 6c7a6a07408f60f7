"""How large an upload may be here."""

from flask import current_app

from foundation.files import UploadLimits


def upload_limits() -> UploadLimits:
    """The limits of this installation."""
    settings = current_app.extensions["settings"]
    return UploadLimits(settings.image_limit, settings.document_limit, settings.media_limit, settings.media_limit)
