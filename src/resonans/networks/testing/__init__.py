"""The contract suite: what every connector promises, as rules that run over any of them.

What a connector declares must work; what it does not declare must raise NotSupported. Absence is written in
the connector, with its kind and reason, and never here. A connector's author writes a `Bench` for the network
and runs every rule that applies over it:

    for rule in testing.RULES:
        if rule.applies(connector.declaration):
            rule.check(bench())
"""

from resonans.networks.testing import connecting, declaring, failing, hearing, publishing, reading
from resonans.networks.testing.rule import ContractBroken, Rule

RULES: tuple[Rule, ...] = (
    *declaring.RULES,
    *connecting.RULES,
    *publishing.RULES,
    *failing.RULES,
    *reading.RULES,
    *hearing.RULES,
)

__all__ = ["RULES", "ContractBroken", "Rule"]
