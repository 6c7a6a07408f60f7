"""The fixtures of the mail server; other folders that mail import them from `smtp_server`."""

from tests.foundation.mail.smtp_server import box, server

__all__ = ["box", "server"]
