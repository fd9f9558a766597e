"""Connecting, as far as it concerns the network: asking the connector, and its refusals in words."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from resonans.core import audit, clock, secrets
from resonans.core.errors import Invalid, NotFound
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import http, registry, renewal, words
from resonans.networks.contract import Connected, Connector, FormField
from resonans.networks.errors import Gone, NetworkError, Reauthorize, Rejected, Retry
from resonans.networks.http import Http
from resonans.networks.models import Account, PendingConnection
from resonans.networks.types import Health, NetworkUnavailable

PENDING_FOR = timedelta(minutes=15)
_SHORTEST_RETRY_S = 60.0


def known(network: str) -> Connector:
    """The connector of that name; NotFound in words where there is none."""
    found = {each.declaration.name: each for each in registry.connectors()}.get(network)
    if found is None:
        raise NotFound(_("resonans cannot connect to a network called “%(name)s”.") % {"name": network})
    return found


def filled(fields: tuple[FormField, ...], form: Mapping[str, str]) -> dict[str, str]:
    """What the person gave, trimmed, with defaults; Invalid names what is missing."""
    given = {field.name: form.get(field.name, "").strip() or field.default for field in fields}
    missing = [field for field in fields if field.required and not given[field.name]]
    if missing:
        raise Invalid(
            _("Something is missing."),
            fields={field.name: _("%(field)s is needed.") % {"field": _(field.label)} for field in missing},
        )
    return given


def refuse_elsewhere(return_to: str) -> None:
    """A network may send people back to this installation alone; raises Invalid for any other address."""
    if not return_to.startswith(settings().base_url + "/"):
        raise Invalid(
            _("People can be sent back only to an address below %(url)s.") % {"url": settings().base_url},
            fields={"return_to": _("This address lies elsewhere.")},
        )


@contextmanager
def client(connector: Connector) -> Iterator[Http]:
    """An HTTP client for an account that is not there yet, and so has no budget."""
    made = http.make(connector.transports())
    with closing(made.client):
        yield made


@contextmanager
def in_words(connector: Connector) -> Iterator[None]:
    """Turn what the network said into what the person at the screen does next."""
    named = {"network": connector.declaration.title}
    try:
        yield
    except Reauthorize as error:
        raise Invalid(
            _("%(network)s did not accept these details. Check them and try again.") % named,
            code="refused_by_network",
        ) from error
    except Rejected as error:
        sentence = words.sentence(error.problem)
        raise Invalid(sentence, fields={error.problem.where: sentence}) from error
    except Gone as error:
        raise Invalid(_("%(network)s knows no such account.") % named, code="no_such_account") from error
    except Retry as error:
        if error.limited:
            sentence = _("%(network)s asks us to wait before trying again.") % named
        else:
            sentence = _("%(network)s could not be reached. Nothing was changed; try again later.") % named
        raise NetworkUnavailable(sentence, after_s=error.after_s) from error
    except NetworkError as error:
        sentence = _("%(network)s gave no clear answer. Nothing was changed; try again later.") % named
        raise NetworkUnavailable(sentence, after_s=_SHORTEST_RETRY_S) from error


def remember(access: Access, brand: UUID, network: str, *, state: str, pending: Mapping[str, str]) -> None:
    """Keep what the connector wants back when the member returns with `state`."""
    if access.member is None:
        raise Invalid(_("A signed-in member must connect this account: its network asks them to agree."))
    PendingConnection.objects.create(
        workspace_id=access.workspace,
        member_id=access.member,
        brand_id=brand,
        network=network,
        state_hash=_hash(state),
        secret=secrets.encrypt(json.dumps(dict(pending))),
        expires_at=clock.now() + PENDING_FOR,
    )


def recall(access: Access, state: str) -> tuple[PendingConnection, dict[str, str]]:
    """What waits for `state`, once: the row is gone afterwards, whoever comes with the same state again.

    Raises Invalid where it is too old, used, another member's or another workspace's.
    """
    row = PendingConnection.objects.filter(
        state_hash=_hash(state), workspace_id=access.workspace, expires_at__gt=clock.now()
    ).first()
    if (
        row is None
        or row.member_id != access.member
        or not PendingConnection.objects.filter(pk=row.pk).delete()[0]
    ):
        raise Invalid(
            _("This sign-in was begun too long ago, or by somebody else. Connect the account again."),
            code="state_unknown",
        )
    return row, json.loads(secrets.decrypt(row.secret))


def keep(access: Access, brand: UUID, connector: Connector, connected: Connected) -> Account:
    """Write the connected account: a new row, or the row that it had before, with its history."""
    now = clock.now()
    profile, declaration = connected.profile, connector.declaration
    values = {
        **renewal.columns(connector, connected.credentials),
        "brand_id": brand,
        "server": connected.server,
        "handle": profile.handle[:200],
        "name": profile.name[:200],
        "url": profile.url[:500],
        "avatar_url": profile.avatar_url[:1000],
        "health": Health.CONNECTED.value,
        "health_reason": "",
        "limited_until": None,
        "check_at": now,
        "connected_at": now,
    }
    with transaction.atomic():
        before = _before(access, connector, connected)
        if before is None:
            row = Account.objects.create(
                workspace_id=access.workspace,
                network=declaration.name,
                remote_id=profile.id,
                **values,
            )
        else:
            Account.objects.filter(pk=before.pk).update(**values)
            row = Account.objects.get(pk=before.pk)
        verb = "account.connect" if before is None else "account.reconnect"
        audit.record(access, verb, f"account:{row.pk}", {"network": row.network, "handle": row.handle})
        audit.announce(access, "account", str(row.pk))
    return row


def _before(access: Access, connector: Connector, connected: Connected) -> Account | None:
    rows = Account.objects.select_for_update().filter(
        workspace_id=access.workspace,
        network=connector.declaration.name,
        remote_id=connected.profile.id,
    )
    if not connector.declaration.one_id_everywhere:
        rows = rows.filter(server=connected.server)
    return rows.order_by("connected_at").first()


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
