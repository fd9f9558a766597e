"""Rules about signing in and staying signed in."""

from dataclasses import replace

from resonans.networks.contract import Verb
from resonans.networks.errors import Reauthorize, Rejected, Retry
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Bench, Fault
from resonans.networks.testing.rule import Rule, demand, rule


@rule()
def signing_in_connects_an_account(bench: Bench) -> None:
    """Afterwards we know whose it is, where it lives, and how to act for it."""
    connected = bench.sign_in()
    demand(connected.profile.id, "the connected account has no id")
    demand(connected.profile.handle, "the connected account has no handle")
    demand(connected.server.startswith(("http://", "https://")), f"{connected.server!r} is no address")
    demand(any(connected.credentials.values.values()), "there are no credentials")


@rule()
def a_person_who_does_not_agree_is_not_connected(bench: Bench) -> None:
    """A refusal, or a wrong password, is told as such."""
    error = walk.failure(lambda: bench.sign_in(agree=False))
    told = isinstance(error, Rejected | Reauthorize)
    demand(told, f"signing in without agreement gave {error!r}")


@rule(Verb.REFRESH, Verb.PROFILE)
def renewed_credentials_work(bench: Bench) -> None:
    """The account can go on with them, and they can be renewed again."""
    session = bench.session()
    for _ in range(2):
        session = replace(session, credentials=bench.connector.refresh(session))
    error = walk.failure(lambda: bench.connector.profile(session))
    demand(error is None, f"renewed credentials are not accepted: {error!r}")


@rule(Verb.REFRESH)
def a_renewal_keeps_what_it_does_not_replace(bench: Bench) -> None:
    """An answer without a new refresh token leaves the old one in force."""
    session = bench.session()
    bench.fault(Fault.NO_NEW_REFRESH)
    renewed = bench.connector.refresh(session)
    for name, value in session.credentials.values.items():
        demand(not value or renewed.values.get(name), f"the renewal lost {name!r}")


@rule(Verb.REFRESH)
def a_renewal_that_fails_for_now_is_tried_again(bench: Bench) -> None:
    """A server in trouble says nothing about the credentials."""
    for fault in (Fault.BROKEN, Fault.LOST_BEFORE, Fault.UNREACHABLE, Fault.HTML):
        session = bench.session()
        bench.fault(fault)
        error = walk.failure(lambda held=session: bench.connector.refresh(held))  # type: ignore[misc]
        demand(isinstance(error, Retry), f"a renewal under {fault} gave {error!r}")


@rule(Verb.REFRESH)
def a_renewal_that_is_refused_asks_for_a_person(bench: Bench) -> None:
    """When the network says that the credentials are dead, they are."""
    session = bench.session()
    bench.fault(Fault.REVOKED)
    error = walk.failure(lambda: bench.connector.refresh(session))
    demand(isinstance(error, Reauthorize), f"renewing revoked credentials gave {error!r}")


RULES: tuple[Rule, ...] = (
    signing_in_connects_an_account,
    a_person_who_does_not_agree_is_not_connected,
    renewed_credentials_work,
    a_renewal_keeps_what_it_does_not_replace,
    a_renewal_that_fails_for_now_is_tried_again,
    a_renewal_that_is_refused_asks_for_a_person,
)
