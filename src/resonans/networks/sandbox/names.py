"""What the people of the simulated network are called, and where they live."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its time zone and its share of the people."""

    name: str
    zone: str
    weight: float


PLACES = (
    Place("Lund", "Europe/Stockholm", 0.20),
    Place("Malmö", "Europe/Stockholm", 0.22),
    Place("Göteborg", "Europe/Stockholm", 0.13),
    Place("Stockholm", "Europe/Stockholm", 0.19),
    Place("Helsingborg", "Europe/Stockholm", 0.09),
    Place("Köpenhamn", "Europe/Copenhagen", 0.07),
    Place("London", "Europe/London", 0.05),
    Place("Helsingfors", "Europe/Helsinki", 0.05),
)

_FIRST = """
Anna Erik Maria Lars Elin Johan Sara Anders Emma Mikael Karin Per Linnea Oskar Ida Nils Hanna Gustav
Amina Viktor Ebba Filip Moa Simon Saga Ali Astrid Hugo Leila Axel Freja Elias Nora Adam Signe Omar
Klara Isak Tove Anton Mira Jonas Alva Daniel Ines Rasmus Vera Emil Zahra Albin Lovisa Kasper Julia
Henrik Sofia Petra Björn Maja Tom Alice
"""
_LAST = """
Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson
Jonsson Lindberg Lindström Lindqvist Berg Bergström Holm Sandberg Lund Nyström Ek Dahl Wikström Falk
Hedlund Norén Åberg Sjögren Öberg Ali Hassan Kovač Nowak Haddad Virtanen Møller Jensen Brown Clarke
Strand Vik Forsberg Engström Blom Ström Ahlgren Björk Rosén Hallberg
"""
FIRST = tuple(_FIRST.split())
LAST = tuple(_LAST.split())

_PLAIN = str.maketrans("åäöÅÄÖøčé", "aaoAAOoce")


def name(first: int, last: int) -> str:
    """A person's full name."""
    return f"{FIRST[first]} {LAST[last]}"


def handle(first: int, last: int, number: int) -> str:
    """A person's name on the network: unlike any other person's, since it holds their number."""
    return f"{FIRST[first]}.{LAST[last]}{number}".translate(_PLAIN).lower()
