"""Runs what awaits outside of functions, as notebooks and `python -m asyncio` do."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Optional


class Awaiting:
    """One event loop for all cells of the program in the file `path`: a task that one of them
    starts goes on while another one awaits.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._loop: Optional[Any] = None  # noqa: UP045 (3.9)

    def __call__(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """What the coroutine comes to. An exception keeps the frames of the program alone."""
        import asyncio

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        try:
            return self._loop.run_until_complete(coroutine)
        except BaseException as raised:
            error = raised
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename != self._path:
            frames = frames.tb_next
        raise error.with_traceback(frames)

    def close(self) -> None:
        """Cancel what still runs, as `asyncio.run` does at its end."""
        if self._loop is None or self._loop.is_closed():
            return
        import asyncio

        loop, self._loop = self._loop, None
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        loop.close()
