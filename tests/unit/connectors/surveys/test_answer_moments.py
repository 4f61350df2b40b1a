import pytest

from connectors.surveys.moments import moment_text, without_offset


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("05.10.2026 14:30:15", "2026-10-05 14:30:15"),
        ("5.10.2026, 9:05", "2026-10-05 09:05:00"),
        ("2026/10/05 2:30:15 PM GMT+3", "2026-10-05 14:30:15+03:00"),
        ("2026/10/05 12:00:01 AM GMT+5:30", "2026-10-05 00:00:01+05:30"),
        ("2026/10/05 12:00:01 PM GMT", "2026-10-05 12:00:01+00:00"),
        ("2026/10/05 2:30:15 PM AST", "2026-10-05 14:30:15"),
        ("2026/10/05 2:30:15 PM", "2026-10-05 14:30:15"),
        ("2026-10-05T14:30:15Z", "2026-10-05T14:30:15Z"),
        # which of them is the month, nobody can tell: it stays for the formats of the profile
        ("10/5/2026 14:30:15", "10/5/2026 14:30:15"),
        ("31.02.2026 14:30:15", "31.02.2026 14:30:15"),
        ("2026/13/05 2:30:15 PM", "2026/13/05 2:30:15 PM"),
        ("вчера", "вчера"),
    ],
)
def test_a_moment_is_one_text_in_every_export(written: str, moment: str) -> None:
    assert moment_text(written) == moment


@pytest.mark.parametrize(
    ("moment", "local"),
    [
        ("2026-10-05 14:30:15+03:00", "2026-10-05 14:30:15"),
        ("2026-10-05T14:30:15Z", "2026-10-05 14:30:15"),
        ("2026-10-05 14:30:15", "2026-10-05 14:30:15"),
        ("2026-10-05", "2026-10-05"),
    ],
)
def test_the_clock_of_the_form_is_the_moment_without_its_offset(moment: str, local: str) -> None:
    assert without_offset(moment) == local
