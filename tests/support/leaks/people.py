"""Five hundred people, none of whom any output may know.

Every part of a person that isn't digits carries a mark which stands in no other text, so that any trace of it is found
by its mark, however it was cut, joined or written.
"""

from dataclasses import dataclass

COUNT = 500
# of surnames, first names and patronymics, comments, streets, e-mails and nicks
MARKS = ("жмых", "фролисл", "щебетун", "кривоколен", "zqxw", "xn--f1am1ax")
_SYLLABLES = "ба ве ги до жу за ки лу мо ню па ре си то фу ха це чи шо ща ны бе ко"
SYLLABLES = _SYLLABLES.split()


@dataclass(frozen=True)
class Person:
    """One of them, in the parts that files hold."""

    number: int

    @property
    def surname(self) -> str:
        """Unlike anybody else's."""
        first, second = divmod(self.number, len(SYLLABLES))
        return f"Жмых{SYLLABLES[first]}{SYLLABLES[second]}{'ев' if self.number % 2 else 'ин'}"

    @property
    def name(self) -> str:
        """`Surname Name Patronymic`, in the orders that CRM systems write it."""
        parts = (self.surname, "Фролислав", "Фролиславович")
        return " ".join(parts if self.number % 2 else (parts[1], parts[2], parts[0]))

    @property
    def email(self) -> str:
        """In Latin letters, and of every tenth in Cyrillic ones."""
        if self.number % 10 == 0:
            return f"почта{self.number}@жмых.рф"
        return f"zqxw.{self.number:03d}+shop@example-{self.number % 7}.ru"

    @property
    def address(self) -> str:
        """Where they live."""
        return f"Кривоколенный пер., {self.number}, кв. {self.number + 1}"

    @property
    def comment(self) -> str:
        """What they wrote, with their contacts in it."""
        return f"Щебетун{self.number} просит звонить {self.written(self.number)} или писать на {self.email}"

    @property
    def national(self) -> str:
        """The ten digits of their phone, whose blocks differ as those of customers do."""
        return f"9{(self.number * 7_919_113 + 31_415_926) % 1_000_000_000:09d}"

    def written(self, way: int) -> str:
        """The phone in one of the ways that people and systems write it."""
        a, b, c, d = self.national[:3], self.national[3:6], self.national[6:8], self.national[8:]
        ways = (
            f"+7{self.national}",
            f"8 ({a}) {b}-{c}-{d}",
            f"+7 {a} {b} {c} {d}",
            f"8{a} {b}-{c}-{d}",
            f"+7({a}){b}\u2011{c}\u2011{d}",
            f"8-{a}-{b}-{c}-{d}",
            f"+7\u00a0{a}\u00a0{b}\u00a0{c}\u00a0{d}",
            f"({a}) {b}-{c}-{d}",
            f"７ ({a}) {b}-{c}{d}".translate(FULL_WIDTH),
            f"8.{a}.{b}.{c}.{d}",
            f"+7 ({a}) {b}-{c}-{d} доб. 12",
            f"tel:+7{self.national}",
        )
        return ways[way % len(ways)]

    def bare(self, way: int) -> str:
        """The phone in nothing but digits."""
        return ("7", "8", "")[way % 3] + self.national


FULL_WIDTH = {ord(digit): chr(0xFF10 + int(digit)) for digit in "0123456789"}
WAYS = 12
PEOPLE = tuple(Person(number) for number in range(COUNT))
