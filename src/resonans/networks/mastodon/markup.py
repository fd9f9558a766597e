"""From a server's HTML to the text that was written."""

import re
import unicodedata
from html.parser import HTMLParser

_SPACE = re.compile(r"\s+")
_NEWLINES = re.compile(r"\n{3,}")
_REMOTE = re.compile(r"(?<![\w/@])@(\w+(?:[.-]\w+)*)@[\w.-]*\w(?::\d+)?")


def text_of(markup: str) -> str:
    """The text of a status: paragraphs as empty lines, breaks as newlines, links in full."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return _NEWLINES.sub("\n\n", "".join(reader.parts)).strip()


def comparable(text: str) -> str:
    """What stays the same when a server has taken a text in: neither white space nor servers of mentions.

    A remote mention is shown as its name alone, so `@ana@example.org` and `@ana` compare as equal.
    """
    return _SPACE.sub(" ", _REMOTE.sub(r"@\1", unicodedata.normalize("NFC", text))).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag in {"p", "blockquote", "pre", "ul", "ol"} and self.parts:
            self.parts.append("\n\n")
        elif tag == "li" and self.parts:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
