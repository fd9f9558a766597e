"""The step of the build that compiles the message catalogues."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):  # type: ignore[type-arg,misc]  # hatchling is in the build's environment only
    """Writes the `.mo` files before the package is put together, also for an editable installation."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile where the sources lie."""
        sys.path.insert(0, str(Path(self.root)))
        from tools.messages import compile_all

        compile_all()
