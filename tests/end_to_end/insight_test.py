"""What leaks, what is covered and what is odd at Northwind, as docs/insight.md says."""

import csv
import io
import pathlib
import re
import shlex
import unittest
from typing import Any

import yaml

from ledger import DONE, FAILED, WRONG_USAGE, SharedLedgerTest, minor_units
from northwind_test import NORTHWIND, observations, set_up

DOCS = pathlib.Path(__file__).parents[2] / "docs" / "insight.md"
DAY = "2026-10-31"
WORDS = {
    "CHARGED_NOT_MANAGED": "not managed",
    "MANAGED_NOT_CHARGED": "not charged",
}
Meter = tuple[str, str, str]


def kind(record: Any) -> str:
    """`MANAGED_NOT_CHARGED`."""
    return re.sub("^(LEAK|COVERAGE|BOOK_FINDING)_KIND_", "", record["kind"])


def words(record: Any) -> str:
    """The kind as tables have it: `unmapped meter`."""
    return WORDS.get(kind(record), kind(record).lower().replace("_", " "))


def dollars(leak: Any) -> str:
    """`132.30`; empty if nobody knows."""
    if "monthly_amount" not in leak:
        return ""
    units, cents = divmod(minor_units(leak["monthly_amount"]), 100)
    return f"{units}.{cents:02}"


def cells(row: str) -> list[str]:
    """The cells of a row of a table that are not empty."""
    return re.split(" {2,}", row.strip())


def filled(*all_cells: str) -> list[str]:
    return [cell for cell in all_cells if cell]


def book() -> Any:
    return yaml.safe_load((NORTHWIND / "book.yaml").read_text())


def billing_lines() -> dict[Meter, list[str]]:
    """The lines in force on DAY that bill a meter, by source, account and meter."""
    lines: dict[Meter, list[str]] = {}
    for customer in book()["customers"].values():
        plans = [plan for plan in customer["plan"] if str(plan["from"]) <= DAY]
        for line in plans[-1]["lines"] if plans else ():
            source = line.get("counted", {}).get("source")
            if source in customer["accounts"]:
                meter = (source, customer["accounts"][source], line["counted"]["meter"])
                lines.setdefault(meter, []).append(line.get("id", line["item"]))
    return lines


def expected_coverage() -> dict[Meter, tuple[str, str, list[str]]]:
    """The last count of each meter, how lines cover it, and which."""
    owned = {
        (source, account)
        for customer in book()["customers"].values()
        for source, account in customer["accounts"].items()
    }
    lines = billing_lines()
    coverage = {}
    for meter, series in observations().items():
        last = max(series, key=lambda seen: seen.observed_at)
        billed_by = lines.get(meter, [])
        by_lines = "NONE" if not billed_by else "ONE" if len(billed_by) == 1 else "SEVERAL"
        coverage_kind = by_lines if meter[:2] in owned else "NO_CUSTOMER"
        coverage[meter] = (last.quantity, coverage_kind, billed_by)
    return coverage


