"""Two changes of one text: paragraphs that only one side touched are merged, the others are asked for one by one."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from shared.problems import Malformed

Lines = list[str]
Ask = Callable[[str, tuple[Any, Any, Any]], Any]
Region = tuple[slice, slice, slice]


def has_paragraphs(texts: Sequence[Any]) -> bool:
    """Whether three texts can be merged by paragraphs: the one that both began with has more than one."""
    return all(isinstance(text, str) for text in texts) and "\n" in texts[0]


def merged(path: str, texts: tuple[str, str, str], ask: Ask) -> str:
    """The text with what either side changed; `ask` decides where both did, by the paragraph's number in the base."""
    base, upper, own = (text.split("\n") for text in texts)
    found: Lines = []
    for was, above, here in _regions(base, upper, own):
        three = base[was], upper[above], own[here]
        found += three[0] if three[0] == three[1] == three[2] else _region(path, was.start, three, ask)
    return "\n".join(found)


def _region(path: str, start: int, three: tuple[Lines, Lines, Lines], ask: Ask) -> Lines:
    before, above, here = three
    if above in (before, here):
        return here
    if here == before:
        return above
    if len(before) == len(above) == len(here) > 1:
        rows = zip(before, above, here, strict=True)
        return [line for n, (b, a, h) in enumerate(rows) for line in _region(path, start + n, ([b], [a], [h]), ask)]
    texts = ("\n".join(lines) if lines else None for lines in three)
    chosen = ask(f"{path}[¶{start + 1}]", (next(texts), next(texts), next(texts)))
    if chosen is not None and not isinstance(chosen, str):
        raise Malformed("段落须是文字。", "A paragraph is a text.", path)
    return chosen.split("\n") if chosen is not None else []


def _regions(base: Lines, upper: Lines, own: Lines) -> Iterator[Region]:
    """The texts cut where all three agree: what agrees and what does not, in turn."""
    at = [0, 0, 0]
    for start in _common(base, upper, own):
        if any(place < found for place, found in zip(at, start, strict=True)):
            yield _slices(at, start)
        at = [place + 1 for place in start]
        if start[0] < len(base):
            yield _slices(start, at)


def _slices(start: Sequence[int], end: Sequence[int]) -> Region:
    was, above, here = (slice(*both) for both in zip(start, end, strict=True))
    return was, above, here


def _common(base: Lines, upper: Lines, own: Lines) -> Iterator[list[int]]:
    """Each paragraph of the base that both others still have, with its three places; at last, where the texts end."""
    above, here = _matches(base, upper), _matches(base, own)
    for place in range(len(base)):
        if place in above and place in here:
            yield [place, above[place], here[place]]
    yield [len(base), len(upper), len(own)]


def _matches(base: Lines, other: Lines) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
