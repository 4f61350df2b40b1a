"""The summary of a run over the inbox: what needs somebody, what was loaded, and every file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.lake.inbox.reports import DeliveryReport, TableReport
from pipelines.lake.inbox.summary import InboxSummary
from pipelines.lake.inbox.summary_files import KEPT, keep_summary
from pipelines.lake.inbox.summary_text import code, markdown, text

AT = datetime(2026, 11, 21, 6, 0, 7, tzinfo=UTC)
DEALS, LEADS = "Bitrix24 deals", "Bitrix24 leads"


def orders(read: int, loaded: int, refused: int = 0, *reasons: str, **skipped: int) -> TableReport:
    return TableReport("orders", read, loaded, skipped, refused, reasons)


REPORTS = [
    DeliveryReport("orders", "сентябрь.csv", (orders(12_400, 12_400),)),
    DeliveryReport("orders", "october.csv", (orders(100, 90, is_test=7, has_no_number=3),)),
    DeliveryReport(
        "crm",
        "сделки | октябрь.csv",
        (
            orders(120, 117, 3, "revenue: not a number (2, the first in line 17)", "currency: unknown (line 9)"),
            TableReport("leads", 120, 120, {}, 0),
        ),
        recognised=DEALS,
        dropped=("ФИО", "Комментарий"),
        drift=("the column “Скидка” is new. Nothing reads it; to map it, write in config/sources/crm.yaml: a: 'b'.",),
    ),
    DeliveryReport(
        "orders",
        "bad.csv",
        refused="orders/bad.csv: orders needs ordered_at; the header has order_id. Name the columns so.",
        feeds=("orders",),
    ),
    DeliveryReport("crm", "вчера.csv", (orders(120, 117, 3),), repeated=True, recognised=DEALS),
    DeliveryReport("shop", "old.csv", (orders(5, 5),), replayed=True),
]
GOLDEN = """\
# Inbox, 2026-11-21 06:00 UTC

6 files: 2 loaded, 1 loaded in part, 1 refused, 1 loaded before, 1 loaded again.

## Needs attention

- **`orders/bad.csv`** was refused: orders needs ordered_at; the header has order_id. Name the columns so. It stays in inbox/orders/.
- **`crm/сделки | октябрь.csv`** (Bitrix24 deals) was loaded in part.
  - orders: 3 of 120 rows refused: revenue: not a number (2, the first in line 17); currency: unknown (line 9).
  - the column “Скидка” is new. Nothing reads it; to map it, write in config/sources/crm.yaml: a: 'b'.
- **`crm/вчера.csv`** (Bitrix24 deals) was loaded before.
  - orders: 3 of 120 rows refused.

## Loaded, by folder

| folder | table | files | rows read | loaded | skipped | refused |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| `orders` | orders | 2 | 12\u202f500 | 12\u202f490 | 10 | 0 |
| `crm` (Bitrix24 deals) | orders | 2 | 240 | 234 | 0 | 6 |
| `crm` (Bitrix24 deals) | leads | 1 | 120 | 120 | 0 | 0 |
| `shop` | orders | 1 | 5 | 5 | 0 | 0 |

Rules that skipped rows:

- `orders`, orders: `is_test` 7, `has_no_number` 3

## Left out for privacy

- `crm`: `ФИО`, `Комментарий`

## File by file

