"""A rule of the contract: a sentence, the verbs it is about, and its check."""

from collections.abc import Callable
from dataclasses import dataclass

from resonans.networks.contract import Declaration, Verb
from resonans.networks.testing.bench import Bench


class ContractBroken(AssertionError):
    """The connector does not keep the rule; the message says what it did."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise. It applies to every connector that declares all of `needs`."""

    name: str
    needs: frozenset[Verb]
    check: Callable[[Bench], None]

    def applies(self, declaration: Declaration) -> bool:
        """Whether the connector has what the rule is about."""
        return self.needs <= declaration.verbs


def rule(*needs: Verb) -> Callable[[Callable[[Bench], None]], Rule]:
    """Make a function a rule that carries its name."""

    def made(check: Callable[[Bench], None]) -> Rule:
        return Rule(check.__name__, frozenset(needs), check)

    return made


def demand(holds: object, sentence: str) -> None:
    """Raise ContractBroken with the sentence unless it holds."""
    if not holds:
        raise ContractBroken(sentence)
