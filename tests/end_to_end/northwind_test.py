"""Northwind, a real provider's three months: every figure is that of expected.json.

The files in northwind/ are what a finance team and its tools write; expected.json was computed by
another program from fixed rules.
"""

import csv
import json
import pathlib
import unittest
from typing import Any

import yaml

import told
from ledger import Ledger, LedgerTest, SharedLedgerTest, kinds, minor_units
from reference import bounds

NORTHWIND = pathlib.Path(__file__).parent / "northwind"
MONTHS = ("2026-08", "2026-09", "2026-10")
SOURCES = ("rmm", "distributor", "backup")
CUSTOMERS = 48
# What expected.json says blocks approval, by month and customer.
BLOCKING = {"missing_count", "stale_count", "unmapped_meter"}


def counts_file(source: str, month: str) -> str:
    return str(NORTHWIND / "counts" / f"{source}-{month}.csv")


def set_up(ledger: Ledger) -> None:
    """Applies the book and records all counts."""
    ledger.run("apply", str(NORTHWIND / "book.yaml"), "--yes")
    for month in MONTHS:
        for source in SOURCES:
            report = ledger.ask("counts", "record", "-s", source, counts_file(source, month))
            assert report["recorded"] == report["rows"] > 0, report


def observations() -> dict[tuple[str, str, str], list[told.Seen]]:
    """What the files of counts say, by source, account and meter."""
    series: dict[tuple[str, str, str], list[told.Seen]] = {}
    for month in MONTHS:
        for source in SOURCES:
            with open(counts_file(source, month), encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    seen = told.Seen(told.instant(row["observed_at"]), row["quantity"])
                    series.setdefault((source, row["account"], row["meter"]), []).append(seen)
    return series


def cents(text: str) -> int:
    """`219954.31` as minor units."""
    units, _, decimals = text.partition(".")
    return int(units + decimals) if len(decimals) == 2 else int(text + "00")


def figures_of(content: Any) -> Any:
    """The content of a draft, as expected.json has it."""
    totals = content["totals"]
    return {
        "lines": [
            {
                "item": rated["line"]["item_id"],
                "quantity": rated["line"]["quantity"],
                "unit_price": rated["line"]["unit_price"],
                "amount": minor_units(rated["line"]["amount"]),
                "flags": kinds(rated["flags"]),
            }
            for rated in content["lines"]
        ],
        "net": minor_units(totals["net"]),
        "tax": minor_units(totals["tax"]),
        "total": minor_units(totals["total"]),
        "flags": kinds(content["flags"]),
    }


def expected_figures(customer: Any) -> Any:
    return {
        "lines": [
            line | {"amount": cents(line["amount"]), "flags": sorted(line["flags"])}
            for line in customer["lines"]
        ],
        "net": cents(customer["net"]),
        "tax": cents(customer["tax"]),
        "total": cents(customer["total"]),
        "flags": sorted(customer["flags"]),
    }


def blocking_flags(customer: Any) -> set[str]:
    of_lines = (flag for line in customer.get("lines", ()) for flag in line["flags"])
    return BLOCKING.intersection(customer["flags"]).union(BLOCKING.intersection(of_lines))


class NorthwindRunTest(SharedLedgerTest):
    """Three months are previewed and run in order."""

    expected: dict[str, Any]
    previews: dict[str, Any]
    runs: dict[str, Any]
    # By month and customer.
    drafts: dict[tuple[str, str], Any]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.expected = json.loads((NORTHWIND / "expected.json").read_text())
        set_up(cls.ledger)
        cls.previews, cls.runs, cls.drafts = {}, {}, {}
        for month in MONTHS:
            cls.previews[month] = cls.ledger.ask("run", "preview", month)
            cls.runs[month] = cls.ledger.ask("run", "start", month)
            for outcome in cls.runs[month]["outcomes"]:
                if outcome["created"]:
                    draft = cls.ledger.draft(outcome["customer_id"], month)
                    cls.drafts[month, outcome["customer_id"]] = draft

    def test_every_figure_is_the_expected_one(self) -> None:
        for month in MONTHS:
            for customer_id, customer in self.expected[month]["customers"].items():
                if "skipped" in customer:
                    continue
                with self.subTest(month=month, customer=customer_id):
                    draft = self.drafts[month, customer_id]
                    self.assertEqual(figures_of(draft["content"]), expected_figures(customer))

    def test_totals_skipped_customers_and_unmapped_accounts_are_the_expected_ones(self) -> None:
        for month in MONTHS:
            expected, run = self.expected[month], self.runs[month]["run"]
            (totals,) = run["totals"]
            for figure in ("net", "tax", "total"):
                self.assertEqual(minor_units(totals[figure]), cents(expected[figure]), month)
            accounts = [[each["source_id"], each["account"]] for each in run["unmapped_accounts"]]
            self.assertEqual(accounts, expected["unmapped_accounts"])

            skipped = {
                customer_id: f"SKIP_REASON_{customer['skipped'].replace(' ', '_').upper()}"
                for customer_id, customer in expected["customers"].items()
                if "skipped" in customer
            }
            outcomes = self.runs[month]["outcomes"]
            left_out = {
                each["customer_id"]: each["skip_reason"] for each in outcomes if not each["created"]
            }
            self.assertEqual(left_out, skipped)
            self.assertEqual(run["drafted"], expected["drafts"])
            self.assertEqual(len(outcomes), CUSTOMERS)

    def test_the_preview_is_the_run_that_follows(self) -> None:
        for month in MONTHS:
            preview, run = self.previews[month], self.runs[month]
            for previewed in preview["drafts"]:
                draft = self.drafts[month, previewed["customer_id"]]
                self.assertEqual(previewed["content"], draft["content"])
            self.assertEqual(len(preview["drafts"]), run["run"]["drafted"])
            skipped = [each for each in run["outcomes"] if not each["created"]]
            self.assertEqual(preview["skipped"], skipped)
            self.assertEqual(preview["unmapped_accounts"], run["run"]["unmapped_accounts"])
            self.assertEqual(preview["totals"], run["run"]["totals"])

    def test_the_queue_shows_what_blocks(self) -> None:
        for month in MONTHS:
            blocked = {
                customer_id
                for customer_id, customer in self.expected[month]["customers"].items()
                if blocking_flags(customer)
            }
            queue = self.ledger.ask("review", "--month", month)["entries"]
            shown = {each["customer_id"] for each in queue if each["blocked"]}
            self.assertEqual(shown, blocked)

    def test_previewing_writes_nothing(self) -> None:
        before = self.ledger.position()
        self.ledger.run("run", "preview", "2026-10", "--lines")
        self.assertEqual(self.ledger.position(), before)

    def test_applying_again_changes_nothing(self) -> None:
        before = self.ledger.position()
        report = self.ledger.ask("apply", str(NORTHWIND / "book.yaml"), "--yes")
        self.assertEqual(report["applied"], 0)
        self.assertEqual([part for part in report["parts"] if part["added"] or part["changed"]], [])
        self.assertEqual(self.ledger.position(), before)

    def test_the_exported_book_is_the_same_book(self) -> None:
        before = self.ledger.position()
        self.ledger.run("export", "book", "exported.yaml")
        self.assertIn("nothing to change", self.ledger.run("apply", "exported.yaml"))
        again = self.ledger.run("export", "book")
        self.assertEqual(again, (self.ledger.directory / "exported.yaml").read_text())
        self.assertEqual(self.ledger.position(), before)

    def test_recording_again_finds_all_known(self) -> None:
        before = self.ledger.position()
        for month in MONTHS:
            for source in SOURCES:
                path = counts_file(source, month)
                report = self.ledger.ask("counts", "record", "--source", source, path)
                self.assertEqual(report["already_known"], report["rows"])
                self.assertEqual(report["recorded"] + report["refused_rows"], 0)
        self.assertEqual(self.ledger.position(), before)

    def test_running_again_creates_nothing_and_says_why(self) -> None:
        before = self.ledger.ask("events", "list", "--type", "DraftGenerated")["events"]
        for month in MONTHS:
            again = self.ledger.ask("run", "start", month)
            self.assertEqual((again["run"]["drafted"], again["run"]["skipped"]), (0, CUSTOMERS))
            for outcome in again["outcomes"]:
                self.assertFalse(outcome["created"])
                why = "^(already drafted, in review|nothing billable: )"
                self.assertRegex(outcome["detail"], why)
        after = self.ledger.ask("events", "list", "--type", "DraftGenerated")["events"]
        self.assertEqual(after, before)


class NorthwindApprovalTest(LedgerTest):
    """The three months become invoices, and then are credited."""

    def setUp(self) -> None:
        super().setUp()
        set_up(self.ledger)
        for month in MONTHS:
            self.ledger.run("run", "start", month)
        self.expected = json.loads((NORTHWIND / "expected.json").read_text())

    def test_all_are_approved_numbered_without_a_gap_and_credited_to_nothing(self) -> None:
        for month in MONTHS:
            self.approve_all_but_the_blocked(month)
        for month in MONTHS:
            self.waive_and_approve_the_blocked(month)
        invoices = self.ledger.ask("invoices", "list")["invoices"]
        self.check_numbers([each["number"] for each in invoices], "BILL")
        self.check_amounts(invoices)
        self.check_explanations([each for each in invoices if each["month"] == "2026-10"])
        for invoice in invoices:
            self.ledger.run("credit", invoice["number"], "--whole", "--reason", "billed twice")
        self.check_nothing_is_left(invoices)

    def blocked(self, month: str) -> dict[str, set[str]]:
        """Which flags block whom."""
        customers = self.expected[month]["customers"]
        flags = {each: blocking_flags(customer) for each, customer in customers.items()}
        return {each: found for each, found in flags.items() if found}

    def approve_all_but_the_blocked(self, month: str) -> None:
        position = str(self.ledger.ask("review", "--month", month)["position"])
        approve = ("approve", "--all", "--month", month, "--at", position)
        outcome = self.ledger.try_to("-o", "json", *approve)
        self.assertEqual(outcome.exit_code, 0, outcome)
        approved = {each["customer_id"] for each in outcome.json()["done"]}
        drafted = {
            customer_id
            for customer_id, customer in self.expected[month]["customers"].items()
            if "lines" in customer
        }
        self.assertEqual(approved, drafted - set(self.blocked(month)))
        for customer_id in self.blocked(month):
            self.assertIn(customer_id, outcome.errors)

    def waive_and_approve_the_blocked(self, month: str) -> None:
        for customer_id, flags in sorted(self.blocked(month).items()):
            for flag in sorted(flags):
                refused = self.ledger.try_to("approve", customer_id, "--month", month)
                self.assertEqual(refused.exit_code, 1, refused)
                self.assertIn(flag, refused.errors)
                self.ledger.run("waive", customer_id, flag, "-m", month, "-r", "seen by the client")
            self.ledger.approve(customer_id, month)

    def check_numbers(self, numbers: list[str], prefix: str) -> None:
        """In the order of issue. A month's end may pass while the test runs."""
        counters: dict[str, int] = {}
        for number in numbers:
            series, _, counter = number.rpartition("-")
            self.assertRegex(series, rf"^{prefix}-\d{{4}}-\d{{2}}$")
            counters[series] = counters.get(series, 0) + 1
            self.assertEqual(int(counter), counters[series])
            self.assertGreaterEqual(len(counter), 3)
        self.assertLessEqual(len(counters), 2)

    def check_amounts(self, invoices: list[Any]) -> None:
        issued = {(each["month"], each["customer_id"]): each["totals"] for each in invoices}
        for month in MONTHS:
            for customer_id, customer in self.expected[month]["customers"].items():
                if "skipped" in customer:
                    self.assertNotIn((month, customer_id), issued)
                    continue
                totals = issued.pop((month, customer_id))
                for figure in ("net", "tax", "total"):
                    self.assertEqual(minor_units(totals[figure]), cents(customer[figure]))
        self.assertEqual(issued, {})

    def check_explanations(self, invoices: list[Any]) -> None:
        """Each line is told with the figures that are expected, and from the rows of the files."""
        check = told.ToldCheck(self, self.ledger.ask("events", "list")["events"])
        book = yaml.safe_load((NORTHWIND / "book.yaml").read_text())
        zone = book["org"]["time_zone"]
        start, end = bounds("2026-10", zone)
        series = observations()
        counted = 0
        for invoice in invoices:
            explained = self.ledger.ask("explain", invoice["number"])
            check.check(explained)
            customer = book["customers"][invoice["customer_id"]]
            plan = [each for each in customer["plan"] if str(each["from"]) <= "2026-10-01"][-1]
            expected = self.expected["2026-10"]["customers"][invoice["customer_id"]]["lines"]
            lines = told.children(explained, "LINE")
            self.assertEqual(len(lines), len(expected))
            for line, plan_line, figures in zip(lines, plan["lines"], expected):
                with self.subTest(invoice=invoice["number"], line=line["line_id"]):
                    product = told.product_in_words(
                        figures["quantity"], figures["unit_price"], figures["amount"]
                    )
                    self.assertTrue(line["text"].endswith(": " + product), line["text"])
                    self.assertEqual(minor_units(line["amount"]), cents(figures["amount"]))
                    if "counted" not in plan_line:
                        continue
                    account = customer["accounts"][plan_line["counted"]["source"]]
                    key = (plan_line["counted"]["source"], account, plan_line["counted"]["meter"])
                    seen = told.chosen(series.get(key, []), plan_line["quantity"], start, end)
                    if seen is None:
                        self.assertIn("missing_count", figures["flags"])
                        continue
                    check.check_count(line, plan_line, account, seen, zone)
                    counted += 1
        self.assertGreater(counted, 100)

    def check_nothing_is_left(self, invoices: list[Any]) -> None:
        notes = self.ledger.ask("credit-notes", "list")["credit_notes"]
        self.check_numbers([each["number"] for each in notes], "CREDIT")
        credited = [(each["invoice_number"], each["totals"]) for each in notes]
        self.assertEqual(credited, [(each["number"], each["totals"]) for each in invoices])
        for invoice in self.ledger.ask("invoices", "list")["invoices"]:
            self.assertEqual(invoice["status"], "INVOICE_STATUS_CREDITED")
            self.assertEqual(invoice["credited"], invoice["totals"]["total"])
        view = self.ledger.ask("invoices", "show", invoices[0]["number"])
        self.assertEqual(minor_units(view["left"]), 0)


if __name__ == "__main__":
    unittest.main()
