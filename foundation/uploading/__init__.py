"""Uploads that may be broken off and go on later."""

from foundation.uploading.models import Upload

__all__ = ["Upload"]
