"""E-mail by SMTP; the Message-ID is the delivery's id, so that a repeat is known as one."""

import re
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from services.notify.channels import Channel, Message, RejectedError, UnreachableError
from shared.problems import Fault
from shared.settings import Settings

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")
PERMANENT = 500


def fault_of(address: str, _settings: Settings) -> Fault | None:
    """What is wrong with an address; None when nothing is."""
    if _ADDRESS.fullmatch(address):
        return None
    words = ("邮箱地址格式不对", "this is not an e-mail address", "请写 名称@域名", "write name@domain")
    return Fault("address", "not_an_address", *words)


async def send(message: Message, settings: Settings) -> None:
    """Hand one mail to the server."""
    import aiosmtplib

    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, message.address, message.title
    mail["Message-ID"] = f"<{message.delivery_id}@{settings.mail_from.rpartition('@')[2]}>"
    mail["X-Shixiang-Circular"] = message.kind
    mail.set_content(message.body)
    url = urlsplit(settings.smtp_url)
    name = unquote(url.username) if url.username else None
    word = unquote(url.password) if url.password else None
    try:
        await aiosmtplib.send(
            mail,
            hostname=url.hostname,
            port=url.port or 25,
            username=name,
            password=word,
            use_tls=url.scheme == "smtps",
            timeout=20,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise RejectedError(f"recipient refused: {error.recipients[0].code}") from error
    except aiosmtplib.SMTPResponseException as error:
        kind = RejectedError if error.code >= PERMANENT else UnreachableError
        raise kind(f"SMTP {error.code}") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise UnreachableError(f"SMTP server: {type(error).__name__}") from error


CHANNEL = Channel("email", "电子邮件", "e-mail", lambda s: bool(s.smtp_url), fault_of, send)
