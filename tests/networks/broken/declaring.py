"""Connectors that say the wrong thing of themselves."""

from dataclasses import replace

from tests.networks.polled import Polled

from resonans.networks.contract import (
    Limits,
    MetricField,
    NotYet,
    Outgoing,
    PollRule,
    Ready,
    Saved,
    Session,
    Ticket,
    Verb,
)

_POLLS = PollRule(2, 4, 50, 300, 86_400)


class LeavesAVerbUnsaid(Polled):
    declaration = replace(
        Polled.declaration,
        absences={
            verb: absence for verb, absence in Polled.declaration.absences.items() if verb is not Verb.QUOTE
        },
    )


class LeavesANumberUnsaid(Polled):
    declaration = replace(
        Polled.declaration,
        missing_metrics={
            metric: absence
            for metric, absence in Polled.declaration.missing_metrics.items()
            if metric is not MetricField.SAVES
        },
    )


class TakesAPollSilently(Polled):
    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        return super().prepare(session, replace(outgoing, poll=None), ticket, saved)


class NamesNoSource(Polled):
    def limits(self, session: Session | None) -> Limits:
        limits = super().limits(session)
        return limits if session else replace(limits, source="")


class OffersPollsToAccounts(Polled):
    def limits(self, session: Session | None) -> Limits:
        limits = super().limits(session)
        return replace(limits, poll=_POLLS) if session else limits


BROKEN = {
    "every_verb_is_declared_or_absent_with_a_reason": LeavesAVerbUnsaid,
    "every_number_is_declared_or_missing_with_a_reason": LeavesANumberUnsaid,
    "what_is_not_declared_is_not_supported": TakesAPollSilently,
    "limits_are_known_before_an_account_is": NamesNoSource,
    "limits_of_an_account_agree_with_its_verbs": OffersPollsToAccounts,
}
