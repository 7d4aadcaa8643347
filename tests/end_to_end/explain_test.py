"""Why an invoice comes to what it does, as `tally explain` prints it."""

import os
import unittest

import told
from ledger import DONE, FAILED, WRONG_USAGE, LedgerTest
from small_book import BOOK
from terminal import run_on_terminal

JANUARY = "2026-01"


class ExplainTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,18\n")
        self.ledger.run("run", "start", JANUARY)
        self.ledger.run(
            *("override", "acme", "server", "-m", JANUARY, "--quantity", "17"),
            *("--reason", "one was a spare"),
        )
        self.number = self.ledger.approve("acme", JANUARY)

    def test_the_tree_says_what_was_billed_and_why(self) -> None:
        printed = self.ledger.run("explain", self.number).splitlines()
        self.assertRegex(printed[0], rf"^Invoice {self.number} of .* for January 2026: 212\.50 USD")
        self.assertRegex(printed[0], r" 255\.00 USD +\d+$")
        self.assertRegex(printed[1], r"^├─ Server: 17 × 12\.50 = 212\.50 USD +212\.50 USD$")
        text = "\n".join(printed)
        self.assertRegex(
            text, r"set the quantity to 17 instead of 18 on .*: one was a spare +\d+\n"
        )
        self.assertIn("18: rmm counted 18 on 31 Jan 2026 07:00 EST; your plan of 1 Jan 2026", text)
        self.assertRegex(text, r"12\.50 USD each, held since 1 Jan 2026 +\d+\n")

    def test_json_is_the_same_tree(self) -> None:
        explained = self.ledger.ask("explain", self.number)
        check = told.ToldCheck(self, self.ledger.ask("events", "list")["events"])
        check.check(explained)
        printed = self.ledger.run("explain", self.number).splitlines()
        self.assertEqual(len(printed), len(list(told.nodes(explained))))
        for line, node in zip(printed, told.nodes(explained)):
            self.assertIn(node["text"], line)

    def test_a_line_is_told_alone_and_of_its_events(self) -> None:
        printed = self.ledger.run("explain", self.number, "server", "--events")
        self.assertRegex(printed, r"^Server: 17 × 12\.50 = 212\.50 USD +212\.50 USD\n")
        self.assertRegex(printed, r"(?m)^│ +plans/acme, by \w+, 20\d\d-\S+Z$")
        self.assertIn("drafts/2026-01/acme, by ", printed)

    def test_a_terminal_breaks_long_sentences(self) -> None:
        exit_code, printed = run_on_terminal(
            [os.environ["TALLY"], "explain", self.number],
            self.ledger.environment | {"TERM": "xterm"},
            str(self.ledger.directory),
            {},
        )
        self.assertEqual(exit_code, DONE, printed)
        self.assertIn("\033[1mInvoice", printed)

    def test_an_earlier_ledger_tells_what_it_told_then(self) -> None:
        position = str(self.ledger.position())
        before = self.ledger.ask("explain", self.number)
        self.ledger.run("credit", self.number, "--whole", "--reason", "agreed by phone")
        self.assertIn("agreed by phone", self.ledger.run("explain", self.number))
        self.assertEqual(self.ledger.ask("explain", self.number, "--as-of", position), before)

    def test_what_is_unknown_is_refused_with_its_field(self) -> None:
        for arguments, reason, field in (
            (("BILL-1",), "REASON_INVOICE_NOT_FOUND", "invoice_number"),
            ((self.number, "seat"), "REASON_LINE_NOT_FOUND", "line_id"),
        ):
            outcome = self.ledger.try_to("-o", "json", "explain", *arguments)
            self.assertEqual(outcome.exit_code, FAILED, outcome)
            refusal = outcome.refusal()
            self.assertEqual((refusal["reason"], refusal["field"]), (reason, field))
        outcome = self.ledger.try_to("explain")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("tally explain BILL-", self.ledger.run("explain", "--help"))


if __name__ == "__main__":
    unittest.main()
