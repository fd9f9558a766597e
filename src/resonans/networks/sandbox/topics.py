"""What a text is about, in the few topics that the simulated people care for."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type Weights = npt.NDArray[np.float64]

WORDS = {
    "coffee": "kaffe rost bönor bryg espresso cappuccino latte kopp kvarn roast coffee beans brew cup",
    "food": "mat bak bulle kaka frukost lunch recept kardemumma choklad food bake bun recipe breakfast cake",
    "craft": "hantverk bakom verkstad händer maskin trumma craft behind workshop hands machine drum made",
    "nature": "natur hållbar odlare gård skörd regn skog hav farm harvest grower sustainable forest sea rain",
    "music": "musik konsert spellista vinyl kväll music concert playlist record evening",
    "books": "bok läs författare bibliotek book read author library",
    "sport": "lopp träning cykel simma match run training bike swim game",
    "tech": "teknik app data webb digital tech software online",
    "family": "familj barn helg jul påsk lov mamma pappa family children weekend christmas easter",
    "travel": "resa tåg semester hamn kaj kust travel train holiday harbour quay coast",
    "work": "jobb söker kollega team anställ rekryter job hiring colleague team join",
    "bargains": "erbjudande rabatt rea köp procent pris fri frakt offer sale discount price free shipping",
}
TOPICS = tuple(WORDS)
_STEMS = tuple(
    (stem, number) for number, words in enumerate(WORDS.values()) for stem in words.split() if len(stem) > 2
)
_SMALL_WORDS = "och att det som är för på med vi en ett av till inte har ni du om våra vår nu kom"
_SWEDISH = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Content:
    """What of a post decides how people take it."""

    topics: Weights
    """What `about` says."""
    language: str
    """"sv" or "en"."""
    images: int
    link: bool
    poll: bool
    question: bool
    hashtags: int
    reply: bool


def about(text: str) -> Weights:
    """A vector over TOPICS of length 1, shorter where hardly a word is known: then nobody cares much."""
    found = np.full(len(TOPICS), 0.15)
    known = 0
    for word in _WORD.findall(text.lower()):
        for stem, number in _STEMS:
            if word.startswith(stem):
                found[number] += 1.0
                known += 1
    unit: Weights = found / np.linalg.norm(found)
    return unit * (0.4, 0.8, 1.0)[min(known, 2)]


def language(text: str) -> str:
    """Swedish where its small words outweigh, else English."""
    words = _WORD.findall(text.lower())
    swedish = sum(word in _SWEDISH or any(letter in word for letter in "åäö") for word in words)
    return "sv" if swedish * 7 > len(words) else "en"


def content(
    text: str, *, lang: str = "", images: int = 0, link: bool = False, poll: bool = False, reply: bool = False
) -> Content:
    """Read a post as people will."""
    return Content(
        topics=about(text),
        language=lang[:2] if lang[:2] in {"sv", "en"} else language(text),
        images=images,
        link=link or "http" in text,
        poll=poll,
        question="?" in text,
        hashtags=text.count("#"),
        reply=reply,
    )
