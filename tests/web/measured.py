"""A brand with two months of measured posts, so that the Measure page has something to say."""

from datetime import datetime, timedelta

from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.events import actions
from resonans.events.vocabulary import Event, Kind, Observation, event_id
from resonans.networks.models import Account

TEXTS = (
    "Höstrosten är tillbaka. Tre dagar bara.",
    "Behind the scenes: how we cup a new lot",
    "Så brygger du utan våg",
    "Job opening: barista at the harbour",
    "=SUM(A1:A9) is not a formula here",
)


def account_of(brand: Brand, noon: datetime, handle: str = "kajen") -> Account:
    """A connected account on the sandbox."""
    return Account.objects.create(
        workspace=brand.workspace,
        brand=brand,
        network="sandbox",
        remote_id=f"id-{handle}",
        handle=handle,
        name="Rosteriet Kajen",
        server="sandbox:",
        connected_at=noon - timedelta(days=90),
        renewed_at=noon - timedelta(days=90),
        check_at=noon + timedelta(days=1),
        last_collected_at=noon - timedelta(minutes=12),
    )


def measured(
    access: Access, brand: Brand, account: Account, noon: datetime, *, only: datetime | None = None
) -> None:
    """A post a day for 56 days, of which the last 28 get twice the engagement; or one at `only`."""
    events: list[Event] = []
    seen: list[Observation] = []

    def observe(kind: str, subject: str, metric: str, value: int, at: datetime) -> None:
        seen.append(
            Observation(
                id=event_id(access.workspace, "observation", subject, metric, at.isoformat()),
                workspace=access.workspace,
                subject_kind=kind,
                subject=subject,
                account=account.id,
                brand=brand.id,
                network="sandbox",
                metric=metric,
                kind="gauge" if kind == "account" else "lifetime_counter",
                value=value,
                observed_at=at,
                learned_at=at,
                source="sandbox",
                source_version="1",
            )
        )

    for day in (60,) if only else range(60):
        at = only or noon - timedelta(days=60 - day)
        observe("account", str(account.id), "followers", 1200 + 3 * day, at)
        if day < 4:
            continue
        post = f"post-{day}"
        level = (2 if day >= 32 else 1) * (8 + day % 5)
        events.append(
            Event(
                id=event_id(access.workspace, Kind.PUBLISHED, "sandbox", str(account.id), post),
                workspace=access.workspace,
                kind=Kind.PUBLISHED,
                occurred_at=at,
                learned_at=at,
                source="publishing",
                network="sandbox",
                account=account.id,
                brand=brand.id,
                post=post,
                text=TEXTS[day % len(TEXTS)],
                extra={"delivery": post, "url": f"https://sandbox.invalid/{post}", "elsewhere": False},
            )
        )
        for age, part in ((0.2, 0.5), (1, 0.8), (3, 0.95), (7, 1.0)):
            moment = at + timedelta(days=age)
            if moment >= noon:
                break
            numbers = {
                "impressions": 400 + 13 * (day % 9),
                "reach": 300 + 9 * (day % 9),
                "reactions": level,
                "comments": level // 4,
                "shares": level // 5,
                "saves": level // 6,
            }
            for metric, value in numbers.items():
                observe("post", post, metric, round(value * part), moment)
    actions.load(access, "measured", events, seen)
