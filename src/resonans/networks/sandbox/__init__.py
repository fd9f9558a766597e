"""A simulated network, for trying everything without an account and for tests with known truth."""
