"""Reminders, late fees, disputes and closed months, through the command line."""

import datetime
import unittest

from ledger import DONE, FAILED, WRONG_USAGE, LedgerTest, minor_units
from small_book import changed

JANUARY = "2026-01"
# Days begin as late as anywhere; in EARLY as early as anywhere, at least a day before.
LATE, EARLY = "Etc/GMT+12", "Pacific/Kiritimati"
DUNNING = """\
  payment_terms: due_on_receipt
  dunning:
    steps:
      - {id: reminder, days: 1, fee: 1.50%, fixed_fee: {USD: 5.00}}
      - {id: final, days: 30}
    fee_item: late-fee
"""
BOOK = changed(
    ("America/New_York", LATE),
    ("  payment_terms: net_30\n", DUNNING),
    ("catalog:\n", "catalog:\n  late-fee: {name: Late fee}\n"),
)


class DunningTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        # A new org whose fee item is new comes twice, and counts once.
        report = self.ledger.apply(BOOK)
        self.assertEqual(int(report["applied"]), 10, report)
        self.ledger.record("rmm", "2026-01-30T12:00:00Z,1,SERVER,18\n2026-01-30T12:00:00Z,2,SEAT,5\n")
        self.ledger.run("run", "start", JANUARY)
        self.number = self.ledger.approve("acme", JANUARY)
        invoice = self.ledger.ask("invoices", "show", self.number)["invoice"]
        self.due = datetime.date.fromisoformat(invoice["due_date"])

    def day(self, days: int) -> str:
        return (self.due + datetime.timedelta(days)).isoformat()

    def wait_a_day(self) -> None:
        self.ledger.apply(BOOK.replace(LATE, EARLY))

    def test_a_book_with_dunning_is_written_as_it_was(self) -> None:
        exported = self.ledger.run("export", "book")
        self.assertIn("{id: reminder, days: 1, fee: 1.5%, fixed_fee: {USD: 5}}", exported)
        self.assertEqual(int(self.ledger.apply(exported).get("applied", 0)), 0, exported)
        report = self.ledger.apply(BOOK.replace("days: 30", "days: 31"))
        org = next(part for part in report["parts"] if part["part"] == "org")
        self.assertIn("final, days: 31", org["changed"][0])
        (self.ledger.directory / "book.yaml").write_text(BOOK.replace("days: 30", "days: 1"))
        outcome = self.ledger.try_to("apply", "book.yaml", "--yes")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("org.dunning.steps[1].days: is 1, but the step before is 1", outcome.errors)

    def test_reminders_are_previewed_and_sent_once(self) -> None:
        nothing = "Nothing to remind anybody of.\n"
        self.assertEqual(self.ledger.run("dunning", "preview"), nothing)
        self.assertEqual(self.ledger.run("dunning", "run"), nothing)
        everything = self.ledger.run("dunning", "preview", "--all")
        self.assertRegex(everything, rf"(?m)^acme +{self.number} +{self.due} +270\.00 +none due$")
        self.assertIn(f"step reminder is due on {self.day(1)}", everything)
        later = self.ledger.run("dunning", "preview", "--date", self.day(30))
        self.assertRegex(later, rf"(?m)^acme +{self.number} +{self.due} +270\.00 +final$")
        self.assertIn("speaks for reminder", later)

        self.wait_a_day()
        self.assertEqual(self.ledger.try_to("dunning", "run").exit_code, WRONG_USAGE)
        done = self.ledger.ask("dunning", "run", "--yes")
        (outcome,) = done["outcomes"]
        self.assertEqual(outcome["step_id"], "reminder")
        self.assertEqual(minor_units(outcome["late_fee"]), 4_05 + 5_00)
        fees = outcome["late_fee_invoice"]
        self.assertEqual(self.ledger.run("dunning", "run"), nothing)

        sheet = self.ledger.run("invoices", "show", fees)
        self.assertRegex(sheet, rf"(?m)^Late fee, {self.number} +late-fee-1 +1 +9\.05 +9\.05$")
        told = self.ledger.run("explain", fees, "late-fee-1")
        self.assertIn(f"Late fee for {self.number}, which was to be paid by", told)
        self.assertIn("with 270.00 USD open; 1.5 % of 270.00 USD and 5.00 USD is 9.05 USD", told)
        self.assertEqual(self.ledger.try_to("explain", fees).exit_code, DONE)
        self.assertEqual(self.ledger.try_to("audit").exit_code, DONE)

    def test_a_dispute_pauses(self) -> None:
        self.assertEqual(self.ledger.run("disputes", "list"), "No disputes.\n")
        self.ledger.run("disputes", "open", self.number, "d1", "-l", "server", "-r", "has 17")
        self.wait_a_day()
        preview = self.ledger.run("dunning", "preview")
        self.assertRegex(preview, rf"(?m)^acme +{self.number} .* disputed$")
        listed = self.ledger.run("disputes", "list")
        self.assertRegex(listed, rf"(?m)^{self.number} +d1 +acme +server +\S+ +open +has 17$")
        said = self.ledger.run(
            "disputes", "close", self.number, "d1", "--outcome", "rejected", "-r", "counted again"
        )
        self.assertIn(f"dispute d1 of {self.number} is rejected", said)
        self.assertEqual(self.ledger.run("disputes", "list"), "No disputes.\n")
        self.assertIn("counted again", self.ledger.run("disputes", "list", "--all"))
        again = self.ledger.try_to(
            "-o", "json", "disputes", "close", self.number, "d1", "--outcome", "upheld", "-r", "r"
        )
        self.assertEqual(again.exit_code, FAILED, again)
        self.assertEqual(again.refusal()["reason"], "REASON_DISPUTE_CLOSED")
        self.assertIn("reminder", self.ledger.run("dunning", "preview"))
        self.assertEqual(self.ledger.try_to("audit").exit_code, DONE)

    def test_months_are_closed_and_opened_again(self) -> None:
        self.assertEqual(self.ledger.run("periods", "list"), "No month is closed.\n")
        said = self.ledger.run("periods", "close", JANUARY)
        self.assertIn("2026-01 and all before it is closed", said)
        table = self.ledger.run("periods", "list")
        self.assertIn("Closed through 2026-01-31", table)
        self.assertRegex(table, r"(?m)^2026-01 +closed$")
        self.ledger.run("periods", "reopen", "2025-12", "-r", "forgot one")
        table = self.ledger.run("periods", "list")
        self.assertIn("Closed through 2025-11-30", table)
        self.assertRegex(table, r"(?m)^2026-01 +open +forgot one$")
        again = self.ledger.try_to("-o", "json", "periods", "reopen", JANUARY, "-r", "again")
        self.assertEqual(again.exit_code, FAILED, again)
        self.assertEqual(again.refusal()["reason"], "REASON_PERIOD_NOT_CLOSED")
        self.assertEqual(self.ledger.try_to("periods", "close", "2026-13").exit_code, WRONG_USAGE)
        self.assertEqual(self.ledger.try_to("audit").exit_code, DONE)


if __name__ == "__main__":
    unittest.main()
