"""How the connector makes a post: rules first, then files, then a container where one is wanted."""

from collections.abc import Mapping
from datetime import timedelta

from resonans.networks import fitting
from resonans.networks.contract import Limits, Media, NotYet, Outgoing, Ready, Saved, Session, Ticket
from resonans.networks.errors import Gone, NotSupported
from resonans.networks.http import decode
from resonans.networks.sandbox import shapes

_PIECE = 256 * 1024
_SOON_S = 1.0


def signed(session: Session, ticket: Ticket | None = None) -> dict[str, str]:
    """Headers that say who asks, and for which delivery."""
    headers = {"Authorization": f"Bearer {session.credentials.values.get('access_token', '')}"}
    return headers | {"Idempotency-Key": ticket.key} if ticket is not None else headers


def rules(session: Session) -> shapes.Rules:
    """In what manner the account's posts are made."""
    return decode(session.http.ask("GET", f"{session.server}/rules", headers=signed(session)), shapes.Rules)


def prepare(
    session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved, limits: Limits
) -> Ready | NotYet:
    """One invisible step more: keeps `honours_key`, `containers`, `resumable`, `file:<n>`, `container`."""
    if any(not media.mime.startswith("image/") for media in _files(outgoing)):
        raise NotSupported("The simulated network has text and images only.")
    fitting.check(outgoing, limits)
    if "honours_key" not in saved:
        read = rules(session)
        saved = dict(saved) | {
            "honours_key": read.honours_key,
            "containers": read.containers,
            "resumable": read.resumable,
        }
    for number, media in enumerate(_files(outgoing)):
        if f"file:{number}" not in saved:
            if saved["resumable"]:
                return _piece(session, media, number, saved)
            saved = dict(saved) | {f"file:{number}": _upload(session, media)}
    if saved["containers"]:
        return _container(session, outgoing, ticket, saved)
    return Ready(saved)


def _files(outgoing: Outgoing) -> tuple[Media, ...]:
    """The images, and last the link card's."""
    card = outgoing.link.image if outgoing.link is not None else None
    return (*outgoing.media, card) if card is not None else outgoing.media


def _upload(session: Session, media: Media) -> str:
    answer = session.http.ask(
        "POST",
        f"{session.server}/media",
        params={"alt": media.alt},
        headers=signed(session) | {"Content-Type": media.mime},
        content=media.path.read_bytes(),
    )
    return decode(answer, shapes.File).id


def _piece(session: Session, media: Media, number: int, saved: Saved) -> NotYet:
    """Announce the file, or ask where it stands and send the next piece."""
    kept = dict(saved)
    upload = str(saved.get(f"upload:{number}") or "")
    if not upload:
        answer = session.http.ask(
            "POST",
            f"{session.server}/uploads",
            params={"alt": media.alt},
            headers=signed(session),
            json={"mime": media.mime, "size": media.bytes},
        )
        return NotYet(kept | {f"upload:{number}": decode(answer, shapes.File).id}, 0.0)
    url = f"{session.server}/uploads/{upload}"
    state = decode(session.http.ask("GET", url, headers=signed(session)), shapes.File)
    if not state.complete:
        with media.path.open("rb") as file:
            file.seek(state.offset)
            piece = file.read(_PIECE)
        headers = signed(session) | {"Upload-Offset": str(state.offset)}
        state = decode(session.http.ask("PATCH", url, headers=headers, content=piece), shapes.File)
    return NotYet(kept | {f"file:{number}": upload} if state.complete else kept, 0.0)


def _container(session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
    container = str(saved.get("container") or "")
    if not container:
        answer = session.http.ask(
            "POST",
            f"{session.server}/containers",
            headers=signed(session, ticket),
            json=body(outgoing, saved),
        )
        made = decode(answer, shapes.Container)
        return NotYet(dict(saved) | {"container": made.id}, _SOON_S)
    state = _container_state(session, container).state
    return NotYet(saved, _SOON_S) if state == "in_progress" else Ready(saved)


def _container_state(session: Session, container: str) -> shapes.Container:
    answer = session.http.ask("GET", f"{session.server}/containers/{container}", headers=signed(session))
    return decode(answer, shapes.Container)


def body(outgoing: Outgoing, saved: Saved) -> dict[str, object]:
    """The post as the network takes it."""
    files = [saved.get(f"file:{number}") for number in range(len(_files(outgoing)))]
    made: dict[str, object] = {
        "text": outgoing.text,
        "media": files[: len(outgoing.media)],
        "language": outgoing.language,
        "reply_to": outgoing.reply_to.id if outgoing.reply_to is not None else "",
        "quote": outgoing.quote.id if outgoing.quote is not None else "",
    }
    if outgoing.link is not None:
        made["link"] = _card(outgoing.link.url, outgoing.link.title, outgoing.link.description) | {
            "image": files[-1] if outgoing.link.image is not None else None
        }
    if outgoing.poll is not None:
        made["poll"] = {
            "options": list(outgoing.poll.options),
            "closes_after_s": outgoing.poll.closes_after_s,
            "multiple": outgoing.poll.multiple,
        }
    return made


def _card(url: str, title: str, description: str) -> dict[str, object]:
    return {"url": url, "title": title, "description": description}


def find(session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> shapes.Post | None:
    """The ticket's post, or None where it cannot be seen."""
    container = str(saved.get("container") or "")
    if container:
        post = _container_state(session, container).post
        return _post(session, f"posts/{post}") if post else None
    if saved.get("honours_key"):
        return _post(session, f"keys/{ticket.key}")
    return _by_content(session, outgoing, ticket)


def _post(session: Session, path: str) -> shapes.Post | None:
    try:
        answer = session.http.ask("GET", f"{session.server}/{path}", headers=signed(session))
    except Gone:
        return None
    return decode(answer, shapes.Post)


def _by_content(session: Session, outgoing: Outgoing, ticket: Ticket) -> shapes.Post | None:
    """The oldest own post since the ticket that says the same, answers the same and shows as many images."""
    since = int((ticket.created_at - timedelta(seconds=1)).timestamp() * 1000)
    cursor, found = "", None
    while True:
        params: Mapping[str, str | int] = {"since": since, "cursor": cursor}
        answer = session.http.ask("GET", f"{session.server}/posts", params=params, headers=signed(session))
        page = decode(answer, shapes.Posts)
        for post in page.items:
            if _is_said_by(post, outgoing) and not session.taken(post.id):
                found = post
        cursor = page.cursor
        if not cursor:
            return found


def _is_said_by(post: shapes.Post, outgoing: Outgoing) -> bool:
    reply_to = outgoing.reply_to.id if outgoing.reply_to is not None else ""
    same_text = " ".join(post.text.split()) == " ".join(outgoing.text.split())
    return same_text and post.media == len(outgoing.media) and post.reply_to == reply_to
