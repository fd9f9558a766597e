"""A simulated network, for trying everything without an account and for tests with known truth.

`connector.py` is our side of the wire; it speaks HTTP to `server.py`, which runs inside this process
(`transport.py`) or in one of its own (`python -m resonans.networks.sandbox`). Behind the server stand the
people (`world.py`), what they do with a post (`behaviour.py`), who follows (`following.py`) and the memory
of it all (`store.py`). `control.py` tells it to misbehave.
"""
