"""Connectors that sign in badly."""

from collections.abc import Mapping
from dataclasses import replace

from tests.networks.polled import Polled

from resonans.networks.contract import Connected, Credentials, Session
from resonans.networks.errors import Reauthorize, Retry
from resonans.networks.http import Http


class ForgetsTheHandle(Polled):
    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        connected = super().finish(http, pending, query)
        return replace(connected, profile=replace(connected.profile, handle=""))


class TakesARefusalForACode(Polled):
    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        if "error" in query:
            raise KeyError("code")
        return super().finish(http, pending, query)


class KeepsTheOldToken(Polled):
    def refresh(self, session: Session) -> Credentials:
        renewed = super().refresh(session)
        values = {**renewed.values, "access_token": session.credentials.values["access_token"]}
        return Credentials(values, renewed.expires_at)


class LosesTheRefreshToken(Polled):
    def refresh(self, session: Session) -> Credentials:
        renewed = super().refresh(session)
        if renewed.values["refresh_token"] == session.credentials.values["refresh_token"]:
            return Credentials({**renewed.values, "refresh_token": ""}, renewed.expires_at)
        return renewed


class GivesUpTooSoon(Polled):
    def refresh(self, session: Session) -> Credentials:
        try:
            return super().refresh(session)
        except Retry as error:
            raise Reauthorize(error.detail) from None


class NeverGivesUp(Polled):
    def refresh(self, session: Session) -> Credentials:
        try:
            return super().refresh(session)
        except Reauthorize as error:
            raise Retry(60, error.detail) from None


BROKEN = {
    "signing_in_connects_an_account": ForgetsTheHandle,
    "a_person_who_does_not_agree_is_not_connected": TakesARefusalForACode,
    "renewed_credentials_work": KeepsTheOldToken,
    "a_renewal_keeps_what_it_does_not_replace": LosesTheRefreshToken,
    "a_renewal_that_fails_for_now_is_tried_again": GivesUpTooSoon,
    "a_renewal_that_is_refused_asks_for_a_person": NeverGivesUp,
}
