"""The whole road in a real browser, from the first start to a number; networks are other processes."""
