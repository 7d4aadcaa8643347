"""Months are run by the calendar of the book, and what nobody has to look at is approved."""

import datetime
import time
import unittest

from ledger import SECONDS_TO_ANSWER, LedgerTest
from small_book import changed


def month_ago(months: int) -> str:
    """The month that many before today's, in UTC."""
    today = datetime.datetime.now(datetime.timezone.utc)
    count = today.year * 12 + today.month - 1 - months
    return f"{count // 12:04}-{count % 12 + 1:02}"


FIRST = month_ago(2)
# Acme has nothing to bill; what Zeta is billed is not flagged.
BOOK = changed(
    ("  time_zone: America/New_York\n", "  time_zone: UTC\n"),
    ("    name: Zeta\n", "    name: Zeta\n    auto_approve: true\n"),
    (
        "{item: seat, counted: {source: rmm, meter: SEAT}, quantity: period_end, price: 4.00}",
        "{item: seat, fixed: 12, price: 9.99}",
    ),
)
CALENDAR = f"  payment_terms: net_30\n  calendar: {{day: 1, first_month: {FIRST}}}\n"


class CalendarTest(LedgerTest):
    def await_invoices(self, count: int) -> None:
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while len(self.ledger.ask("invoices", "list").get("invoices", [])) < count:
            self.assertLess(time.monotonic(), deadline, self.ledger.log())

    def test_months_are_caught_up_with_and_told(self) -> None:
        self.ledger.apply(BOOK)
        self.assertEqual(
            self.ledger.run("calendar"), "No calendar: months are run by people.\n"
        )
        self.ledger.apply(BOOK.replace("  payment_terms: net_30\n", CALENDAR))
        self.await_invoices(2)
        invoices = self.ledger.ask("invoices", "list")["invoices"]
        self.assertEqual({each["month"] for each in invoices}, {FIRST, month_ago(1)})
        self.assertEqual({each["customer_id"] for each in invoices}, {"zeta"})

        report = self.ledger.ask("calendar")
        self.assertEqual(report["next_month"], month_ago(0))
        self.assertEqual(report["next_date"], month_ago(-1) + "-01")
        self.assertEqual(
            [run["run_id"] for run in report["runs"]], [f"{month_ago(1)}.1", f"{FIRST}.1"]
        )
        text = self.ledger.run("calendar")
        self.assertIn(f"Next is {month_ago(0)}, on {month_ago(-1)}-01 at midnight in UTC.", text)
        self.assertIn("the calendar", self.ledger.run("run", "list"))
        self.assertIn("started by the calendar", self.ledger.run("run", "show", f"{FIRST}.1"))

        self.ledger.restart()
        self.assertEqual(len(self.ledger.ask("run", "list")["runs"]), 2)
        self.assertEqual(len(self.ledger.ask("invoices", "list")["invoices"]), 2)
        self.assertIn("Passed", self.ledger.run("audit"))


if __name__ == "__main__":
    unittest.main()
