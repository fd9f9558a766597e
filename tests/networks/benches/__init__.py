"""One module for each network under the contract suite; `tests/networks/test_contract.py` collects them.

A module has `open_bench(request, folder)`, a context manager that gives a fresh `Bench` (a new account), and
may have `MARKS`, the pytest marks of the parts that it needs. `request` reaches fixtures by
`request.getfixturevalue`; `folder` is empty and goes away after the test.
"""
