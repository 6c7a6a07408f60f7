"""What the mails of the application say: a school's own texts for each mail and language."""

from app.mails.views import bp

__all__ = ["bp"]
