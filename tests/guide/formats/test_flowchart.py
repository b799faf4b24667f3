"""The chart holds every step, fits its page, and never breaks its box."""

import re
import xml.etree.ElementTree as ET

import pytest

from services.guide.flowchart import PART_HEIGHT, WIDTH, Step, draw, steps_in_words, wrap

parsed = ET.fromstring  # our own drawing
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [str(node.text) for node in parsed(svg).iter(f"{SVG}text")]


def test_no_steps_no_chart() -> None:
    assert draw([]) == ()


def test_forty_steps_are_all_there_each_page_within_its_height() -> None:
    steps = [
        Step(n, ("受理", "审查")[n % 2], "某局" * 20, f"{n}个工作日", "一次告知补正；不予受理") for n in range(1, 41)
    ]
    parts = draw(steps)
    assert len(parts) > 3
    names = [text for part in parts for text in texts(part) if re.match(r"\d+\. ", text)]
    assert names == [f"{step.number}. {step.name}" for step in steps]
    assert all(float(parsed(part).get("height", "0")) <= PART_HEIGHT + 60 for part in parts)
    assert texts(parts[0])[-1] == "接下图"
    assert texts(parts[1])[0] == "续上图"
    assert texts(parts[-1])[-1] == "结束"


def test_uncounted_steps_and_ways_out_are_marked() -> None:
    (part,) = draw([Step(1, "受理", "窗口", "当场办结", "补正；不予受理"), Step(2, "听证", "某局", counted=False)])
    assert {"补正", "不予受理", "不计入办理时限"} <= set(texts(part))
    assert texts(part).count("听证") == 0
    assert part.count('stroke-dasharray="6 4"') == 1


def test_a_loop_names_the_step_it_goes_back_to() -> None:
    steps = [Step(1, "受理"), Step(2, "审查", note="有误的，退回受理"), Step(3, "受理", note="退回受理")]
    assert [text for text in texts(draw(steps)[0]) if "退回" in text] == ["退回第1步", "退回第1步"]
    assert "退回第1步" in steps_in_words(steps)


def test_markup_in_a_step_stays_text() -> None:
    (part,) = draw([Step(1, '</text><script>"&', "<b>", "]]>")])
    assert "<script" not in part
    assert any("</text>" in text for text in texts(part))


def test_an_overlong_name_is_cut_in_the_chart_only() -> None:
    steps = [Step(1, "长" * 2000)]
    (part,) = draw(steps)
    assert max(len(text) for text in texts(part)) < 40
    assert "…" in "".join(texts(part))
    assert "长" * 2000 in steps_in_words(steps)


@pytest.mark.parametrize("text", ["综合服务窗口一次告知", "GB/T 39046-2020 and more words", "一" * 15 + "）"])
def test_lines_fit_their_room(text: str) -> None:
    lines = wrap(text, 170, 17, 5)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= 20 for line in lines)
    assert not any(line.startswith("）") for line in lines)


def test_the_drawing_asks_for_nothing_outside() -> None:
    (part,) = draw([Step(1, "受理")])
    assert part.replace("http://www.w3.org/2000/svg", "").count("http") == 0
    assert f'viewBox="0 0 {WIDTH} ' in part
