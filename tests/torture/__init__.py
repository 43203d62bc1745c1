"""What must hold under force: each force is an endless series of tries, made from a seed.

The suite takes a few of each. `python -m tests.torture --minutes 20` takes as many as the time
allows, and prints how many there were and how many failed.
"""
