"""A Mastodon server for tests: a process of its own, with state, a call log and switches for misbehaviour.

`python -m tests.fakes.mastodon --calls FILE` prints its address when it is ready. Tests start it by
`tests.fakes.mastodon.process.start`. Its answers are held to Mastodon's documentation by Mastodon.py, which
drives it in `tests/fakes/test_mastodon.py`.
"""
