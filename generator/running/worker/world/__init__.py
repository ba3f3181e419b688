"""The world that a program finds: another clock, another machine, other random numbers each time.

A result must depend on none of it. Everything here happens in the program's own process, before
its first line.
"""
