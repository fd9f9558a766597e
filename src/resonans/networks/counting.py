"""How long a text is, as each network counts it."""

import unicodedata
from collections.abc import Iterator

import regex

from resonans.networks.contract import TextRule

URL_LENGTH = 23
"""What X counts every link as, where a rule names no other length."""

_GRAPHEME = regex.compile(r"\X")
_LINK = regex.compile(r"(?<![\w@/.])https?://[^\s<>\"]+", regex.IGNORECASE)
_BARE_LINK = regex.compile(
    r"(?<![\w@/.#$-])(?:https?://[^\s<>\"]+|(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+"
    r"(?:com|org|net|edu|gov|info|biz|app|dev|shop|store|blog|news|online|site|[a-z]{2})"
    r"(?![\p{L}\p{N}@_-])(?:/[^\s<>\"]*)?)",
    regex.IGNORECASE,
)
_MENTION = regex.compile(
    r"(?<![\w/@])@(\w+(?:[.-]\w+)*)@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?(?::\d+)?"
)
_HASHTAG = regex.compile(r"(?<![\w&])[#＃]\w*\p{L}\w*")
_NAME = regex.compile(r"(?<![\w/@.])@\w+")
_REPLY_NAMES = regex.compile(r"^(?:@\w{1,15}\s+)+")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|⃣")
_OPENING = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'\"…”’»"
_TEXT_STYLE = "︎"

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points of weight 1 in X's configuration, version 3 (2018); all others and every emoji weigh 2."""


def length(text: str, rule: TextRule) -> int:
    """The length of a text in the rule's unit, links and remote mentions counted as the rule says."""
    if rule.unit == "weighted":
        return _weighted(text, URL_LENGTH if rule.url_length is None else rule.url_length)
    shown = _with_names_only(text) if rule.remote_mention_is_name_only else text
    links = 0
    if rule.url_length is not None:
        shown, links = _without(shown, _LINK)
    return _plain(shown, rule) + links * (rule.url_length or 0)


def byte_length(text: str) -> int:
    """The length in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """The number of characters as a reader sees them."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def hashtags(text: str) -> int:
    """How many hashtags a text has. A number alone is none."""
    return len(_HASHTAG.findall(text))


def mentions(text: str) -> int:
    """How many names a text mentions."""
    return len(_NAME.findall(text))


def without_reply_names(text: str) -> str:
    """A reply's text without the names that it begins with."""
    return _REPLY_NAMES.sub("", text)


def _plain(text: str, rule: TextRule) -> int:
    if rule.unit == "graphemes":
        return graphemes(text)
    if rule.unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text)


def _with_names_only(text: str) -> str:
    return str(_MENTION.sub(r"@\1", text))


def _without(text: str, pattern: "regex.Pattern[str]") -> tuple[str, int]:
    """The text without its links, and how many they were."""
    kept, last, count = [], 0, 0
    for start, end in _spans(text, pattern):
        kept.append(text[last:start])
        last, count = end, count + 1
    return "".join((*kept, text[last:])), count


def _spans(text: str, pattern: "regex.Pattern[str]") -> Iterator[tuple[int, int]]:
    """Where links stand, without the punctuation that ends a sentence after them."""
    for found in pattern.finditer(text):
        end = found.end()
        while end > found.start():
            last = text[end - 1]
            link = text[found.start() : end]
            loose = last in _OPENING and link.count(last) > link.count(_OPENING[last])
            if last not in _TRAILING and not loose:
                break
            end -= 1
        yield found.start(), end


def _weighted(text: str, url_length: int) -> int:
    """X's count. Source: twitter-text, configuration version 3: NFC, links 23, emoji 2, see `_LIGHT`."""
    shown, links = _without(unicodedata.normalize("NFC", text), _BARE_LINK)
    return links * url_length + sum(_weight(found.group()) for found in _GRAPHEME.finditer(shown))


def _weight(grapheme: str) -> int:
    if len(grapheme) > 1 and _TEXT_STYLE not in grapheme and _PICTURE.search(grapheme):
        return 2
    return sum(1 if _is_light(ord(point)) else 2 for point in grapheme)


def _is_light(point: int) -> bool:
    return any(first <= point <= last for first, last in _LIGHT)
