"""Runs programs on other machines, over any `concurrent.futures.Executor`."""
