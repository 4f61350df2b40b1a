"""A refused row reaches the disk as text: it may tell no more of people than a good one."""

import re
from datetime import date

import pytest

from connectors.common.stream import Rejected
from connectors.yandex_metrica.fields.choice import field_of
from connectors.yandex_metrica.parsing.parse import LogParser
from pipelines.lake.privacy.pseudonyms import Pseudonyms

FIELDS = {field.api: field for name in ("visitID", "lastUTMTerm", "purchaseID") if (field := field_of("visits", name))}
CONTACTS = [
    "тел 8 916 123 45 67", "+7‑916‑123‑45‑67", "＋７９１６１２３４５６７", "8(916)123-45-67", "%2B79161234567",
    "ivan＠mail.ru", "ivan%2540mail.ru", "ivan+gift@mail.ru", "почта@пример.рф",
]  # fmt: skip


def refused(line: str) -> Rejected:
    parser = LogParser(FIELDS, date(2026, 1, 5), date(2026, 1, 6), Pseudonyms(b"a key", "Metrica"))
    (piece,) = parser.parse(["\t".join(FIELDS).encode(), b"\n", line.encode(), b"\n"], "here")
    assert isinstance(piece, Rejected)
    return piece


@pytest.mark.parametrize("contact", CONTACTS)
@pytest.mark.parametrize(
    "line", ["x\t{}\t[]", "{}\tterm\t[]", "1\tterm\t{}", "1\tterm\t['{}']x", "1\t{}", '1\t"{}\t[]']
)
def test_no_contact_is_left_in_a_refused_row_wherever_it_stood(line: str, contact: str) -> None:
    piece = refused(line.format(contact))
    told = piece.reason + piece.text
    for secret in ("916", "９１６", "123", "ivan", "почта", "gift"):
        assert secret not in told


def test_the_value_in_a_reason_is_cut_only_after_its_contacts_are_hidden() -> None:
    piece = refused(f"{'x' * 30} +7 916 123-45-67\tterm\t[]")
    assert re.fullmatch("«x{30} phone:[0-9a-f]{2}…» is not a whole number below 2\\^64", piece.reason)


def test_what_helps_to_find_the_fault_stays() -> None:
    line = "12267275798148517398x\t2026-01-05 10:00:00 {0}\t[\\'16891366513471468610\\']"
    assert refused(line).text == line
