"""The journal on the command line: tables, files for accounting programs, JSON."""

import csv
import io
import subprocess
import unittest

from ledger import DONE, FAILED, WRONG_USAGE, LedgerTest, minor_units
from small_book import BOOK

JANUARY = "2026-01"


class JournalTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,18\n")
        self.ledger.run("run", "start", JANUARY)
        self.number = self.ledger.approve("acme", JANUARY)
        self.day = self.ledger.ask("invoices", "show", self.number)["invoice"]["issue_date"]

    def test_the_table_has_debits_and_credits(self) -> None:
        rows = self.ledger.run("journal").splitlines()
        self.assertRegex(rows[0], r"^date +entry +account +debit USD +credit USD$")
        self.assertRegex(
            rows[1], rf"^{self.day}  Invoice {self.number} +Assets:Receivable:acme +270\.00$"
        )
        self.assertRegex(rows[2], r"^ +Income:Revenue:server +225\.00$")
        self.assertRegex(rows[3], r"^ +Liabilities:Tax:sales +45\.00$")
        self.assertEqual(len(rows), 4)

    def test_days_bound_it(self) -> None:
        self.assertEqual(self.ledger.run("journal", "--to", "2026-01-31"), "No entries.\n")
        self.assertEqual(
            self.ledger.run("journal", "--from", self.day, "--to", self.day),
            self.ledger.run("journal"),
        )

    def test_balances_are_a_trial_balance(self) -> None:
        rows = self.ledger.run("journal", "balances").splitlines()
        self.assertRegex(rows[1], r"^Assets:Receivable:acme +270\.00$")
        self.assertRegex(rows[-1], r"^total USD +270\.00 +270\.00$")
        self.assertEqual(
            self.ledger.run("journal", "balances", "--date", "2026-01-31"),
            "Nothing stands on any account.\n",
        )
        balances = self.ledger.ask("journal", "balances", "--date", self.day)["balances"]
        self.assertEqual(
            [(each["account"], each["subject"], minor_units(each["amount"])) for each in balances],
            [
                ("JOURNAL_ACCOUNT_RECEIVABLE", "acme", 27_000),
                ("JOURNAL_ACCOUNT_TAX", "sales", -4_500),
                ("JOURNAL_ACCOUNT_REVENUE", "server", -22_500),
            ],
        )

    def test_json_has_the_entries(self) -> None:
        journal = self.ledger.ask("journal")
        self.assertEqual([entry["document"] for entry in journal["entries"]], [self.number])
        self.assertEqual(int(journal["position"]), self.ledger.position())

    def test_a_file_is_what_is_printed(self) -> None:
        for name in ("hledger", "ledger", "beancount", "csv"):
            outcome = self.ledger.try_to("journal", "--format", name, f"books.{name}")
            self.assertEqual((outcome.exit_code, outcome.output), (DONE, ""), str(outcome))
            self.assertEqual(outcome.errors, f"wrote books.{name}\n")
            written = (self.ledger.directory / f"books.{name}").read_text()
            self.assertEqual(written, self.ledger.run("journal", "--format", name))
            self.assertIn(self.number, written)

    def test_the_programs_take_their_files(self) -> None:
        for name, command in (
            ("hledger", ("hledger", "-f", "books", "check", "--strict")),
            ("ledger", ("ledger", "-f", "books", "--pedantic", "balance")),
            ("beancount", ("bean-check", "books")),
        ):
            self.ledger.run("journal", "-f", name, "books")
            done = subprocess.run(
                command, cwd=self.ledger.directory, capture_output=True, text=True, check=False
            )
            self.assertEqual(done.returncode, 0, f"{name}: {done.stdout}{done.stderr}")

    def test_csv_has_a_row_a_posting(self) -> None:
        rows = list(csv.DictReader(io.StringIO(self.ledger.run("journal", "--format", "csv"))))
        self.assertEqual(
            [(row["account"], row["amount"], row["currency"]) for row in rows],
            [
                ("Assets:Receivable:acme", "270.00", "USD"),
                ("Income:Revenue:server", "-225.00", "USD"),
                ("Liabilities:Tax:sales", "-45.00", "USD"),
            ],
        )

    def test_as_of_then_there_was_nothing(self) -> None:
        self.assertEqual(self.ledger.run("journal", "--as-of", "1"), "No entries.\n")

    def test_wrong_usage_is_said(self) -> None:
        for arguments, said in (
            (("journal", "books"), "a FILE needs a --format"),
            (("journal", "--format", "gnucash"), "gnucash"),
            (("journal", "--from", "January"), "January"),
            (("journal", "balances", "--date", "2026-02-30"), "2026-02-30"),
            (("journal", "--format", "csv", "none/books"), "none/books"),
        ):
            outcome = self.ledger.try_to(*arguments)
            self.assertEqual(outcome.exit_code, WRONG_USAGE, str(outcome))
            self.assertIn(said, outcome.errors)

    def test_an_org_that_is_not_there_is_refused(self) -> None:
        for arguments in (("journal",), ("journal", "-f", "csv"), ("journal", "balances")):
            outcome = self.ledger.try_to("--org", "none", *arguments)
            self.assertEqual(outcome.exit_code, FAILED, str(outcome))

    def test_help_has_examples(self) -> None:
        for arguments in (("journal",), ("journal", "balances")):
            printed = self.ledger.run(*arguments, "--help")
            self.assertIn("Examples:\n  tally journal ", printed)


if __name__ == "__main__":
    unittest.main()
