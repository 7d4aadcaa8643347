"""Counts come as quantities, as changes and as the members who were counted."""

import unittest
from typing import Any

from ledger import PARTLY_DONE, LedgerTest, minor_units
from small_book import BOOK

JANUARY = "2026-01"


class CountsTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)

    def file(self, header: str, *rows: str) -> str:
        """Writes a CSV of counts of server on account 1, and returns its name."""
        name = "counts.csv"
        lines = [f"observed_at,account,meter,{header}", *rows]
        (self.ledger.directory / name).write_text("\n".join(lines) + "\n")
        return name

    def record(self, header: str, *rows: str) -> Any:
        return self.ledger.ask("counts", "record", "-s", "rmm", self.file(header, *rows))

    def quantities(self) -> list[str]:
        listed = self.ledger.ask("counts", "list", "-s", "rmm", "--account", "1")
        return [count["observation"]["quantity"] for count in listed["counts"]]

    def test_changes_are_recorded_as_what_they_come_to(self) -> None:
        rows = (
            "2026-01-05T09:00:00Z,1,SERVER,17,",
            "2026-01-12T09:00:00Z,1,SERVER,,+3",
            "2026-01-20T09:00:00Z,1,SERVER,,-2",
            "2026-01-31T20:00:00Z,1,SERVER,,0",
        )
        report = self.record("quantity,change", *rows)
        self.assertEqual((report["rows"], report["recorded"]), (4, 4))
        self.assertEqual(self.quantities(), ["17", "20", "18", "18"])
        again = self.record("quantity,change", *rows)
        self.assertEqual((again["recorded"], again["already_known"]), (0, 4))

        self.ledger.run("run", "start", JANUARY)
        (line,) = self.ledger.draft("acme", JANUARY)["content"]["lines"]
        self.assertEqual(minor_units(line["line"]["amount"]), 18 * 12_50)

    def test_a_change_that_cannot_be_is_refused_by_itself(self) -> None:
        self.record("quantity", "2026-01-05T09:00:00Z,1,SERVER,2")
        name = self.file(
            "quantity,change",
            "2026-01-04T09:00:00Z,1,SERVER,,1",
            "2026-01-06T09:00:00Z,1,SERVER,,-3",
            "2026-01-06T09:00:00Z,1,SERVER,4,+2",
            "2026-01-06T09:00:00Z,1,SERVER,,++2",
            "2026-01-06T09:00:00Z,1,SERVER,,+5",
            "2026-01-06T09:00:00Z,1,SERVER,,+6",
        )
        outcome = self.ledger.try_to("counts", "record", "-s", "rmm", name)
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertRegex(outcome.output, r"(?m)^ *2 +change +comes too late: 2 was counted")
        self.assertRegex(outcome.output, r"(?m)^ *3 +change +is -3, which makes -1 of 2")
        self.assertRegex(outcome.output, r"(?m)^ *4 +quantity +is given beside a change")
        self.assertRegex(outcome.output, r'(?m)^ *5 +change +is "\+\+2"')
        self.assertRegex(outcome.output, r"(?m)^ *7 +change +is a change of 6, but 7, a")
        self.assertEqual(self.quantities(), ["2", "7"])

    def test_members_are_counted(self) -> None:
        names = "ann@acme.example; bob@acme.example"
        report = self.record("members", f"2026-01-31T20:00:00Z,1,SERVER,{names}")
        self.assertEqual(report["recorded"], 1)
        listed = self.ledger.ask("counts", "list", "-s", "rmm", "--account", "1")
        (count,) = listed["counts"]
        self.assertEqual(count["observation"]["quantity"], "2")
        self.assertEqual(count["observation"]["members"], names.split("; "))
        turned = "; ".join(reversed(names.split("; ")))
        again = self.record("members", f"2026-01-31T20:00:00Z,1,SERVER,{turned}")
        self.assertEqual(again["already_known"], 1)

    def test_members_that_cannot_be_are_refused(self) -> None:
        name = self.file(
            "quantity,members",
            "2026-01-31T20:00:00Z,1,SERVER,,ann;bob;ann",
            "2026-01-31T20:00:00Z,1,SERVER,,ann;;bob",
            "2026-01-31T20:00:00Z,1,SERVER,3,ann;bob",
            "2026-01-31T20:00:00Z,1,SERVER,,",
        )
        outcome = self.ledger.try_to("counts", "record", "-s", "rmm", name)
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertRegex(outcome.output, r'(?m)^ *2 +members +names "ann" again')
        self.assertRegex(outcome.output, r"(?m)^ *3 +members +is missing")
        self.assertRegex(outcome.output, r"(?m)^ *4 +quantity +is 3, but the number of members")
        self.assertRegex(outcome.output, r"(?m)^ *5 +quantity +is missing")
        self.assertEqual(self.quantities(), [])

    def test_a_directory_of_ten_thousand_is_one_row(self) -> None:
        members = ";".join(f"user-{number:05}@acme.example" for number in range(10_000))
        rows = [f"2026-01-{day:02}T20:00:00Z,1,SERVER,{members}" for day in range(1, 32)]
        self.assertEqual(self.record("members", *rows)["recorded"], 31)
        self.assertEqual(set(self.quantities()), {"10000"})


if __name__ == "__main__":
    unittest.main()
