"""An answer's columns: plain arrays of one length, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[Any]
_EPOCH = np.datetime64(0, "us")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a question brought. Absent numbers are NaN, absent texts None, absent times NaT."""

    arrays: Mapping[str, Array]

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values())))

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def pick(self, chosen: Array) -> "Columns":
        """Some of the rows, by flags or by places."""
        return Columns({name: array[chosen] for name, array in self.arrays.items()})

    def rows(self) -> list[dict[str, Any]]:
        """The rows one by one, with Python's own values."""
        lists = {name: _plain(array) for name, array in self.arrays.items()}
        return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]


def of(fetched: Mapping[str, Array]) -> Columns:
    """From what DuckDB fetches as arrays, which are masked where something is absent."""
    return Columns({name: _filled(array) for name, array in fetched.items()})


def _filled(array: Array) -> Array:
    if not isinstance(array, np.ma.MaskedArray):
        return array
    absent: Any = None
    match array.dtype.kind:
        case "M":
            absent = np.datetime64("NaT")
        case "i" | "u" | "f" | "b":
            array, absent = array.astype(np.float64), np.nan
    return np.asarray(np.ma.filled(array, absent))


def _plain(array: Array) -> list[Any]:
    if array.dtype.kind == "M":
        return [_instant(value) for value in array]
    return list(array.tolist())


def _instant(value: np.datetime64) -> datetime | None:
    return None if np.isnat(value) else value.astype("datetime64[us]").item().replace(tzinfo=UTC)
