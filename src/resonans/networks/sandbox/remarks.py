"""What people write below posts: short remarks in Swedish and English, by what the post is about."""

from resonans.networks.sandbox.topics import TOPICS

_ANY_SV = (
    "Så fint.",
    "Det här gillar jag.",
    "Äntligen!",
    "Tack för tipset.",
    "Kul att ni visar det här.",
    "Ni är bäst på det här.",
    "Sparar till helgen.",
    "Det visste jag inte.",
    "Min favorit i flödet i dag.",
    "Mer sånt här, tack.",
    "Hur länge gäller det?",
    "Var hittar jag er?",
    "Håller med.",
    "Skickar vidare till min syster.",
    "Är det öppet på söndag?",
    "Jag är inte helt övertygad, men ser fram emot att prova.",
)
_ANY_EN = (
    "Lovely.",
    "Love this.",
    "Thanks for the tip.",
    "Saved for the weekend.",
    "Did not know that.",
    "More of this, please.",
    "Are you open on Sunday?",
    "Sending this to a friend.",
    "Best thing in my feed today.",
    "Where can I find you?",
    "Not sure yet, but I will give it a try.",
)
_SV = {
    "coffee": (
        "Hur fin ska jag mala till presskanna?",
        "Provade den i morse, den är fantastisk.",
        "Vilken temperatur på vattnet?",
        "Lite för mörk för mig, men doften är underbar.",
        "Min morgon är räddad.",
        "Kommer den i ett kilo också?",
        "Bäst i aeropress om ni frågar mig.",
        "Den förra omgången tyckte jag bättre om.",
        "När rostades den?",
    ),
    "food": (
        "Nu blev jag hungrig.",
        "Finns den glutenfri?",
        "Receptet, snälla!",
        "Två av dem till mig.",
        "Passar perfekt till kaffet.",
        "Åt en i går, ångrar inget.",
    ),
    "craft": (
        "Så roligt att se hur det går till.",
        "Hur gammal är maskinen?",
        "Man ser att ni kan det här.",
        "Får man komma och titta?",
    ),
    "nature": (
        "Vad får odlaren betalt?",
        "Skönt att någon berättar varifrån det kommer.",
        "Fortsätt så.",
        "Är påsarna återvinningsbara?",
    ),
    "music": ("Vi kommer!", "Vilken tid börjar det?", "Finns spellistan någonstans?"),
    "books": ("Vilken bok läser ni härnäst?", "Den står på min lista."),
    "family": ("Går det bra med barnvagn?", "Barnen älskade det förra året.", "God fika till er alla."),
    "travel": ("Vi tar tåget till er på lördag.", "Saknar kajen.", "Skickar ni till Finland?"),
    "work": ("Delar!", "Är det heltid?", "Vilket drömjobb.", "Söker ni till sommaren också?"),
    "bargains": (
        "Gäller det i butiken också?",
        "Beställde två påsar direkt.",
        "Koden fungerar inte för mig.",
        "När tar det slut?",
        "Frakten är för dyr tycker jag.",
    ),
}
_EN = {
    "coffee": (
        "How fine should I grind it for a French press?",
        "Tried it this morning, wonderful.",
        "What water temperature do you use?",
        "A bit too dark for me, but it smells great.",
        "When was it roasted?",
        "Do you ship to London?",
    ),
    "food": ("Now I am hungry.", "Is it gluten free?", "Two of those for me.", "Recipe, please."),
    "craft": ("Great to see how it is made.", "How old is that machine?", "Can one come and watch?"),
    "nature": (
        "What does the grower earn?",
        "Good to know where it comes from.",
        "Can the bags be recycled?",
    ),
    "travel": ("Visiting in May, see you on the quay.", "Miss that harbour."),
    "work": ("Sharing.", "Is it full time?", "Do I need to speak Swedish?"),
    "bargains": ("Ordered two bags.", "The code does not work for me.", "Does it ship abroad?"),
}


def remark(post: int, rank: int, topic: int, *, swedish: bool) -> str:
    """What the `rank`-th to comment below a post on this topic writes; no two the same until all are used."""
    choice = (_SV if swedish else _EN).get(TOPICS[topic], ()) + (_ANY_SV if swedish else _ANY_EN)
    step = next(number for number in (7, 11, 13) if len(choice) % number)
    return choice[(post * 5 + rank * step) % len(choice)]
