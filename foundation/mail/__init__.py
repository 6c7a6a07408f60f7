"""Mail: queued in the transaction of the deed, sent by a job, to a server or into a folder."""

from foundation.mail.jobs import queue, register
from foundation.mail.letters import Mail, compose
from foundation.mail.posts import FolderPost, Post, SmtpPost, Undeliverable, post_for

__all__ = ["FolderPost", "Mail", "Post", "SmtpPost", "Undeliverable", "compose", "post_for", "queue", "register"]
