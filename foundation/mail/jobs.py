"""Mail in the queue: what a rolled-back deed wanted to say is never sent."""

from datetime import datetime
from secrets import token_hex

from foundation.mail.letters import Mail, compose
from foundation.mail.posts import Post
from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.work import Work

SEND = "foundation.send-mail"
ATTEMPTS = 12  # some seven hours: a mail server may be away for a night shift


def queue(work: Work, mail: Mail, *, key: str | None = None) -> int:
    """Send this if the transaction commits; with a `key` (what it is about, and to whom) only once."""
    return work.later(
        SEND,
        key=None if key is None else f"mail:{key}",
        once=key is not None,
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
        reply_to=mail.reply_to,
        calendar=mail.calendar,
        calendar_method=mail.calendar_method,
        at=work.now.isoformat(),
        token=token_hex(16),
    )


def register(handlers: Handlers, post: Post, *, sender: str) -> None:
    """Let the worker send mail through this post."""

    def send(run: JobRun, *, at: str, token: str, **fields: str) -> None:
        message = compose(Mail(**fields), sender=sender, at=datetime.fromisoformat(at), token=token)
        run.progress(0, 1)  # still ours? Nothing is held while the server takes its time.
        post.send(message)
        run.done = 1

    # What a mail says may be a secret (an invitation), so it is forgotten once it was sent.
    handlers.long(SEND, send, title=say("Send a mail"), attempts=ATTEMPTS, needs_asker=False, forgets=True)
