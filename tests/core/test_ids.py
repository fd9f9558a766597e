"""Identifiers."""

from datetime import datetime

from tests.core.together import together

from resonans.core import clock, ids


def test_an_id_is_a_uuid_of_version_7_with_its_time(noon: datetime) -> None:
    made = ids.new()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == int(noon.timestamp() * 1000)


def test_ids_grow_within_one_millisecond_and_over_time(noon: datetime) -> None:
    made = []
    for _ in range(50):
        made += [ids.new() for _ in range(50)]
        clock.move(0.001)
    assert made == sorted(made)
    assert [str(each) for each in made] == sorted(str(each) for each in made)
    assert {each.version for each in made} == {7}


def test_a_clock_that_goes_back_does_not_hold_ids_in_the_future(noon: datetime) -> None:
    later = ids.new()
    clock.move(-3600)
    assert ids.new() < later


def test_threads_never_get_the_same_id(noon: datetime) -> None:
    results = together(*[lambda: [ids.new() for _ in range(2000)]] * 4)
    made = [each for result in results if isinstance(result, list) for each in result]
    assert len(made) == len(set(made)) == 8000
