"""Each network has its page and its mark, and the contract's page lists every rule."""

from pathlib import Path

import pytest

import resonans
from resonans.networks import registry, testing
from resonans.networks.contract import Connector

DOCS = Path(__file__).parents[2] / "docs" / "networks"
MARKS = Path(resonans.__file__).parent / "web" / "static" / "networks"


@pytest.mark.parametrize("connector", registry.connectors(), ids=lambda one: one.declaration.name)
def test_a_network_has_its_page_and_its_mark(connector: Connector) -> None:
    page = (DOCS / f"{connector.declaration.name}.md").read_text()
    assert connector.declaration.title in page
    assert "## Connecting" in page
    for metric in (*connector.declaration.metrics.values(), *connector.declaration.account_metrics.values()):
        assert metric.source_name in page, metric.field
    assert (MARKS / f"{connector.declaration.name}.svg").read_text().startswith("<svg")


def test_the_contract_s_page_lists_every_rule_and_no_other() -> None:
    lines = (DOCS / "contract.md").read_text().rpartition("and no other:")[2].split("\n- ")[1:]
    assert [line.strip() for line in lines] == [rule.name.replace("_", " ") for rule in testing.RULES]
