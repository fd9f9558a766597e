"""From HTML to text, against the HTML that a server writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.mastodon.entities import Entities
from tests.fakes.mastodon.world import World

from resonans.networks.mastodon.markup import comparable, text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Hej</p>", "Hej"),
        ("<p>En<br />två</p><p>tre</p>", "En\ntvå\n\ntre"),
        ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"),
        (
            '<p><a href="https://k.se/a"><span class="invisible">https://</span>k.se/a</a></p>',
            "https://k.se/a",
        ),
        ('<p><span class="h-card"><a href="x">@<span>ana</span></a></span> hej</p>', "@ana hej"),
        ("<ul><li>ett</li><li>två</li></ul>", "ett\ntvå"),
        ("plain", "plain"),
        ("", ""),
        ("<p>broken <b>markup", "broken markup"),
    ],
)
def test_markup_becomes_the_text_that_was_written(markup: str, text: str) -> None:
    assert text_of(markup) == text


@given(
    st.lists(
        st.one_of(
            st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
            st.sampled_from(["\n", "\n\n\n", " ", "#kaffe", "@dora", "@dora@remote.example", "&amp;", "<p>"]),
            st.sampled_from(
                ["https://kajen.example/a/very/long/address/that/is/cut?x=1&y=<2", "http://k.se"]
            ),
        ),
        max_size=8,
    ).map(" ".join)
)
def test_what_a_server_makes_of_a_text_compares_as_the_text(text: str) -> None:
    world = World()
    world.account("dora")
    world.account("dora", "remote.example")
    shown = text_of(Entities(world, "http://here.example").content(text))
    assert comparable(shown) == comparable(text)
