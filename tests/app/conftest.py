"""A real mail server for what the app sends."""

from tests.foundation.mail.smtp_server import box, server

__all__ = ["box", "server"]
