"""Mail: queued in the transaction of the deed, sent by a job, to a server or into a folder."""

from foundation.mail.jobs import queue, register
from foundation.mail.kinds import Gap, MailKind, MailKinds
from foundation.mail.letters import Mail, compose
from foundation.mail.models import MailText
from foundation.mail.posts import FolderPost, Post, SmtpPost, Undeliverable, post_for
from foundation.mail.texts import MailWords

__all__ = [
    "FolderPost",
    "Gap",
    "Mail",
    "MailKind",
    "MailKinds",
    "MailText",
    "MailWords",
    "Post",
    "SmtpPost",
    "Undeliverable",
    "compose",
    "post_for",
    "queue",
    "register",
]
