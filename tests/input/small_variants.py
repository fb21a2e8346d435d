"""Scenarios that extend small.model.toml, for the tests that run the program: one that differs, one that fails."""

HASTY = """extends = "small.model"
name = "hasty"
[lever.hurry]
parameter = "haste"
operation = "multiply"
value = 0.8
"""
# A division by 0 that no check can know of: every run of this scenario fails.
FAILING = """extends = "small.model"
name = "failing"
[[pathway.visit.step]]
name = "serve"
seize = "front"
time = {value = "1 min / floor(1 / 2)", remove = ["lookup", "factor"]}
"""
