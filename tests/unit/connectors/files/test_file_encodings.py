"""Encodings are told, marked, or proven; never guessed."""

from pathlib import Path

import pytest

from connectors.common.errors import Problem
from connectors.files.encoding import choose_encoding, undecodable_line

RUSSIAN = "ID;Название сделки;Сумма\n1;Чайник;100\n"


def write(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "crm" / "deals.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "given", "codec"),
    [
        (b"a,b\n1,2\n", None, "utf-8"),
        (RUSSIAN.encode(), None, "utf-8"),
        (b"\xef\xbb\xbfa,b\n", None, "utf-8-sig"),
        (b"\xef\xbb\xbfa,b\n", "UTF-8", "utf-8-sig"),
        ("a\tb\n".encode("utf-16"), None, "utf-16"),
        (RUSSIAN.encode("cp1251"), None, "cp1251"),
        (RUSSIAN.encode("cp1251"), "windows-1251", "cp1251"),
        (RUSSIAN.encode("cp866"), "cp866", "cp866"),
        ("name;город\nZoë;Köln\n".encode("cp1251", errors="ignore"), None, "cp1251"),
        ("name\nmüller\n".encode("latin-1"), "latin-1", "iso8859-1"),
    ],
)
def test_the_encoding_of_a_file(content: bytes, given: str | None, codec: str, tmp_path: Path) -> None:
    assert choose_encoding(write(content, tmp_path), given) == codec


def test_words_of_the_mapping_prove_cp1251_too(tmp_path: Path) -> None:
    content = "Загогулина;x\nда;1\n".encode("cp1251")
    with pytest.raises(Problem):
        choose_encoding(write(content, tmp_path), None)
    assert choose_encoding(write(content, tmp_path), None, {'"Загогулина"'}) == "cp1251"


@pytest.mark.parametrize(
    ("content", "given", "sentence"),
    [
        (
            "order_id,city\n1,Москва\n".encode("cp1251"),
            None,
            "crm/deals.csv: line 2 is not UTF-8, and the header doesn't show that the file is Windows-1251. "
            "Name the encoding in config/sources/crm.yaml, for instance `encoding: cp1251`.",
        ),
        (
            RUSSIAN.encode("cp866"),
            None,
            "crm/deals.csv: line 1 is not UTF-8, and the header doesn't show that the file is Windows-1251. "
            "Name the encoding in config/sources/crm.yaml, for instance `encoding: cp1251`.",
        ),
        (
            RUSSIAN.encode() + "2;Самовар;5\n".encode("cp1251"),
            None,
            "crm/deals.csv: line 3 is not UTF-8, and the header doesn't show that the file is Windows-1251. "
            "Name the encoding in config/sources/crm.yaml, for instance `encoding: cp1251`.",
        ),
        (RUSSIAN.encode("cp1251"), "utf-8", "crm/deals.csv: line 1 is not utf-8. Export it again in one encoding."),
        (
            b"a,b\n",
            "klingon",
            "config/sources/crm.yaml: there is no encoding 'klingon'. "
            "Use utf-8, cp1251 or another name that Python knows.",
        ),
        (
            b"a,b\n",
            "base64",
            "config/sources/crm.yaml: there is no encoding 'base64'. "
            "Use utf-8, cp1251 or another name that Python knows.",
        ),
    ],
    ids=["no words in the header", "cp866", "mixed", "given and wrong", "unknown", "no text encoding"],
)
def test_what_can_not_be_decoded_is_refused_by_a_sentence(
    content: bytes, given: str | None, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(Problem) as refused:
        choose_encoding(write(content, tmp_path), given)
    assert str(refused.value) == sentence


def test_the_broken_line_is_found_in_a_file_of_many_chunks(tmp_path: Path) -> None:
    good = "строка текста\n".encode() * 200_000
    assert undecodable_line(write(good, tmp_path), "utf-8") is None
    assert undecodable_line(write(good + b"\xff\n", tmp_path), "utf-8") == 200_001
