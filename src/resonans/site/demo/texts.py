"""What Rosteriet Kajen says: a year of posts in Swedish, and fewer in English."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class Planned:
    """A post of the past."""

    at: datetime
    text: str
    picture: str
    """The name of one of `pictures`; "" for none."""
    language: str


COFFEES = (
    ("Huila", "Colombia", "röda bär och kola", "red berries and toffee"),
    ("Yirgacheffe", "Etiopien", "bergamott och persika", "bergamot and peach"),
    ("Nyeri", "Kenya", "svarta vinbär och grapefrukt", "blackcurrant and grapefruit"),
    ("Sul de Minas", "Brasilien", "nötter och mörk choklad", "nuts and dark chocolate"),
    ("Huehuetenango", "Guatemala", "äpple och honung", "apple and honey"),
    ("Sidama", "Etiopien", "jasmin och citron", "jasmine and lemon"),
    ("Cajamarca", "Peru", "mandel och apelsin", "almond and orange"),
    ("Nyamasheke", "Rwanda", "hallon och svart te", "raspberry and black tea"),
)
_ENGLISH = {
    "Colombia": "Colombia",
    "Etiopien": "Ethiopia",
    "Kenya": "Kenya",
    "Brasilien": "Brazil",
    "Guatemala": "Guatemala",
    "Peru": "Peru",
    "Rwanda": "Rwanda",
}
BREWS = (
    ("presskanna", "60 gram till en liter, fyra minuter, rör om en gång.", "French press"),
    ("aeropress", "16 gram, 230 gram vatten, en och en halv minut, tryck lugnt.", "AeroPress"),
    ("V60", "15 gram, 250 gram vatten, tre minuter med en lång första blomning.", "V60"),
    ("bryggare", "60 gram till en liter och rent filter, det är hela hemligheten.", "drip machine"),
    ("moka", "Fyll inte vattnet över ventilen, och ta av den när det börjar fräsa.", "moka pot"),
)
SEASONS = ("Vinterns", "Vårens", "Sommarens", "Höstens")
_ENGLISH_SEASONS = ("winter", "spring", "summer", "autumn")
_TREATS = ("kanelbulle", "kardemummaknut", "mazarin", "chokladboll", "citronkaka", "havreflarn")
_DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

SWEDISH = (
    ("{season} rost är här: {coffee} från {country}, med toner av {notes}. Nu i butiken på kajen.", "bag"),
    ("Ny skörd i trumman: {coffee} från {country}. Vi smakade {notes}. Vad smakar du?", "beans"),
    ("Så brygger vi i {brew}: {recipe} Vilken är din bryggmetod? #kaffe #bryggguide", "cup"),
    ("Bakom kulisserna: trumman går varm sedan klockan fem. I dag rostar vi {coffee}.", "drum"),
    ("Dagens fika på kajen: en {treat} och en kopp {coffee}. Kom ner innan de tar slut.", "cup"),
    ("Morgonljus över hamnen och den första koppen för dagen. God {day}.", "quay"),
    ("Café Lund serverar vår {coffee} hela veckan. Säg hej till dem från oss.", "cup"),
    ("På {day} provsmakar vi tre kaffesorter från {country} i rosteriet. Tio platser, kom i tid.", ""),
    ("Hur länge håller bönor? Fyra veckor i tät påse, mörkt och svalt. Aldrig i kylen.", "beans"),
    ("Vi betalar odlarna i {country} långt över världspriset. Så här går det till, steg för steg.", "beans"),
    ("Påsarna är nu av återvunnet material. Lämna tillbaka tio, få en kopp kaffe.", "bag"),
    ("Frågan vi får oftast: hur fin ska man mala till {brew}? {recipe}", ""),
    ("Lisa vid kvarnen fyller tjugo år hos oss i dag. Grattis, och tack för alla koppar.", "drum"),
    ("Erbjudande till {day}: två påsar {coffee}, fri frakt. https://kajen.example/erbjudande", "bag"),
    ("{day_big} på kajen: skivspelaren på, kannan full. Vilken skiva ska vi spela?", "quay"),
    ("En kvarn är den bästa uppgraderingen du kan göra hemma. Fråga oss om råd.", "beans"),
    ("Regn på rutan, {coffee} i koppen. Var dricker du ditt kaffe i dag?", "quay"),
    ("Vi har lagat den gamla vågen från 1962. Den visar fortfarande rätt på grammet.", "drum"),
    ("Nu finns {coffee} i kilopåse för kontor och stora familjer. https://kajen.example/butik", "bag"),
    ("Barnens lördag: varm choklad och {treat} medan de vuxna smakar {coffee}.", "cup"),
    ("Kaffesump är bra för rosorna. Hämta en hink gratis på {day}.", ""),
    ("Tåget till Lund tar tolv minuter. Café Lund har vår {coffee} på bryggaren.", "quay"),
)
_RARE_SWEDISH = (
    (
        "Vi söker en kollega till rosteriet. Du gillar tidiga morgnar och är noga. https://kajen.example/jobb",
        "",
    ),
    ("Julpåsen är packad: {coffee}, pepparkaka och ett kort från kajen. Rabatt till fredag.", "bag"),
    ("Kajen fyller år! I kväll spelar bandet på bryggan och kaffet bjuder vi på.", "quay"),
)
ENGLISH = (
    ("Our {season_en} roast is here: {coffee} from {country_en}, with {notes_en}. #coffee", "bag"),
    ("How we brew in a {brew_en}: fresh beans, good water, a little patience. How do you?", "cup"),
    ("Behind the scenes: the drum has been warm since five. Roasting {coffee} today.", "drum"),
    ("New harvest from {country_en}. We tasted {notes_en}. What do you taste?", "beans"),
    ("Morning on the quay in Malmö. First cup: {coffee}.", "quay"),
    ("We ship to all of Europe now. Beans leave the roastery the day they are roasted.", "bag"),
    ("We pay growers in {country_en} well above the market. Here is what that means.", "beans"),
    ("Visiting the harbour this weekend? Come in and smell the roast.", "quay"),
)


def year(language: str, first_on: date, last_on: date, *, a_week: int, seed: str) -> tuple[Planned, ...]:
    """Posts between two days, both included, `a_week` a week on different days, oldest first."""
    chance = random.Random(f"{seed}/{language}")  # noqa: S311  (no secret hangs on it)
    planned: list[Planned] = []
    seen: set[str] = set()
    monday = first_on - timedelta(days=first_on.weekday())
    while monday <= last_on:
        for weekday in sorted(chance.sample(range(7), a_week)):
            day = monday + timedelta(days=weekday)
            post = _post(language, day, chance, seen)
            if first_on <= day <= last_on:
                planned.append(post)
        monday += timedelta(days=7)
    return tuple(planned)


def _post(language: str, day: date, chance: random.Random, seen: set[str]) -> Planned:
    text, picture = "", ""
    for _ in range(30):
        text, picture = _said(language, day, chance)
        if text not in seen:
            break
    else:
        text = f"{text} ({day:%d.%m.})"
    seen.add(text)
    hour, minute = chance.choice(
        ((7, 20), (8, 5), (11, 40), (12, 10), (15, 30), (17, 10), (18, 45), (20, 15))
    )
    local = datetime.combine(day, time(hour, minute), ZONE) + timedelta(minutes=chance.randrange(12))
    return Planned(local, text, picture if chance.random() < 0.7 else "", language)


def _said(language: str, day: date, chance: random.Random) -> tuple[str, str]:
    rare = language == "sv" and chance.random() < 0.05
    pattern, picture = chance.choice(_RARE_SWEDISH if rare else SWEDISH if language == "sv" else ENGLISH)
    coffee, country, notes, notes_en = chance.choice(COFFEES)
    brew, recipe, brew_en = chance.choice(BREWS)
    season = (day.month % 12) // 3
    words = {
        "season": SEASONS[season],
        "season_en": _ENGLISH_SEASONS[season],
        "coffee": coffee,
        "country": country,
        "country_en": _ENGLISH[country],
        "notes": notes,
        "notes_en": notes_en,
        "brew": brew,
        "brew_en": brew_en,
        "recipe": recipe,
        "treat": chance.choice(_TREATS),
        "day": _DAYS[day.weekday()],
        "day_big": _DAYS[day.weekday()].capitalize(),
    }
    return pattern.format(**words), picture
