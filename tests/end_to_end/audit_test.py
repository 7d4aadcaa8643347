"""`tally audit`: northwind's three months pass, and a changed byte is named."""

import os
import subprocess
import unittest
from typing import Any

from ledger import DONE, FAILED, UNREACHABLE, LedgerTest, Outcome
from northwind_test import CUSTOMERS, MONTHS, set_up
from terminal import run_on_terminal


class AuditTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        set_up(self.ledger)
        for month in MONTHS:
            self.ledger.run("run", "start", month)
            position = str(self.ledger.ask("review", "--month", month)["position"])
            self.ledger.try_to("approve", "--all", "--month", month, "--at", position)
        self.invoices = self.ledger.ask("invoices", "list")["invoices"]
        self.assertGreater(len(self.invoices), 2 * CUSTOMERS)
        for invoice in self.invoices[:10]:
            self.ledger.run("credit", invoice["number"], "--whole", "--reason", "billed twice")

    def audit(self) -> tuple[Outcome, Any]:
        outcome = self.ledger.try_to("-o", "json", "audit")
        return outcome, outcome.json()

    def tamper(self, family: str, what: str) -> None:
        self.ledger.stop()
        directory = str(self.ledger.directory / "data" / "ledger")
        subprocess.run([os.environ["TAMPER"], directory, family, what], check=True, timeout=60)
        self.ledger.start()

    def test_three_months_pass_and_each_changed_byte_is_named(self) -> None:
        outcome, report = self.audit()
        self.assertEqual(outcome.exit_code, DONE, outcome)
        self.assertTrue(report["verdict"]["passed"])
        self.assertEqual(report["findings"], [])
        self.assertEqual(int(report["verdict"]["event_count"]), self.ledger.position())
        # Each invoice was a draft; ten were credited.
        documents = int(report["verdict"]["document_count"])
        self.assertGreaterEqual(documents, 2 * len(self.invoices) + 10)
        self.check_the_terminal()

        self.check_a_row()
        self.check_an_invoice()

    def check_the_terminal(self) -> None:
        exit_code, output = run_on_terminal(
            [os.environ["TALLY"], "audit"],
            environment=self.ledger.environment | {"TERM": "dumb"},
            directory=str(self.ledger.directory),
            answers={},
        )
        self.assertEqual(exit_code, DONE, output)
        self.assertIn("checking events: 0 of ", output)
        self.assertRegex(output, r"Passed: [\d,]+ events, [\d,]+ documents derived again, [\d,]+ ")

    def check_a_row(self) -> None:
        """In the books the customer of the first invoice is called otherwise now, by one bit."""
        customer = self.invoices[0]["customer_id"]
        row = f"drafts/{self.org()}/2026-08/{customer}/"
        self.tamper("state", f"{row}=")
        outcome, report = self.audit()
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        self.assertEqual(len(report["findings"]), 1, report)
        finding = report["findings"][0]
        self.assertEqual(finding["subject"], "books")
        self.assertIn(f"2026-08 {customer}`", finding["message"])
        self.assertIn("1 finding", outcome.refusal()["message"])
        self.tamper("state", f"{row}=")
        self.assertEqual(self.audit()[0].exit_code, DONE)

    def check_an_invoice(self) -> None:
        number = self.invoices[0]["number"]
        self.tamper("log", f"invoices/{number}")
        outcome = self.ledger.try_to("audit")
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        # One bit of the first letter makes it another stream.
        self.assertIn(f"hnvoices/{number}", outcome.output)
        self.assertRegex(outcome.output, r"position \d+ .* the hash of its record")
        self.assertRegex(outcome.output, "\nFailed: ")
        self.assertIn("not as it must be", outcome.errors)

    def org(self) -> str:
        return str(self.ledger.ask("orgs", "list")["orgs"][0]["org_id"])

    def test_without_a_daemon_nothing_is_said_to_have_passed(self) -> None:
        self.ledger.stop()
        outcome = self.ledger.try_to("audit")
        self.assertEqual(outcome.exit_code, UNREACHABLE, outcome)
        self.assertNotIn("Passed", outcome.output)
        self.ledger.start()


if __name__ == "__main__":
    unittest.main()
