"""What runs inside the deck's own Python: standard library only, nothing of `generator`.

The folder is started as a script (`python -s worker MODE …`), so it must load in any CPython
from 3.9 on. Modules import each other relatively, so that the same files serve as the package
`generator.running.worker` in the parent and under an unlikely name in the worker itself.
"""
