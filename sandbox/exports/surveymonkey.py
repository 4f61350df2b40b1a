"""Individual responses of SurveyMonkey: a row of questions, a row of options, and a column for each option."""

from collections.abc import Sequence

from sandbox.exports.brand_survey import BRANDS, Respondent
from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import workbook

FIRST = "When you think of kettles, which brand comes to mind first?"
TICKED = "Which of these brands have you heard of? Select all that apply."
NPS = "How likely is it that you would recommend Самовар to a friend?"
OTHER = "Other (please specify)"
RESPONDENT = (
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name",
    "Custom Data 1",
)  # fmt: skip
QUESTIONS = (FIRST, TICKED, *[""] * (len(BRANDS) + 1), NPS)
OPTIONS = ("Open-Ended Response", *BRANDS, "None of the above", OTHER, "Response")


def responses_csv(rows: Sequence[Respondent], numbered: bool = False) -> bytes:
    """`numbered` is the export of numbers in place of texts: an option's cell holds its place."""
    return delimited(_table(rows, numbered)).encode("utf-8-sig")


def responses_xlsx(rows: Sequence[Respondent]) -> bytes:
    """The same as a workbook, its moments texts as they are."""
    return workbook({"Sheet": _table(rows, numbered=False)})


def _table(rows: Sequence[Respondent], numbered: bool) -> list[list[str]]:
    head = [[*RESPONDENT, *QUESTIONS], [*[""] * len(RESPONDENT), *OPTIONS]]
    return [*head, *([*_about(row), *_answers(row, numbered)] for row in rows)]


def _about(row: Respondent) -> list[str]:
    moment = f"{row.at:%m/%d/%Y %I:%M:%S %p}"
    identifier = f"{11_500_000_000 + row.number}"
    return [
        identifier,
        "401234567",
        moment,
        moment,
        f"93.184.216.{row.number}",
        row.email,
        "Ivan",
        f"Respondent{row.number}",
        "",
    ]


def _answers(row: Respondent, numbered: bool) -> list[str]:
    """Whoever knows an even number of brands ticks the last one by writing it."""
    if row.ticked is None:
        return [""] * len(OPTIONS)
    written = row.ticked[-1] if row.ticked and len(row.ticked) % 2 == 0 else ""
    cells = [
        (str(place) if numbered else brand) if brand in row.ticked and brand != written else ""
        for place, brand in enumerate(BRANDS, start=1)
    ]
    nothing = "" if row.ticked else "None of the above"
    scale = {0: "0 - Not at all likely", 10: "10 - Extremely likely"}
    return [row.wrote_first, *cells, nothing, written, "" if row.nps is None else scale.get(row.nps, str(row.nps))]
