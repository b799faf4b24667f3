"""Where an old code leads, over small random histories: no place is lost, nobody is named who does nothing for anybody."""

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.catalog.domain.items import Item
from services.catalog.domain.successors import named
from services.catalog.domain.ways import Spot, Way, served, walk
from shared.codes import Division, covers, division

CITY = "city"
COUNTIES = {"jidong": "230321", "hulin": "230381", "mishan": "230382"}
REGIONS = {CITY: "230300"} | COUNTIES
ON = "2026-11-23"


def places() -> list[Division]:
    return [one for code in COUNTIES.values() if (one := division(code))]


def item_of(code: str, layer: str, basic: str, office: str, region: str, parent: str | None) -> Item:
    ids = {"item_id": code, "layer": layer, "code": code, "basic_code": basic, "parent_id": parent}
    body = {"office": office, "office_name": office, "region": region, "region_name": region, "name": basic}
    zero = dict.fromkeys(("head", "submitted", "approved", "online", "base_edition", "turn"), 1)
    return Item(**ids, **body, **zero, item_type="07", state="compiling", created_at=ON, updated_at=ON)  # type: ignore[arg-type]


@dataclass
class History:
    """What the catalogue's commands write, as far as it says where codes lead."""

    bases: dict[str, Item] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    steps: dict[str, list[str]] = field(default_factory=dict)
    offers: dict[str, dict[str, str]] = field(default_factory=dict)

    def base(self, levels: str) -> str:
        code = f"B{len(self.bases)}"
        self.bases[code] = item_of(code, "base", code, "owner", "230000", None)
        self.levels[code] = levels
        self.offers[code] = {}
        return code

    def stands(self, base: str) -> bool:
        return self.bases[base].state != "cancelled"

    def held(self, base: str, body: str) -> bool:
        return f"{body}/{base}" in self.items and self.items[f"{body}/{base}"].state != "cancelled"

    def offer(self, base: str, body: str) -> None:
        fits = self.levels[base] != ("county" if body == CITY else CITY)
        if fits and self.stands(base) and not self.held(base, body):
            self.offers[base][body] = "offered"

    def claim(self, base: str, body: str) -> None:
        if self.offers[base].get(body) == "offered":
            self._begin(base, body)

    def _begin(self, base: str, body: str) -> None:
        code = f"{body}/{base}"
        self.items[code] = item_of(code, "implementation", base, body, REGIONS[body], base)
        self.offers[base][body] = "claimed"

    def refuse(self, base: str, body: str) -> None:
        if self.offers[base].get(body) == "offered":
            self.offers[base][body] = "refused"

    def publish(self, base: str, body: str) -> None:
        if self.held(base, body) and self.stands(base):
            self._set(f"{body}/{base}", availability="online")

    def give_up(self, base: str, body: str) -> None:
        if self.held(base, body):
            self._set(f"{body}/{base}", state="cancelled", availability="none")
            self.offers[base][body] = "ended"

    def hand_down(self, base: str, body: str) -> None:
        if body != CITY and self.stands(base) and self.held(base, CITY) and self.offers[base].get(body) != "refused":
            if not self.held(base, body):
                self._begin(base, body)
            self.publish(base, body)
            self._lead(f"{CITY}/{base}", [f"{body}/{base}"])
            self.give_up(base, CITY)

    def follow(self, old: str, new: list[str]) -> None:
        """What is merged, split or renamed; the bodies' own are public until each has followed."""
        if not self.stands(old):
            return
        holders = [code for code, one in self.items.items() if one.basic_code == old and one.state != "cancelled"]
        asked = [body for body, state in self.offers[old].items() if state in ("offered", "refused")]
        self.bases[old] = replace(self.bases[old], state="cancelled")
        self.offers[old] |= dict.fromkeys(asked, "withdrawn")
        for code in [old, *holders]:
            self._lead(code, new)
        for base in new:
            for body in dict.fromkeys([*asked, *(self.items[code].office for code in holders)]):
                self.offer(base, body)

    def push(self, base: str) -> None:
        if not self.stands(base):
            for body in REGIONS:
                self.give_up(base, body)

    def rename(self, base: str) -> None:
        """Renamed, and everyone does with the heir as with the old."""
        if not self.stands(base):
            return
        before = {body: self.offers[base].get(body, "") for body in REGIONS}
        public = [body for body in REGIONS if self.held(base, body) and self._is_public(base, body)]
        heir = self.base(self.levels[base])
        self.follow(base, [heir])
        for body, state in before.items():
            does = {"claimed": self.claim, "refused": self.refuse}.get(state)
            if does:
                does(heir, body)
        for body in public:
            self.publish(heir, body)
        self.push(base)

    def has(self, item: Item) -> bool:
        """Whether people find an item, or will."""
        return item.availability == "online" or (item.state != "cancelled" and self.stands(item.basic_code))

    def _is_public(self, base: str, body: str) -> bool:
        return self.items[f"{body}/{base}"].availability == "online"

    def _set(self, code: str, **values: str) -> None:
        self.items[code] = replace(self.items[code], **values)  # type: ignore[arg-type]

    def _lead(self, old: str, new: list[str]) -> None:
        self.steps[old] = list(dict.fromkeys(self.steps.get(old, []) + new))

    def spot(self, code: str) -> Spot:
        rows = [{"new_code": new, "kind": "", "reason": "", "at": ON} for new in self.steps.get(code, [])]
        if code not in self.bases:
            return Spot(self.items.get(code), rows)
        bodies = sorted((o for o in self.items.values() if o.parent_id == code), key=lambda o: o.state == "cancelled")
        return Spot(self.bases[code], rows, bodies, self.offers[code])

    def way(self, code: str) -> Way:
        known: dict[str, Spot] = {}
        while (way := walk(code, known)).lacking:
            known |= {one: self.spot(one) for one in way.lacking}
        return way

    def told(self, code: str) -> tuple[set[str], set[str], set[str]]:
        """The bodies that follow publicly, those whose item is coming, and the places that nobody has."""
        start = self.items[code]
        heirs, left = served(self.way(code), start, [one for one in places() if covers(start.region, one.code)])
        public = {heir.whose.office for heir in heirs if heir.public}
        return public, {heir.whose.office for heir in heirs if not heir.public}, {one.code for one in left}

    def gone(self) -> list[str]:
        """Codes of bodies that are cancelled and lead on."""
        return [code for code, one in self.items.items() if one.state == "cancelled" and self.steps.get(code)]


