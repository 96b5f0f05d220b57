from typing import Any

import pytest

from gomus_async.sandbox.faults import FAULTS, FaultPlan


def plan(spec: Any, seed: Any = 0, **defaults: Any) -> Any:
    return FaultPlan(spec, seed=seed, defaults=defaults)


def drawn(
    spec: Any, count: Any = 1000, seed: Any = 0, method: Any = "GET", path: Any = "/p"
) -> Any:
    faults = plan(spec, seed)
    hits = [faults.draw(method, path) for _ in range(count)]
    return [None if hit is None else hit.name for hit in hits]


def test_a_seed_gives_the_same_faults_again() -> None:
    spec = "status_429=0.1,reset_after=0.05"
    assert drawn(spec, seed=1) == drawn(spec, seed=1)
    assert drawn(spec, seed=1) != drawn(spec, seed=2)
    assert drawn({"seed": 1, "rates": {"status_429": 0.1, "reset_after": 0.05}}) == drawn(
        spec, seed=1
    )


def test_rates_are_shares_of_the_requests() -> None:
    hits = drawn("status_429=0.3,hang=0.2", count=10_000)
    assert abs(hits.count("status_429") - 3000) < 200
    assert abs(hits.count("hang") - 2000) < 200
    assert set(drawn("hang=0.5,delay=0.5")) == {"hang", "delay"}
    assert set(drawn("hang=1")) == {"hang"}
    assert set(drawn("hang=0")) == {None}


@pytest.mark.parametrize("spec", [None, "", {}, "  ", {"rates": {}, "rules": []}])
def test_an_empty_spec_has_no_faults(spec: Any) -> None:
    assert set(drawn(spec)) == {None}


def test_tenths_may_sum_to_one() -> None:
    assert None not in drawn(dict.fromkeys(FAULTS[:10], 0.1))


def test_rules_win_over_rates_and_leave_the_draw_alone() -> None:
    spec = {"rates": {"hang": 0.5}}
    scripted = {**spec, "rules": [{"do": "delay", "nth": [2, 4]}]}
    without, with_rules = drawn(spec), drawn(scripted)
    assert [with_rules[1], with_rules[3]] == ["delay", "delay"]
    assert [without[0], without[2], *without[4:]] == [
        with_rules[0],
        with_rules[2],
        *with_rules[4:],
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"nth": 3}, [3]),
        ({"nth": [1, 4]}, [1, 4]),
        ({}, [1, 2, 3, 4, 5]),
        ({"times": 2}, [1, 2]),
        ({"nth": [2, 3, 4], "times": 2}, [2, 3]),
    ],
)
def test_nth_counts_the_requests_that_match(rule: Any, expected: Any) -> None:
    faults = plan({"rules": [{"do": "hang", "method": "post", "path": "/p", **rule}]})
    hits = []
    for number in range(1, 6):
        assert faults.draw("GET", "/p") is None
        assert faults.draw("POST", "/q") is None
        if faults.draw("POST", "/p"):
            hits.append(number)
    assert hits == expected


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("/api/v4/customers", "/api/v4/customers", True),
        ("/api/v4/customers", "/api/v4/customers/1", False),
        ("/api/v4/customers/*", "/api/v4/customers/1", True),
        ("/api/v4/customers/*", "/api/v4/customers", False),
        ("*/customers*", "/api/v4/customers/A%2FB", True),
        ("/a.c", "/abc", False),
        ("/a[b]", "/a[b]", True),
    ],
)
def test_paths_are_exact_but_for_the_star(glob: Any, path: Any, matches: Any) -> None:
    faults = plan({"rules": [{"do": "hang", "path": glob}]})
    assert (faults.draw("GET", path) is not None) is matches


def test_the_first_rule_wins_and_every_rule_counts() -> None:
    rules = [{"do": "hang", "nth": 1}, {"do": "delay", "nth": [1, 2]}]
    assert drawn({"rules": rules}, count=3) == ["hang", "delay", None]


def test_options_come_from_the_rule_then_the_spec_then_the_sandbox() -> None:
    spec = {"retry_after": 1, "options": {"delay_s": 2}, "rates": {"html": 1}}
    rules = [{"do": "delay", "nth": 1, "delay_s": 3, "silent": True}]
    faults = plan({**spec, "rules": rules}, delay_s=9, drip_s=4)
    scripted, rated = faults.draw("GET", "/"), faults.draw("GET", "/")
    expected = {"retry_after": 1, "delay_s": 2, "drip_s": 4}
    assert scripted.options == {**expected, "delay_s": 3, "silent": True}
    assert rated.options == expected


def test_options_in_a_string() -> None:
    text = "html=1, retry_after=Wed, silent=true, applied=0, delay_s=.5, redirect_to=http://h/"
    options = plan(text).draw("GET", "/").options
    assert options == {
        "retry_after": "Wed",
        "silent": True,
        "applied": False,
        "delay_s": 0.5,
        "redirect_to": "http://h/",
    }


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("status_418=0.1", "unknown fault 'status_418'"),
        ("status_429", "name=rate"),
        ("status_429=", "name=rate"),
        ("status_429=often", "not a number"),
        ("status_429=1.5", "from 0 to 1"),
        ("status_429=-0.1", "from 0 to 1"),
        ("status_429=nan", "from 0 to 1"),
        ("hang=0.6,delay=0.6", "sum to 1.2"),
        ("silent=perhaps", "silent"),
        ({"rates": {"hang": True}}, "from 0 to 1"),
        ({"rates": []}, "rates must be an object"),
        ({"rules": {}}, "rules must be a list"),
        ({"rules": ["hang"]}, "a rule must be an object"),
        ({"rules": [{}]}, "'do'"),
        ({"rules": [{"do": "explode"}]}, "unknown fault 'explode'"),
        ({"rules": [{"do": []}]}, "unknown fault"),
        ({"rules": [{"do": "hang", "when": 1}]}, "unknown key 'when'"),
        ({"rules": [{"do": "hang", "nth": 0}]}, "nth"),
        ({"rules": [{"do": "hang", "nth": [1, "2"]}]}, "nth"),
        ({"rules": [{"do": "hang", "times": 0}]}, "times"),
        ({"rules": [{"do": "hang", "path": 5}]}, "path"),
        ({"rules": [{"do": "hang", "method": 5}]}, "method"),
        ({"rules": [{"do": "delay", "delay_s": -1}]}, "delay_s"),
        ({"options": {"retry_after": None}}, "retry_after"),
        ({"options": {"redirect_to": 5}}, "redirect_to"),
        ({"options": {"colour": 5}}, "unknown option 'colour'"),
        ({"seed": "x"}, "seed"),
    ],
)
def test_a_wrong_spec_is_told_in_one_sentence(spec: Any, words: Any) -> None:
    with pytest.raises(ValueError, match=r"^faults: ") as caught:
        plan(spec)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
