"""What becomes known after an invoice, through the command line."""

import unittest

from ledger import FAILED, LedgerTest, minor_units
from small_book import BOOK

JANUARY, FEBRUARY = "2026-01", "2026-02"


class LateTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        self.ledger.record("rmm", "2026-01-30T12:00:00Z,1,SERVER,18\n2026-01-30T12:00:00Z,2,SEAT,5\n")
        self.ledger.run("run", "start", JANUARY)
        self.number = self.ledger.approve("acme", JANUARY)

    def learn(self, servers: int) -> None:
        self.ledger.record("rmm", f"2026-01-31T12:00:00Z,1,SERVER,{servers}\n")

    def differences(self, *arguments: str) -> list[int]:
        late = self.ledger.ask("late", "list", *arguments)
        return [minor_units(each["difference"]) for each in late["differences"]]

    def test_it_is_listed_and_billed_by_the_next_draft(self) -> None:
        self.assertEqual(self.ledger.run("late", "list"), "Nothing is late.\n")
        issued = self.ledger.run("invoices", "show", self.number)
        self.learn(20)
        table = self.ledger.run("late", "list")
        self.assertRegex(table, rf"(?m)^acme +{JANUARY} +{self.number} +server .*\+25\.00 +none yet$")
        self.assertEqual(self.differences("-c", "zeta"), [])
        self.assertEqual(self.differences("-c", "acme", "-m", FEBRUARY), [])
        self.assertIn("server,", self.ledger.run("-o", "csv", "late", "list"))

        self.ledger.record("rmm", "2026-02-28T12:00:00Z,1,SERVER,20\n")
        self.ledger.run("run", "start", FEBRUARY)
        sheet = self.ledger.run("review", "-c", "acme", "-m", FEBRUARY)
        self.assertRegex(sheet, r"(?m)^late-2026-01-server +Server, January 2026 adjustment +1 +25\.00")
        self.assertIn(f"corrects server, of {self.number}", sheet)
        self.assertIn("late_news", sheet)
        self.assertRegex(self.ledger.run("late", "list"), rf"\+25\.00 +{FEBRUARY}")

        february = self.ledger.approve("acme", FEBRUARY)
        self.assertEqual(self.ledger.run("late", "list"), "Nothing is late.\n")
        self.assertEqual(self.ledger.run("invoices", "show", self.number), issued)
        told = self.ledger.run("explain", february, "late-2026-01-server")
        self.assertIn(f"{self.number} bills 225.00 USD for server in January 2026", told)
        self.assertIn("By what is known since it comes to 250.00 USD", told)
        self.assertIn("rmm counted 20", told)
        self.assertEqual(self.ledger.try_to("audit").exit_code, 0)

    def test_what_was_too_much_is_credited(self) -> None:
        self.learn(16)
        self.assertEqual(self.differences(), [-2500])
        reply = self.ledger.ask("late", "credit", "acme", "-m", JANUARY, "-r", "two were sold")
        note = self.ledger.ask("credit-notes", "show", reply["credit_note_number"])
        self.assertEqual(minor_units(note["totals"]["net"]), 25_00)
        self.assertEqual(self.differences(), [])
        outcome = self.ledger.try_to(
            "-o", "json", "late", "credit", "acme", "-m", JANUARY, "-r", "again"
        )
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        self.assertEqual(outcome.refusal()["reason"], "REASON_NOTHING_LATE")
        self.assertEqual(self.ledger.try_to("audit").exit_code, 0)

    def test_it_is_waived(self) -> None:
        self.learn(19)
        said = self.ledger.run("late", "waive", "acme", "-m", JANUARY, "-l", "server", "-r", "agreed")
        self.assertEqual(said, "late differences of 2026-01 of acme are waived\n")
        self.assertEqual(self.differences(), [])


if __name__ == "__main__":
    unittest.main()