class InsightTest(SharedLedgerTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        set_up(cls.ledger)

    def csv_rows(self, *arguments: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.ledger.run("-o", "csv", *arguments))))

    def test_leaks_are_the_same_in_the_table_the_json_and_the_csv(self) -> None:
        command = ("leakage", "--date", DAY)
        leaks = self.ledger.ask(*command)["leaks"]
        self.assertEqual(
            {kind(leak) for leak in leaks},
            {"MANAGED_NOT_CHARGED", "UNMAPPED_ACCOUNT", "UNMAPPED_METER"},
        )
        printed = self.ledger.run(*command).splitlines()
        self.assertEqual(
            [cells(row) for row in printed[1 : len(leaks) + 1]],
            [
                filled(
                    *(leak["customer_id"], leak["item_id"], words(leak)),
                    *(leak["managed"], leak["charged"]),
                    f"{dollars(leak)} USD" if dollars(leak) else "unknown",
                    leak["detail"],
                )
                for leak in leaks
            ],
        )
        (known,) = filter(dollars, leaks)
        self.assertEqual(cells(printed[-1]), ["billed too little", f"{dollars(known)} USD"])
        fields = ("customer_id", "item_id", "managed", "charged", "difference", "detail")
        self.assertEqual(
            [(row["kind"], row["monthly_amount"], *map(row.get, fields)) for row in self.csv_rows(*command)],
            [(kind(leak).lower(), dollars(leak), *map(leak.get, fields)) for leak in leaks],
        )

    def test_what_leaks_at_one_customer_is_what_leaks_there_in_all(self) -> None:
        leaks = self.ledger.ask("leakage", "--date", DAY)["leaks"]
        customers = {leak["customer_id"] for leak in leaks if leak["customer_id"]}
        self.assertGreater(len(customers), 1)
        for customer in customers:
            self.assertEqual(
                self.ledger.ask("leakage", "--date", DAY, "--customer", customer)["leaks"],
                [leak for leak in leaks if leak["customer_id"] == customer],
            )

    def test_every_meter_is_covered_as_the_files_and_the_book_say(self) -> None:
        command = ("coverage", "--date", DAY)
        meters = self.ledger.ask(*command)["meters"]
        found = {}
        for meter in meters:
            counted = meter["counted"]
            key = (counted["source_id"], counted["account"], counted["meter"])
            found[key] = (counted["quantity"], kind(meter), meter["line_ids"])
        self.assertEqual(found, expected_coverage())
        self.assertEqual(
            [cells(row) for row in self.ledger.run(*command).splitlines()[1:]],
            [
                filled(
                    *(meter["counted"][field] for field in ("source_id", "account", "meter")),
                    *(meter["counted"]["quantity"], meter["customer_id"], meter["item_id"]),
                    *(kind(meter).lower(), ", ".join(meter["line_ids"])),
                )
                for meter in meters
            ],
        )
        self.assertEqual(
            [(row["counted.quantity"], row["kind"]) for row in self.csv_rows(*command)],
            [(meter["counted"]["quantity"], kind(meter).lower()) for meter in meters],
        )

    def test_coverage_is_narrowed_to_one_kind(self) -> None:
        meters = self.ledger.ask("coverage", "--date", DAY)["meters"]
        for lines in ("one", "none", "no_customer"):
            self.assertEqual(
                self.ledger.ask("coverage", "--date", DAY, "--lines", lines)["meters"],
                [meter for meter in meters if kind(meter).lower() == lines],
            )
        self.assertEqual(
            self.ledger.run("coverage", "--date", DAY, "--lines", "several"),
            f"Nothing that was counted by {DAY} is billed by several lines.\n",
        )
        self.assertEqual(
            self.ledger.run("coverage", "--date", "2026-07-31"),
            "Nothing was counted by 2026-07-31.\n",
        )
        outcome = self.ledger.try_to("coverage", "--lines", "two")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)

    def test_findings_are_the_same_in_the_table_the_json_and_the_csv(self) -> None:
        command = ("lint", "--date", DAY)
        findings = self.ledger.ask(*command)["findings"]
        self.assertEqual(
            {kind(finding) for finding in findings},
            {"LINE_WITHOUT_SOURCE", "SOURCE_WITHOUT_LINE", "ZERO_PRICE"},
        )
        printed = self.ledger.run(*command).splitlines()[1:]
        self.assertEqual(
            [cells(row) for row in printed[::2]],
            [
                filled(
                    "!" if finding["serious"] else "",
                    *(finding["customer_id"], finding["subject"], words(finding)),
                    finding["message"],
                )
                for finding in findings
            ],
        )
        self.assertEqual(
            [row.strip() for row in printed[1::2]], [finding["advice"] for finding in findings]
        )
        self.assertEqual(
            [(row["kind"], row["serious"], row["subject"]) for row in self.csv_rows(*command)],
            [
                (kind(each).lower(), "yes" if each["serious"] else "no", each["subject"])
                for each in findings
            ],
        )

    def test_strict_fails_of_what_is_serious(self) -> None:
        findings = self.ledger.ask("lint")["findings"]
        serious = sum(finding["serious"] for finding in findings)
        outcome = self.ledger.try_to("lint", "--strict")
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        self.assertIn(f"{serious} serious findings", outcome.errors)

    def test_before_anything_was_counted_nothing_leaked(self) -> None:
        counted = self.ledger.ask("events", "list")["events"]
        first = next(event for event in counted if "counts_recorded" in event["event"])
        before = ("--as-of", str(int(first["position"]) - 1))
        printed = self.ledger.run(*before, "leakage", "--date", DAY)
        self.assertNotIn("not charged", printed)
        self.assertEqual(
            self.ledger.run(*before, "coverage", "--date", DAY),
            f"Nothing was counted by {DAY}.\n",
        )


class DocumentedTest(SharedLedgerTest):
    """What docs/insight.md shows works as it stands."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        set_up(cls.ledger)

    def blocks(self, language: str) -> list[str]:
        return re.findall(rf"^```{language}\n(.*?)^```", DOCS.read_text(), re.DOTALL | re.MULTILINE)

    def test_its_commands_work(self) -> None:
        (commands,) = self.blocks("sh")
        for command in commands.splitlines():
            program, *arguments = shlex.split(command, comments=True)
            self.assertEqual(program, "tally")
            outcome = self.ledger.try_to(*arguments)
            self.assertEqual(outcome.exit_code, FAILED if "--strict" in arguments else DONE, outcome)

    def test_what_it_prints_is_printed(self) -> None:
        (session,) = self.blocks("text")
        printed = ""
        for line in session.splitlines():
            if line.startswith("$ tally "):
                printed += f"{line}\n" + self.ledger.run(*shlex.split(line)[2:])
        self.assertEqual(session, printed)


if __name__ == "__main__":
    unittest.main()
