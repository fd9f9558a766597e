"""Typed values out of JSON, in any number of threads.

msgspec studies a type at its first use and shows the half-finished study to other threads: version 0.22 reads
through a null pointer when a second thread uses the type meanwhile, and the process is gone. So each type is
studied under one lock, before anybody decodes with it.
"""

import threading
from typing import Any

import msgspec

_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_studying = threading.Lock()


def from_json[T](text: bytes | str, shape: type[T]) -> T:
    """The JSON text as a value of `shape`. Raises msgspec.DecodeError or UnicodeDecodeError."""
    value: T = _studied(shape).decode(text)
    return value


def from_plain[T](value: object, shape: type[T]) -> T:
    """What was decoded from JSON before (dicts, lists, plain values) as a value of `shape`.

    Raises msgspec.ValidationError.
    """
    _studied(shape)
    return msgspec.convert(value, shape)


def _studied(shape: Any) -> msgspec.json.Decoder[Any]:
    known = _decoders.get(shape)
    if known is None:
        with _studying:
            known = _decoders.get(shape) or msgspec.json.Decoder(shape)
            _decoders[shape] = known
    return known