| file | outcome | table | rows read | loaded | skipped | refused |
| --- | --- | --- | ---: | ---: | ---: | ---: |
| `orders/сентябрь.csv` | loaded | orders | 12\u202f400 | 12\u202f400 | 0 | 0 |
| `orders/october.csv` | loaded | orders | 100 | 90 | 10 | 0 |
| `crm/сделки \\| октябрь.csv` | loaded in part | orders | 120 | 117 | 0 | 3 |
| `crm/сделки \\| октябрь.csv` | loaded in part | leads | 120 | 120 | 0 | 0 |
| `orders/bad.csv` | refused |  |  |  |  |  |
| `crm/вчера.csv` | loaded before | orders | 120 | 117 | 0 | 3 |
| `shop/old.csv` | loaded again | orders | 5 | 5 | 0 | 0 |
"""  # noqa: E501


def test_the_whole_text() -> None:
    assert markdown(InboxSummary(REPORTS, AT), every_file=True) == GOLDEN


def test_on_the_page_of_an_asset_there_is_no_title_and_no_list_of_files() -> None:
    told = markdown(InboxSummary(REPORTS, AT), every_file=False).splitlines()
    assert told[0] == (
        "6 files: 2 loaded, 1 loaded in part, 1 refused, 1 loaded before, 1 loaded again (2026-11-21 06:00 UTC)."
    )
    assert told[1:] == GOLDEN.partition("\n\n## File by file")[0].splitlines()[3:]


def test_a_file_that_its_mapping_made_load_again_says_so() -> None:
    report = DeliveryReport("orders", "a.csv", (orders(2, 1, 1, "revenue: not a number (line 3)"),), replayed=True)
    assert "**`orders/a.csv`** was loaded in part (again, by the changed mapping)." in markdown(
        InboxSummary([report], AT), every_file=False
    )


def test_a_table_hears_of_its_own_files_and_rows_only() -> None:
    [mine] = InboxSummary(REPORTS, AT).of("leads").reports
    assert mine.name == "crm/сделки | октябрь.csv"
    assert mine.outcome == "loaded"  # the refused rows are those of its orders
    assert [table.table for table in mine.tables] == ["leads"]


def test_each_trouble_is_one_line_that_says_what_stays_where() -> None:
    assert InboxSummary(REPORTS, AT).troubles == [
        "orders/bad.csv: orders needs ordered_at; the header has order_id. Name the columns so. "
        "It stays in inbox/orders/.",
        "crm/сделки | октябрь.csv: orders: 120 rows read, 117 loaded, 3 refused: revenue: not a number (2, the first "
        "in line 17); currency: unknown (line 9). leads: 120 rows read, 120 loaded.",
        "crm/сделки | октябрь.csv: the column “Скидка” is new. Nothing reads it; to map it, write in "
        "config/sources/crm.yaml: a: 'b'.",
        "crm/вчера.csv: loaded before, counted as newly arrived. 3 of its rows stay refused.",
    ]


HEADLINES = [
    pytest.param([], "no files", id="none"),
    pytest.param([REPORTS[0]], "1 file loaded", id="one"),
    pytest.param([REPORTS[0]] * 2300, "2\u202f300 files loaded", id="all alike"),
    pytest.param([REPORTS[0], REPORTS[3]], "2 files: 1 loaded, 1 refused", id="some refused"),
]


@pytest.mark.parametrize(("reports", "headline"), HEADLINES)
def test_the_headline_counts_files(reports: list[DeliveryReport], headline: str) -> None:
    assert InboxSummary(reports, AT).headline == headline


RESTS = [
    pytest.param(DeliveryReport("orders", "a.csv", refused="no"), "It stays in inbox/orders/.", id="in its folder"),
    pytest.param(DeliveryReport("", "a.csv", refused="no"), "It stays in inbox/.", id="in no folder"),
    pytest.param(
        DeliveryReport("orders", "a.csv", refused="no", replayed=True),
        "It stays as it was loaded before.",
        id="a replay that can't be",
    ),
]


@pytest.mark.parametrize(("report", "rests"), RESTS)
def test_a_refusal_says_where_the_file_is_now(report: DeliveryReport, rests: str) -> None:
    assert report.rests == rests


HOSTILE = [
    pytest.param("a`b``c", "```a`b``c```", id="backticks"),
    pytest.param("`a", "`` `a ``", id="a backtick at the edge"),
    pytest.param("<img src=x onerror=alert(1)>", "`<img src=x onerror=alert(1)>`", id="a tag"),
    pytest.param("# a\n\n- b", "`# a\\x0a\\x0a- b`", id="lines of their own"),
    pytest.param("x" * 300, f"`{'x' * 66}…{'x' * 33}`", id="a long name"),
]


@pytest.mark.parametrize(("name", "shown"), HOSTILE)
def test_a_hostile_name_is_only_a_name(name: str, shown: str) -> None:
    assert code(name) == shown


def test_a_pipe_ends_no_cell() -> None:
    assert code("a|b", cell=True) == "`a\\|b`"


WORDS = [
    pytest.param("*a* _b_ ~c~ `d` e|f", r"\*a\* \_b\_ \~c\~ \`d\` e\|f", id="emphasis, code and cells"),
    pytest.param("[a](b) <c> &amp;", r"\[a\](b) \<c\> \&amp;", id="links, tags and entities"),
    pytest.param("order_id, _ym_uid", r"order_id, \_ym_uid", id="names of columns stay readable"),
    pytest.param("back\\slash", r"back\\slash", id="backslash"),
]


@pytest.mark.parametrize(("words", "shown"), WORDS)
def test_words_from_outside_are_only_words(words: str, shown: str) -> None:
    assert text(words) == shown


@pytest.mark.parametrize(
    "address", ["http://evil.example/x", "https://evil.example", "www.evil.example", "a@b.example"]
)
def test_an_address_is_no_link(address: str) -> None:
    assert address not in text(f"see {address} now")


def test_many_troubles_are_counted_not_listed() -> None:
    refused = [DeliveryReport("orders", f"{each}.csv", refused=f"orders/{each}.csv: no.") for each in range(300)]
    page = markdown(InboxSummary(refused, AT), every_file=False)
    assert "- … and 250 more." in page
    assert len(page) < 8_000


def test_the_last_hundred_summaries_are_kept(tmp_path: Path) -> None:
    summary = InboxSummary(REPORTS, AT)
    written = [keep_summary(tmp_path, summary) for _ in range(KEPT + 3)]
    assert all(written)
    assert written[0] is not None
    assert written[0].name == "2026-11-21T06-00-07Z.md"
    kept = list((tmp_path / "reports" / "inbox").glob("*"))
    assert len(kept) == KEPT
    assert {path.read_text(encoding="utf-8") for path in kept} == {GOLDEN}
    assert written[-1] in kept


def test_nothing_is_written_about_nothing(tmp_path: Path) -> None:
    assert keep_summary(tmp_path, InboxSummary([], AT)) is None
    assert not list(tmp_path.iterdir())


def test_a_file_of_which_every_row_was_refused_is_not_called_loaded() -> None:
    assert DeliveryReport(
        "orders", "a.csv", (orders(5, 0, 5, "revenue: not a number (5, the first in line 2)"),)
    ).outcome == ("without a good row")
