"""Publishing to Mastodon, and settling doubt by reading back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.networks.benches.mastodon import MastodonBench

from resonans.core import clock
from resonans.networks.contract import Absent, Media, NotYet, Outgoing, Receipt, Ref, Saved, Ticket, Unclear
from resonans.networks.errors import NetworkError, OutcomeUnknown, Rejected
from resonans.networks.mastodon.posting import HONOURS_KEY
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Act, Fault

HOURS = 3600.0


def lost(bench: MastodonBench, outgoing: Outgoing, fault: Fault = Fault.LOST_AFTER) -> tuple[Ticket, Saved]:
    """Publish, and lose the answer."""
    tried, saved, publish = walk.attempted(bench, outgoing)
    bench.fault(fault)
    with pytest.raises(OutcomeUnknown):
        publish()
    return tried, saved


def look(bench: MastodonBench, outgoing: Outgoing, at: tuple[Ticket, Saved]) -> Receipt | Absent | Unclear:
    return bench.connector.look(bench.session(), outgoing, *at)


def test_a_key_that_was_answered_with_an_older_post_is_known_to_be_honoured(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    tried, saved = lost(bench, given)
    assert not bench.connector.repeats_safely(bench.session(), saved)
    bench.wait(60)
    receipt = bench.connector.publish(bench.session(), given, tried, saved)
    assert [post.id for post in bench.truth()] == [receipt.ref.id]
    assert bench.session().credentials.values[HONOURS_KEY] == "shown"
    assert bench.connector.repeats_safely(bench.session(), saved)


def test_a_key_is_not_trusted_for_longer_than_the_server_keeps_it(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    tried, saved = lost(bench, given)
    bench.wait(60)
    bench.connector.publish(bench.session(), given, tried, saved)
    bench.wait(51 * 60)
    assert not bench.connector.repeats_safely(bench.session(), saved)


def test_a_first_answer_shows_nothing(bench: MastodonBench) -> None:
    _tried, saved, publish = walk.attempted(bench, Outgoing(walk.text()))
    publish()
    assert HONOURS_KEY not in bench.session().credentials.values
    assert not bench.connector.repeats_safely(bench.session(), saved)


def test_a_server_that_ignores_keys_is_never_trusted(bench: MastodonBench) -> None:
    bench.server.switch("rules", honours_key=False)
    given = Outgoing(walk.text())
    tried, saved = lost(bench, given)
    bench.wait(60)
    bench.connector.publish(bench.session(), given, tried, saved)
    assert len(bench.truth()) == 2
    assert not bench.connector.repeats_safely(bench.session(), saved)


def test_what_is_not_found_stays_unknown_on_a_server_that_has_shown_nothing(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    at = lost(bench, given, Fault.LOST_BEFORE)
    for _ in range(3):
        bench.wait(5 * HOURS)
        found = look(bench, given, at)
        assert isinstance(found, Unclear)
        assert "decide" in found.reason


def test_what_is_not_found_is_absent_on_a_server_that_honours_keys(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    at = lost(bench, given, Fault.LOST_BEFORE)
    session = bench.session()
    values = {**session.credentials.values, HONOURS_KEY: "shown"}
    session.keep(replace(session.credentials, values=values))
    assert isinstance(look(bench, given, at), Unclear)
    bench.wait(bench.connector.declaration.looks_for_s + 1)
    assert isinstance(look(bench, given, at), Absent)


def test_a_post_is_found_however_the_server_writes_it(bench: MastodonBench) -> None:
    bench.server.switch("people", username="dora", domain="remote.example")
    given = Outgoing(
        "Hej @dora@remote.example!  Läs <allt> & mer:\n\n\n\n"
        "https://kajen.example/a/very/long/address/that/is/cut/when/shown?a=1&b=2 #kaffe ☕ ",
        content_warning="Caffeine",
        media=(bench.image(),),
        visibility="unlisted",
    )
    at = lost(bench, given)
    found = look(bench, given, at)
    assert isinstance(found, Receipt)
    assert [found.ref.id] == [post.id for post in bench.truth()]


def test_a_post_that_shows_late_is_found_late(bench: MastodonBench) -> None:
    bench.fault(Fault.SLOW_TO_SHOW)
    given = Outgoing(walk.text())
    at = lost(bench, given)
    assert isinstance(look(bench, given, at), Unclear)
    bench.wait(50)
    assert isinstance(look(bench, given, at), Receipt)


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_post_is_found_on_a_server_whose_clock_is_wrong(bench: MastodonBench, minutes: int) -> None:
    given = Outgoing(walk.text())
    bench.server.set_clock(clock.now() + timedelta(minutes=minutes))
    at = lost(bench, given)
    assert isinstance(look(bench, given, at), Receipt)


def test_a_post_is_found_when_its_worker_was_killed_and_nobody_looked_for_an_hour(
    bench: MastodonBench,
) -> None:
    given = Outgoing(walk.text())
    held, saved = lost(bench, given)
    bench.wait(HOURS)
    assert isinstance(look(bench, given, (replace(held, tried_at=clock.now()), saved)), Receipt)


def test_a_post_is_found_below_many_others(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    at = lost(bench, given)
    for _ in range(45):
        bench.server.switch("acts", act="post", by=bench.name, text=walk.text())
    bench.wait(5)
    found = look(bench, given, at)
    assert isinstance(found, Receipt)


def others(bench: MastodonBench, given: Outgoing) -> list[Outgoing]:
    """Posts that differ from `given` in one thing."""
    above = walk.sent(bench).ref
    return [
        replace(given, text=f"{given.text}!"),
        replace(given, media=()),
        replace(given, media=(*given.media, bench.image())),
        replace(given, content_warning="Caffeine"),
        replace(given, reply_to=above),
    ]


def test_a_post_that_differs_in_one_thing_is_another(bench: MastodonBench) -> None:
    given = Outgoing(walk.text(), media=(bench.image(),))
    for other in others(bench, given):
        walk.sent(bench, other)
    at = lost(bench, given, Fault.LOST_BEFORE)
    assert isinstance(look(bench, given, at), Unclear)


def test_an_earlier_post_with_the_same_words_is_another(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    walk.sent(bench, given)
    bench.wait(60)
    at = lost(bench, given, Fault.LOST_BEFORE)
    assert isinstance(look(bench, given, at), Unclear)


def test_what_another_program_posted_is_not_ours(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    at = lost(bench, given, Fault.LOST_BEFORE)
    phone = bench.server.token(bench.name, "https://phone.example/back")
    headers = {"Authorization": f"Bearer {phone}"}
    httpx.post(f"{bench.server.base}/api/v1/statuses", headers=headers, data={"status": given.text})
    assert len(bench.truth()) == 1
    assert isinstance(look(bench, given, at), Unclear)


def test_two_deliveries_with_the_same_words_find_a_post_each(bench: MastodonBench) -> None:
    given = Outgoing(walk.text())
    first, second = lost(bench, given), lost(bench, given)
    found = look(bench, given, first)
    assert isinstance(found, Receipt)
    session = replace(bench.session(), taken=lambda remote_id: remote_id == found.ref.id)
    other = bench.connector.look(session, given, *second)
    assert isinstance(other, Receipt)
    assert {found.ref.id, other.ref.id} == {post.id for post in bench.truth()}


# what is sent


def test_files_are_waited_for(bench: MastodonBench) -> None:
    given, held = Outgoing(walk.text(), media=(bench.image(),)), walk.ticket()
    step = bench.connector.prepare(bench.session(), given, held, {})
    assert isinstance(step, NotYet)
    assert step.again_in_s > 0
    again = bench.connector.prepare(bench.session(), given, held, step.saved)
    assert again == step
    bench.wait(4)
    walk.prepared(bench, given, held, step.saved)


def test_a_file_that_the_server_cannot_read_is_told(bench: MastodonBench, tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"damaged beyond repair")
    bad = Media("b", path, "image/jpeg", 21, "0" * 64)
    with pytest.raises(Rejected) as caught:
        walk.prepared(bench, Outgoing("Look", media=(bad,)), walk.ticket())
    assert (caught.value.problem.code, caught.value.problem.where) == ("media_failed", "media:0")


def test_a_file_that_the_server_forgot_is_sent_again(bench: MastodonBench) -> None:
    given, held = Outgoing(walk.text(), media=(bench.image(),)), walk.ticket()
    saved = walk.prepared(bench, given, held, {"media:0": "404", "ready:0": False})
    assert saved["media:0"] != "404"
    bench.connector.publish(bench.session(), given, held, saved)
    assert len(bench.truth()[0].media) == 1


def test_the_server_s_own_limit_is_told_with_its_number(bench: MastodonBench) -> None:
    bench.server.switch("rules", max_characters=20)
    given, held = Outgoing("x" * 15, content_warning="y" * 10), walk.ticket()
    with pytest.raises(Rejected) as caught:
        bench.connector.publish(bench.session(), given, held, walk.prepared(bench, given, held))
    assert caught.value.problem.code == "text_too_long"
    assert caught.value.problem.params == {"length": 25, "maximum": 20, "over": 5}


def test_a_reply_to_a_post_that_is_gone_is_told(bench: MastodonBench) -> None:
    given, held = Outgoing("Yes", reply_to=Ref("1")), walk.ticket()
    with pytest.raises(Rejected) as caught:
        bench.connector.publish(bench.session(), given, held, walk.prepared(bench, given, held))
    assert caught.value.problem.code == "post_gone"


def test_the_ticket_s_key_goes_along_and_the_server_s_scheduler_is_left_alone(bench: MastodonBench) -> None:
    done = walk.sent(bench)
    made = [call for call in bench.server.calls() if call["key"] == done.ticket.key]
    assert [(call["method"], call["path"], call["status"]) for call in made] == [
        ("POST", "/api/v1/statuses", 200)
    ]
    headers = {"Authorization": f"Bearer {bench.session().credentials.values['access_token']}"}
    assert httpx.get(f"{bench.server.base}/api/v1/scheduled_statuses", headers=headers).json() == []


def test_the_server_s_own_rate_limit_is_obeyed_by_its_headers(bench: MastodonBench) -> None:
    bench.server.switch("rules", calls=2)
    error: NetworkError | None = None
    for _ in range(3):
        error = error or walk.refusal(lambda: bench.connector.profile(bench.session()))
    assert error is not None
    assert (getattr(error, "limited", False), getattr(error, "after_s", 0)) == (True, 300.0)


def test_what_others_say_to_us_is_told_apart(bench: MastodonBench) -> None:
    since = clock.now()
    done = walk.sent(bench)
    bench.wait(1)
    bench.act(Act.COMMENT, done.ref, "Nice")
    bench.act(Act.MENTION, None, "Hello")
    headers = {"Authorization": f"Bearer {bench.server.token('dora', 'https://phone.example/back')}"}
    private = {"status": f"@{bench.name} psst", "visibility": "direct"}
    httpx.post(f"{bench.server.base}/api/v1/statuses", headers=headers, data=private)
    told = bench.connector.notifications(bench.session(), since=since).items
    assert [one.kind.value for one in told] == ["message_in", "mention", "comment"]
    assert [one.post.id if one.post else "" for one in told] == ["", "", done.ref.id]
