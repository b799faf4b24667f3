"""Work in other processes: a function over many chunks, or one long reading beside what is done with it.

Results come in order, and never more than a few are waiting.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WAITING = 3
"""Chunks a process that are given out before the first result is asked for: enough to keep each one busy."""
RARELY = (20_000, 50, 100)


def cores() -> int:
    """How many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """For work that leaves no cycles behind: looking for them would take a quarter of its time. Forks do likewise."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def in_chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of so many; the last may be shorter."""
    there = iter(things)
    while chunk := list(islice(there, size)):
        yield chunk


def _server(module: str) -> Any:
    """A server that has the module and forks ready processes, where there is one; otherwise each starts anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", module])
    return context


def _crew() -> Any:
    """A process of one thread can be forked, and its children know what it knows."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork") if alone else _server(__name__)


class EndedTooSoonError(RuntimeError):
    """A process beside this one has ended in the midst of its work: it was killed, or had no memory."""


class Beside(Iterator[R]):
    """What a generator gives, made in another process; `close`, or nobody holding it any more, ends it early."""

    def __init__(self, make: Callable[[T], Iterator[R]], given: T) -> None:
        context = _server(make.__module__)
        self._receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(make, given, sending), daemon=True)
        process.start()
        sending.close()
        self.close = weakref.finalize(self, _end, self._receiving, process)

    def __next__(self) -> R:
        if not self.close.alive:
            raise StopIteration
        try:
            more, told = self._receiving.recv()
        except EOFError:
            self.close()
            raise EndedTooSoonError("the process that reads has ended too soon") from None
        if more:
            return told  # type: ignore[no-any-return]
        self.close()
        raise StopIteration if told is None else told


def _end(receiving: Connection, process: BaseProcess) -> None:
    receiving.close()
    process.kill()
    process.join()


def _send(make: Callable[[T], Iterator[R]], given: T, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for one in make(given):
            sending.send((True, one))
        sending.send((False, None))
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001 - it is raised where the reading is heard
        sending.send((False, error))


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
    with ProcessPoolExecutor(count, _crew()) as pool:
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
