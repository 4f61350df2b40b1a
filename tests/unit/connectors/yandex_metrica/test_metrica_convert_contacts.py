import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.yandex_metrica.parsing.contacts import without_contacts
from pipelines.lake.privacy.pseudonyms import Pseudonyms

PHONE_OR_EMAIL = r"\+?\d(?:[ ()\-]{0,2}\d){6,14}|[\w.]+(?:@|%40)[\w.]+"


def hide(column: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(column, PHONE_OR_EMAIL, "#")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("call +7 916 123-45-67", "call #"),
        ("1234567", "#"),
        ("ivan@mail.example", "#"),
        ("?mail=ivan%40mail.example", "?mail=#"),
        ("x" * 400 + "+7 916 123-45-67", "x" * 400 + "#"),
        ("5" * 256, None),
        ("https://shop.example/item-1234?utm_campaign=5", None),
        ("чайник", None),
        ("", None),
    ],
)
def test_whatever_may_hold_a_contact_is_looked_at(text: str, hidden: str | None) -> None:
    column = pa.array(["a", None, text, "b"])
    (changed,) = without_contacts([column], hide)
    assert changed.to_pylist() == hide(column).to_pylist()
    assert hidden is None or changed[2].as_py() == hidden


def test_each_distinct_text_is_looked_at_once_and_harmless_ones_never() -> None:
    seen: list[str] = []

    def remember(column: pa.Array) -> pa.Array:
        seen.extend(column.to_pylist())
        return hide(column)

    mail = "ivan@mail.example"
    columns = [
        pa.array([mail, "cpc", None, mail]),
        pa.array([], pa.string()),
        pa.array([None, None], pa.string()),
        pa.array([["cpc", mail], [], None, [mail, "чай"]], pa.list_(pa.string())),
        pa.array(["yandex", "google"]),
    ]
    changed = without_contacts(columns, remember)
    assert sorted(seen) == [mail, mail, "чай"]
    assert [column.to_pylist() for column in changed] == [
        ["#", "cpc", None, "#"],
        [],
        [None, None],
        [["cpc", "#"], [], None, ["#", "чай"]],
        ["yandex", "google"],
    ]
    assert [column.type for column in changed] == [column.type for column in columns]


WRITTEN = [
    "+7 916 123-45-67", "8(916)1234567", "tel 9161234567", "+1 2345678", "%2B79161234567", "ivan@mail.example",
    "почта@пример.рф", "ivan%40mail.example", "ivan%2540mail.example", "ivan＠mail.example",
    "＋７ ９１６ １２３-４５-６７", "123456", "item-123?campaign=45",
]  # fmt: skip
texts = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.lists(st.one_of(st.sampled_from(WRITTEN), st.text(max_size=3)), max_size=3).map(" ".join),
    st.integers(250, 520).map("9".__mul__),
)


@settings(deadline=None)
@given(st.lists(st.lists(texts, max_size=8), max_size=4), st.integers(0, 3))
def test_sifting_spares_work_and_no_contact(lists: list[list[str | None]], start: int) -> None:
    columns = [pa.array(column, pa.string()).slice(start) for column in lists]
    for hide_them in (hide, Pseudonyms(b"a key for tests", "metrica").texts):
        for column, changed in zip(columns, without_contacts(columns, hide_them), strict=True):
            assert changed.to_pylist() == hide_them(column).to_pylist()
