"""Which materials are forms to fill in, by their names: they come with a blank, a sample and an instruction (C48)."""

import re
from functools import lru_cache

FORM = re.compile(r"(申请|申报|申领|报名|登记|审批|备案|变更|注销)(?:书|单|表格?)$")
ASKED = frozenset({"申请", "申报", "申领", "报名"})
"""Always filled in by who asks; a copy of another, such as 审批表, is a paper of earlier."""
COPY = re.compile(r"复印件|影印件|扫描件")
NOTE = re.compile(r"[（(][^（）()]*[）)]|[-—–－:：][^、，,；;]{0,20}$")
BEHIND = re.compile(
    r"(?:原件|复印件|影印件|扫描件|电子版|电子件|纸质版?|正本|副本|样表|样本|模板|范本|(?:一式|各|共)?[一二两三四五六七八九十\d]{1,3}份"
    r"|[和及与]|加盖公章|盖章|签字|[\W\d_])+$"
)
NEXT = re.compile(r"[、，,；;＋+/]|及")


@lru_cache(8192)
def is_form(name: str) -> bool:
    """Whether a material, or one of several that a name lists, is a form, whatever note or number stands behind it."""
    bare = NOTE.sub("", name[:200])
    found = [hit[1] for part in NEXT.split(bare) if (hit := FORM.search(BEHIND.sub("", part)))]
    return bool(ASKED.intersection(found)) or (bool(found) and not COPY.search(name))
