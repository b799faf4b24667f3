"""A function over many chunks by several processes: results in the order of the chunks, never more than a few at work."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

WAITING = 3
"""Chunks a process that are given out before the first result is asked for: enough to keep each one busy."""


def cores() -> int:
    """How many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of so many; the last may be shorter."""
    there = iter(things)
    while chunk := list(islice(there, size)):
        yield chunk


def over(work: Callable[[T], R], chunks: Iterator[T], *, alone: int, processes: int | None = None) -> Iterator[R]:
    """What `work` makes of each chunk. The first `alone` are done here: a short file waits for no process to start."""
    yield from map(work, islice(chunks, alone))
    following = next(chunks, None)
    if following is None:
        return
    chunks, count = chain([following], chunks), cores() if processes is None else processes
    if count < 2:  # noqa: PLR2004 - one other process would only wait for this one
        yield from map(work, chunks)
        return
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        given: deque[Future[R]] = deque()
        try:
            for chunk in chunks:
                given.append(pool.submit(work, chunk))
                if len(given) > WAITING * count:
                    yield given.popleft().result()
            while given:
                yield given.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
