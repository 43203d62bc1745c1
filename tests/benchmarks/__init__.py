"""What fdevents costs, beside what it is made of and what others do: measured, never asserted.

Run by hand, from the project's folder: `python -m tests.benchmarks`.
"""
