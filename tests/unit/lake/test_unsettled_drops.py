"""A file that is still being copied into the inbox is left for the next run."""

import os
import time
from pathlib import Path
from typing import Any

from pipelines.lake.inbox.drops import Drop, settled


def drop(tmp_path: Path, name: str, age: float) -> Drop:
    path = tmp_path / name
    path.write_text("a")
    moment = time.time() - age
    os.utime(path, (moment, moment))
    return Drop("orders", path)


def test_old_files_are_not_waited_for(tmp_path: Path) -> None:
    drops = [drop(tmp_path, "a", 10), drop(tmp_path, "from another clock", -3600)]
    assert settled(drops[:1], sleep=lambda _: 1 / 0) == drops[:1]
    assert settled(drops, sleep=lambda _: 1 / 0) == drops


def test_a_file_that_grows_meanwhile_is_left(tmp_path: Path) -> None:
    quiet, growing = drop(tmp_path, "quiet", 0.2), drop(tmp_path, "growing", 0.1)
    waited = []

    def grow(seconds: float) -> None:
        waited.append(seconds)
        growing.path.write_text("more")

    assert settled([quiet, growing], sleep=grow) == [quiet]
    assert 0 < waited[0] <= 1


def test_a_file_that_goes_meanwhile_is_left(tmp_path: Path) -> None:
    one = drop(tmp_path, "one", 0.1)
    assert settled([one], sleep=lambda _: one.path.unlink()) == []


def test_a_defect_of_ours_refuses_one_file_and_not_the_others(home: Any, monkeypatch: Any) -> None:
    from pipelines.lake.inbox import delivery

    load = delivery.DeliveryLoader.load

    def broken(self: Any, meaning: Any, archived: Any, file_name: str, arrival: int) -> Any:
        if file_name == "a.csv":
            raise KeyError("Иванов Иван")
        return load(self, meaning, archived, file_name, arrival)

    monkeypatch.setattr(delivery.DeliveryLoader, "load", broken)
    home.drop("leads", "a.csv", "lead_id,created_at\n1,2026-10-01\n")
    home.drop("leads", "b.csv", "lead_id,created_at\n2,2026-10-01\n")
    first, second = home.load()
    assert first.refused.startswith("leads/a.csv: it can't be loaded by a defect of Tablo (KeyError in ")
    assert "Иванов" not in first.refused
    assert second.clean
    assert home.left() == ["leads/a.csv"]
