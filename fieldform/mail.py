"""One short message to several people, each on their own, over SMTP; what became of it is an answer, not an exception.

A server that is down, hangs or will not have us is `Trouble`; addresses that it refuses are named. Knows no text, no person and no record.
Public: Post, Message, Delivered, Trouble, post_of, deliver, reach.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from fieldform.config import Config

_NEVER = 500


@dataclass(frozen=True, slots=True)
class Post:
    """Where mail is handed in. `password_file` is read at each delivery, so that a changed password needs no restart; seconds of patience
    are for each word of the server's."""

    host: str
    port: int
    sender: str
    user: str
    password_file: str
    starttls: bool
    patience: float


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """`taken` and `refused` are addresses; nobody is in both."""

    taken: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """No message was taken; `words` say why without an address or a password."""

    words: str


def post_of(config: Config) -> Post | None:
    """None where no mail server is set."""
    if not config.mail_host:
        return None
    return Post(
        host=config.mail_host,
        port=config.mail_port,
        sender=config.mail_from,
        user=config.mail_user,
        password_file=config.mail_password_file,
        starttls=config.mail_starttls,
        patience=float(config.mail_patience_seconds),
    )


def deliver(post: Post, message: Message, to: Sequence[str], now: datetime) -> Delivered | Trouble:
    """Hand the message in for each address, one by one: nobody reads who else got it."""
    taken: list[str] = []
    refused: list[str] = []
    try:
        with _connected(post) as server:
            for address in dict.fromkeys(to):
                (taken if _handed_in(server, post, message, address, now) else refused).append(address)
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        if not taken:
            return Trouble(_why(problem))
    return Delivered(tuple(taken), tuple(refused))


def reach(post: Post) -> Trouble | None:
    """Whether the server answers and would have us; nothing is sent."""
    try:
        with _connected(post) as server:
            server.noop()
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        return Trouble(_why(problem))
    return None


@contextmanager
def _connected(post: Post) -> Iterator[smtplib.SMTP]:
    server = smtplib.SMTP(post.host, post.port, timeout=post.patience)
    try:
        if post.starttls:
            server.starttls(context=ssl.create_default_context())
        if post.user:
            server.login(post.user, Path(post.password_file).read_text(encoding="utf-8").strip())
        yield server
    finally:
        server.close()


def _handed_in(server: smtplib.SMTP, post: Post, message: Message, address: str, now: datetime) -> bool:
    try:
        server.send_message(_letter(post, message, address, now))
    except smtplib.SMTPRecipientsRefused as problem:
        # "Not now" (4xx) is trouble, and tried again; "never" (5xx) is a refusal.
        if any(code < _NEVER for code, _ in problem.recipients.values()):
            raise
        return False
    return True


def _letter(post: Post, message: Message, address: str, now: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = post.sender
    letter["To"] = address
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = make_msgid(domain=post.sender.rpartition("@")[2] or "localhost")
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    return letter


def _why(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "the mail server does not take the user and password"
    if isinstance(problem, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return "no secure connection to the mail server can be made"
    if isinstance(problem, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused):
        return "the mail server turned the message away"
    return "the mail server does not answer"
