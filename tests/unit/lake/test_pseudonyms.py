"""Contacts in what an API sends: gone from URLs and search terms, while identifiers that look alike survive."""

import re
from urllib.parse import quote, quote_plus

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.common.errors import Problem
from connectors.common.privacy import Privacy
from pipelines.lake.privacy.contacts import TOKEN, Tokens
from pipelines.lake.privacy.pseudonyms import Pseudonyms

SHOP = "https://shop.example"


@pytest.fixture
def pseudonyms() -> Privacy:
    return Pseudonyms(b"a key", "Metrica")


def hidden(pseudonyms: Privacy, *texts: str | None) -> list[str | None]:
    found: list[str | None] = pseudonyms.texts(pa.array(texts, pa.string())).to_pylist()
    return found


def kinds(text: str | None) -> str:
    """With `<email>` and `<phone>` in place of tokens."""
    return re.sub(TOKEN, lambda token: f"<{token[1]}>", text or "")


CONTACTS = [
    ("/?email=ivan@mail.ru#a", "/?email=<email>#a"),
    ("/?email=ivan%40mail.ru&x=1", "/?email=<email>&x=1"),
    ("/?email=ivan%2540mail.ru&x=1", "/?email=<email>&x=1"),
    ("/?email=ivan+tea@mail.ru&x=1", "/?email=<email>&x=1"),
    ("/?email=ivan%EF%BC%A0mail.ru", "/?email=<email>"),
    ("/?p=%2B%37%39%31%36%31%32%33%34%35%36%37", "/?p=<phone>"),
    ("/?r=%252Flk%253Flogin%253D79161234567", "/?r=/lk?login=<phone>"),
    ('#{"userPhone":"79161234567","x":1}', '#{"userPhone":"<phone>","x":1}'),
    ("#{'login': 79161234567}", "#{'login': <phone>}"),
    ("/ Телефон:\n9161234567", "/ Телефон:\n<phone>"),
    ("/?text=%D1%82%D0%B5%D0%BB:89161234567", "/?text=тел:<phone>"),
    ("/?json=%7B%22clientPhone%22%3A%229161234567%22%7D", '/?json={"clientPhone":"<phone>"}'),
    ("/unsubscribe/ivan.petrov%40mail.ru/", "/unsubscribe/<email>/"),
    ("/?e=%D0%B8%D0%B2%D0%B0%D0%BD%40%D0%BF%D0%BE%D1%87%D1%82%D0%B0.%D1%80%D1%84", "/?e=<email>"),
    ("/?phone=79161234567", "/?phone=<phone>"),
    ("/?phone=%2B79161234567&a=b", "/?phone=<phone>&a=b"),
    ("/?p=%2B79161234567", "/?p=<phone>"),
    ("/?p=+7%20916%20123-45-67", "/?p=<phone>"),
    ("/?p=%2B7+916+123-45-67", "/?p=<phone>"),
    ("/?p=%2B7%20(916)%20123-45-67", "/?p=<phone>"),
    ("/?p=8(916)123-45-67", "/?p=<phone>"),
    ("/?p=8%28916%29123-45-67", "/?p=<phone>"),
    ("/?p=%2B375291234567", "/?p=<phone>"),
    ("/?form[phone]=7+(916)+123-45-67", "/?form[phone]=<phone>"),
    ("/?form%5Bphone%5D=79161234567", "/?form%5Bphone%5D=<phone>"),
    ("/?userPhone=79161234567", "/?userPhone=<phone>"),
    ("/?client_phone=9161234567&a=1", "/?client_phone=<phone>&a=1"),
    ("/?tel=9161234567", "/?tel=<phone>"),
    ("/?login=79161234567", "/?login=<phone>"),
    ("/?a=1&user=89161234567", "/?a=1&user=<phone>"),
    ("/#msisdn=79161234567", "/#msisdn=<phone>"),
    (f"/?utm_term={quote('тел 8 916 123 45 67')}", None),
    (f"/?utm_term={quote_plus('тел 8 916 123 45 67')}", "/?utm_term=%D1%82%D0%B5%D0%BB+<phone>"),
]


@pytest.mark.parametrize(("path", "expected"), CONTACTS)
def test_a_contact_in_a_url_is_hidden_and_the_rest_stays(pseudonyms: Privacy, path: str, expected: str | None) -> None:
    [found] = hidden(pseudonyms, SHOP + path)
    if expected is None:
        assert "<phone>" in kinds(found)
        assert "916" not in re.sub(TOKEN, "", found or "")
    else:
        assert kinds(found) == SHOP + expected


SAME = ["?p=%2B7+916+123-45-67", "?p=8(916)123-45-67", "?login=79161234567", "?form[phone]=7+(916)+123-45-67"]


def test_a_phone_has_one_token_however_a_url_writes_it(pseudonyms: Privacy) -> None:
    tokens = {re.search(TOKEN, text or "")[0] for text in hidden(pseudonyms, *SAME, "купить 8 916 123 45 67")}  # type: ignore[index]
    assert len(tokens) == 1


