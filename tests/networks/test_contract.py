"""The contract suite over every connector that has a bench in `tests/networks/benches/`."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest
from tests.networks import benches

from resonans.networks import testing
from resonans.networks.testing import Rule


def _modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{benches.__name__}.{found.name}")
        for found in pkgutil.iter_modules(benches.__path__)
    ]


def _cases() -> list[object]:
    return [
        pytest.param(
            module,
            rule,
            id=f"{module.__name__.rpartition('.')[2]}-{rule.name}",
            marks=getattr(module, "MARKS", ()),
        )
        for module in _modules()
        for rule in testing.RULES
    ]


@pytest.mark.parametrize(("module", "rule"), _cases())
def test_the_connector_keeps_the_contract(
    module: ModuleType, rule: Rule, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with module.open_bench(request, tmp_path) as bench:
        if rule.applies(bench.connector.declaration):
            rule.check(bench)