BASES, BODIES = st.integers(0, 5), st.sampled_from(sorted(REGIONS))
ACTS = st.one_of(
    st.tuples(st.sampled_from(["offer", "claim", "refuse", "publish", "give_up", "hand_down"]), BASES, BODIES),
    st.tuples(st.just("follow"), BASES, st.lists(st.sampled_from(["", "", CITY, "county"]), min_size=1, max_size=2)),
    st.tuples(st.sampled_from(["push", "rename", "rename"]), BASES),
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A history that begins with an item that everybody was asked to have, and most have publicly."""
    history = History()
    first = history.base("")
    for body in REGIONS:
        history.offer(first, body)
    for body in draw(st.lists(BODIES, unique=True)):
        history.claim(first, body)
        history.publish(first, body)
    for act in draw(st.lists(ACTS, max_size=14)):
        _do(history, act)
    return history


def _do(history: History, act: tuple[str, int, object] | tuple[str, int]) -> None:
    name, number, *more = act
    base = f"B{number % len(history.bases)}"
    if name == "follow":
        more = [[history.base(levels) for levels in more[0]]] if history.stands(base) else [[]]  # type: ignore[attr-defined]
    getattr(history, name)(base, *more)


@settings(max_examples=250)
@given(histories())
def test_nobody_is_named_who_only_keeps_the_catalogue_or_refused(history: History) -> None:
    for code in [*history.gone(), *history.bases]:
        for heir in history.way(code).heirs:
            base, body = heir.item.basic_code, heir.whose.office
            assert body in REGIONS
            assert history.held(base, body) or history.offers[base][body] == "offered"
            assert heir.public or history.stands(base)


@settings(max_examples=250)
@given(histories())
def test_each_place_is_served_or_coming_or_left_and_left_only_while_nobody_there_has_it(history: History) -> None:
    for code in history.gone():
        public, coming, left = history.told(code)
        start = history.items[code]
        for place in (one for one in places() if covers(start.region, one.code)):
            named = {body for body in public | coming if body == start.office or covers(REGIONS[body], place.code)}
            assert bool(named) != (place.code in left)
            there = [one for one in history.items.values() if one.region == place.code and one.office != start.office]
            assert not (
                place.code in left and any(history.has(one) for one in there if one.basic_code in after(history, code))
            )


def after(history: History, code: str) -> set[str]:
    """The catalogue items of all codes that lead on from a code, in whatever way."""
    seen: set[str] = set()
    ask = [code]
    while ask:
        code = ask.pop()
        if code not in seen:
            seen.add(code)
            ask += [*history.steps.get(code, []), code.rpartition("/")[2]]
    return seen & history.bases.keys()


@settings(max_examples=250)
@given(histories(), st.data())
def test_a_renaming_above_changes_nothing_once_the_heirs_follow(history: History, data: st.DataObject) -> None:
    gone = history.gone()
    before = {code: history.told(code) for code in gone}
    base = data.draw(st.sampled_from([code for code in history.bases if history.stands(code)] or [""]))
    if base:
        history.rename(base)
        assert {code: history.told(code) for code in gone} == before


def everybody(levels: str = "") -> tuple[History, str]:
    """A history in which everybody whose level it is has the first item publicly."""
    history = History()
    base = history.base(levels)
    for body in REGIONS:
        history.offer(base, body)
        history.claim(base, body)
        history.publish(base, body)
    return history, base


def test_what_is_handed_down_after_it_was_renamed_is_found_below_by_the_first_code() -> None:
    history, base = everybody(CITY)
    history.rename(base)
    history.hand_down("B1", "jidong")
    assert history.told(f"{CITY}/{base}") == ({"jidong"}, set(), {"230381", "230382"})


def test_the_body_above_follows_who_is_of_another_level_and_not_who_refused_or_gave_up() -> None:
    history, base = everybody()
    history.follow(base, [history.base(CITY)])
    history.claim("B1", CITY)
    history.push(base)
    assert history.told(f"jidong/{base}") == (set(), {CITY}, set())
    history, base = everybody()
    history.follow(base, [history.base("")])
    for body, does in ((CITY, history.claim), ("jidong", history.refuse), ("hulin", history.claim)):
        does("B1", body)
    history.push(base)
    history.give_up("B1", "hulin")
    for body in ("jidong", "hulin"):
        assert history.told(f"{body}/{base}") == (set(), set(), {REGIONS[body]})
    history.rename("B1")
    for body in ("jidong", "hulin"):
        assert history.told(f"{body}/{base}") == (set(), set(), {REGIONS[body]})


def test_the_bodies_below_are_named_only_where_the_old_body_itself_has_nothing_that_follows() -> None:
    history, base = everybody()
    history.rename(base)
    assert history.told(f"{CITY}/{base}") == ({CITY}, set(), set())
    history.give_up("B1", CITY)
    assert history.told(f"{CITY}/{base}") == (set(COUNTIES), set(), set())


def test_a_place_is_served_by_who_followed_already_and_not_by_who_acts_for_an_organ() -> None:
    history, base = everybody()
    history.give_up(base, "mishan")
    history.hand_down(base, "jidong")
    history.follow(base, [history.base("")])
    history.claim("B1", "hulin")
    history.publish("B1", "hulin")
    history.give_up(base, "hulin")
    assert history.told(f"{CITY}/{base}") == ({"jidong", "hulin"}, set(), {"230382"})
    history.items["hulin/B1"] = replace(history.items["hulin/B1"], organ=f"{CITY}/B1")
    assert history.told(f"{CITY}/{base}") == ({"jidong"}, set(), {"230381", "230382"})


def test_the_same_body_follows_for_all_that_it_had_wherever_it_is_now() -> None:
    history, base = everybody()
    history.rename(base)
    history.items["jidong/B1"] = replace(history.items["jidong/B1"], region="230399")
    assert history.told(f"jidong/{base}") == ({"jidong"}, set(), set())


def test_a_code_of_the_catalogue_leads_to_all_who_have_what_follows() -> None:
    history, base = everybody()
    history.rename(base)
    history.hand_down("B1", "jidong")
    assert {(heir.item.code, heir.public) for heir in history.way(base).heirs} == {
        (f"{body}/B1", True) for body in COUNTIES
    }


def test_of_many_who_follow_the_first_are_named_and_the_others_counted() -> None:
    assert named(["一", "二"]) == ("一、二", "一, 二")
    zh, en = named([str(n) for n in range(25)])
    assert (zh.endswith("、19 等 25 处"), en.endswith(", 19 and 5 more")) == (True, True)