INNOCENT = [
    "/catalog/chainiki/?utm_source=yandex&utm_medium=cpc&utm_campaign=12345678&yclid=7916123456789012345",
    "/?yclid=79161234567&ymclid=89161234567",
    "/?gclid=EAIaIQobChMI9-900-123-45-67abc_D_BwE&gad_source=1",
    "/?fbclid=IwAR0x89161234567-7_916_123_45_67",
    "/order/success/?order_id=79161234567&sum=8916.12",
    "/order/916-1234567-9161234/",
    "/?user_id=79161234567&client_id=89161234567&account_id=9161234567",
    "/?t=1791612345&ts=1791612345678&from=2026-10-05T12:30:00%2B03:00",
    "/?dates=2026-10-05+2026-10-06+12:00&guests=2",
    "/?_ym_uid=1791612345678901234&_ga=2.179161234.1791612345.1679161234-8916123456.1791612345",
    "/?ll=37.916123%2C55.745678&z=17&pt=37.916123,55.745678",
    "/s/79161234-5678-4916-9123-791612345678",
    f"/?text={quote_plus('iphone 15 128 256 512 1024')}",
    f"/?text={quote('шины 205 55 r16 зима 2026')}&lr=213&clid=2411726",
    "/?utm_content=cid|91612345|gid|9161234567|ad|79161234567|src|search|pos|premium1",
    "/?roistat=direct1_search_79161234567_%D1%87%D0%B0%D0%B9%D0%BD%D0%B8%D0%BA",
    "/@samovar/videos?v=9161234567a",
    "/maps/@55.745678,37.916123,17z/data=!3m1",
    "/pkg@1.2.3/index.js",
    "/img/logo@2x.png?v=916123",
    "/company/7791612345?ogrn=1167746123456&inn=7916123456",
    "/?price=8900-12500&size=916x123x45",
    '#{"userId":"79161234567","phones":3,"user_id":9161234567}',
    '#{"order":"79161234567","client":{"id":79161234567}}',
]


@pytest.mark.parametrize("path", INNOCENT)
def test_an_identifier_is_no_contact(pseudonyms: Privacy, path: str) -> None:
    assert hidden(pseudonyms, SHOP + path) == [SHOP + path]


def test_an_address_with_a_plus_has_the_token_that_it_has_everywhere(pseudonyms: Privacy) -> None:
    texts = hidden(pseudonyms, "?mail=ivan+tea@mail.ru", "?mail=ivan%2Btea%40mail.ru")
    assert texts == [f"?mail={Tokens(b'a key').inside('ivan+tea@mail.ru')}"] * 2


PIECES = st.sampled_from(
    ["+", "7", "8", "9", "916", "123", "45", "67", "9161234567", " ", "-", "(", ")", ".", "%20", "%2B", "%252b", "%28",
     "%29", "%2D", "%C2%A0", "%2520", "&nbsp;", "ivan", "@", "%40", "%2540", "mail.ru", "почта.рф", "＠", "７", "‑",
     "—", "tel", "тел", "phone=", "login=", "&user=", "?", "%3D", "%253D", "%22", '"', ":", "%3A", "\u00a0", "\u200b"]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=9).map("".join), min_size=1, max_size=8))
def test_the_quick_look_finds_whatever_the_close_look_hides(texts: list[str]) -> None:
    pseudonyms = Pseudonyms(b"a key", "Metrica")
    # a line of its own says the same of a text as a column, but has already been found worth a close look
    expected = [(pseudonyms.texts(pa.array([f"@ {text}"]))[0].as_py() or "")[2:] for text in texts]
    assert hidden(pseudonyms, *texts) == expected


def test_a_column_keeps_its_type_its_order_and_what_is_unknown(pseudonyms: Privacy) -> None:
    texts = [None, "чайник", "ivan@mail.ru", "", "чайник", None, "IVAN@mail.ru"]
    column = pseudonyms.texts(pa.array(texts, pa.string()))
    assert column.type == pa.string()
    assert [kinds(text) if text else text for text in column.to_pylist()] == [
        None, "чайник", "<email>", "", "чайник", None, "<email>",
    ]  # fmt: skip
    assert column[2] == column[6]


def test_a_column_without_anything_suspicious_is_given_back_itself(pseudonyms: Privacy) -> None:
    column = pa.array([SHOP, None], pa.string())
    assert pseudonyms.texts(column) is column


def test_tokens_and_hashes_depend_on_the_key() -> None:
    one, other = Pseudonyms(b"one", "m"), Pseudonyms(b"other", "m")
    assert hidden(one, "ivan@mail.ru") != hidden(other, "ivan@mail.ru")
    assert one.address("37.190.76.xxx") != other.address("37.190.76.xxx")
    assert re.fullmatch("[0-9a-f]{16}", one.address("37.190.76.xxx"))


def test_without_a_key_contacts_and_addresses_are_refused_and_all_else_passes() -> None:
    keyless = Pseudonyms(None, "yandex_metrica")
    assert hidden(keyless, SHOP, "a@b", None) == [SHOP, "a@b", None]
    for refused in (lambda: hidden(keyless, f"{SHOP}/?email=ivan%40mail.ru"), lambda: keyless.address("37.1.1.xxx")):
        with pytest.raises(Problem, match=r"^yandex_metrica: .* Put a long random text into TABLO_HASH_KEY"):
            refused()
