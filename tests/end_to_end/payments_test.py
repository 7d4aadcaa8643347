"""Money comes in, settles invoices and is looked at, through the command line."""

import pathlib
import re
import subprocess
import unittest
import os
from typing import Any

from ledger import DONE, FAILED, PARTLY_DONE, WRONG_USAGE, LedgerTest, minor_units
from small_book import BOOK

REPOSITORY = pathlib.Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "receivables.md"


class PaymentsTest(LedgerTest):
    """Acme is billed 165.00 (11 servers, with tax) a month, and zeta 4.80 (one seat)."""

    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        rows = "".join(
            f"2026-{day}T12:00:00Z,{account},{meter},{quantity}\n"
            for day in ("01-31", "02-28")
            for account, meter, quantity in (("1", "SERVER", 11), ("2", "SEAT", 1))
        )
        self.ledger.record("rmm", rows)

    def bill(self, customer: str, month: str) -> str:
        if not self.ledger.ask("run", "list").get("runs") or month not in {
            run["month"] for run in self.ledger.ask("run", "list")["runs"]
        }:
            self.ledger.run("run", "start", month)
        return self.ledger.approve(customer, month)

    def open_of(self, number: str) -> int:
        return minor_units(self.ledger.ask("invoices", "show", number)["settlement"]["open"])

    def balance(self, customer: str) -> int:
        return minor_units(self.ledger.ask("balance", customer)["balance"])

    def refusal(self, *arguments: str) -> Any:
        outcome = self.ledger.try_to("-o", "json", *arguments)
        self.assertEqual(outcome.exit_code, FAILED, str(outcome))
        return outcome.refusal()

    def test_a_payment_settles_the_oldest_and_what_is_left_is_refunded(self) -> None:
        first = self.bill("acme", "2026-01")
        second = self.bill("acme", "2026-02")
        self.assertEqual(self.open_of(first), 16500)
        said = self.ledger.run(
            "payments", "record", "acme", "165.09", "--id", "4711", "--invoice", first
        )
        self.assertEqual(
            said,
            f"payment 4711 of 165.09 USD recorded\n  settles 165.00 USD of {first}\n"
            "  leaves 0.09 USD as credit\n",
        )
        self.assertEqual((self.open_of(first), self.open_of(second)), (0, 16500))
        self.ledger.run("payments", "allocate", "4711")
        self.assertEqual(self.open_of(second), 16491)
        self.ledger.run("payments", "allocate", "4711", "--keep")
        self.assertEqual((self.open_of(first), self.open_of(second)), (16500, 16500))
        self.ledger.run("payments", "allocate", "4711", "--invoice", f"{first}=165.00")
        said = self.ledger.run(
            "refund", "acme", "payment/4711", "--id", "r1", "--reason", "overpaid"
        )
        self.assertEqual(said, "refund r1 recorded: all that was left of payment/4711\n")
        self.assertEqual(self.balance("acme"), 16500)
        self.assertIn("settled by", self.ledger.run("invoices", "show", first))
        self.assertIn("payments    165.00", self.ledger.run("invoices", "show", first))
        self.assertIn("open", self.ledger.run("invoices", "list").splitlines()[0])

    def test_a_payment_that_failed_is_taken_back(self) -> None:
        number = self.bill("acme", "2026-01")
        self.ledger.run("payments", "record", "acme", "165", "--id", "4711", "--method", "debit")
        self.assertEqual(self.open_of(number), 0)
        self.ledger.run(
            "payments", "reverse", "4711", "--kind", "failed", "--reason", "no funds"
        )
        self.assertEqual(self.open_of(number), 16500)
        self.assertIn("failed", self.ledger.run("payments", "list"))
        self.assertIn("no funds", self.ledger.run("payments", "show", "4711"))
        self.assertEqual(
            self.refusal("payments", "reverse", "4711", "--kind", "failed", "--reason", "r")[
                "reason"
            ],
            "REASON_PAYMENT_REVERSED",
        )

    def test_deposits_and_granted_credit_wait_or_settle(self) -> None:
        number = self.bill("acme", "2026-01")
        self.ledger.run("payments", "record", "acme", "50", "--id", "d1", "--deposit")
        self.ledger.run(
            "credits", "grant", "acme", "15.00", "--id", "goodwill", "--reason", "outage"
        )
        self.assertEqual(self.open_of(number), 16500)
        self.ledger.run("credits", "allocate", "acme", "granted/goodwill")
        self.assertEqual(self.open_of(number), 15000)
        listed = self.ledger.run("credits", "list")
        self.assertIn("payment/d1", listed)
        self.assertNotIn("granted/goodwill", listed)
        self.assertIn("granted/goodwill", self.ledger.run("credits", "list", "--all"))
        [acme] = self.ledger.ask("aging")["customers"]
        self.assertEqual(minor_units(acme["buckets"]["deposits"]), 5000)
        self.assertEqual(minor_units(acme["buckets"]["balance"]), 10000)

    def test_write_offs_can_be_taken_back(self) -> None:
        number = self.bill("acme", "2026-01")
        self.ledger.run("payments", "record", "acme", "164.96", "--id", "4711")
        self.assertEqual(
            self.ledger.run("write-off", number, "--reason", "bank fee"),
            f"0.04 USD of {number} written off\n",
        )
        self.assertEqual(self.open_of(number), 0)
        self.ledger.run("write-off", number, "--reverse", "--reason", "they paid")
        self.assertEqual(self.open_of(number), 4)

    def test_bank_lines_are_recorded_once_each(self) -> None:
        acme = self.bill("acme", "2026-01")
        zeta = self.bill("zeta", "2026-01")
        bank = self.ledger.directory / "bank.csv"
        bank.write_text(
            "payment,customer,date,amount,reference,invoices\n"
            f"4711,acme,2026-02-03,165.00,thanks,{acme}\n"
            f"4712,zeta,2026-02-03,4.80,,{zeta}=4.00\n"
            "4713,nobody,2026-02-03,1.00,,\n"
            "4714,acme,2026-02-03,ten,,\n"
        )
        outcome = self.ledger.try_to("-o", "json", "payments", "record", "--file", "bank.csv")
        self.assertEqual(outcome.exit_code, PARTLY_DONE, str(outcome))
        report = outcome.json()
        self.assertEqual(report["recorded"], 2)
        self.assertEqual(
            [(int(row["row"]), row["field"]) for row in report["refused"]],
            [(4, "customer"), (5, "amount")],
        )
        self.assertEqual((self.open_of(acme), self.open_of(zeta)), (0, 80))
        again = self.ledger.try_to("-o", "json", "payments", "record", "--file", "bank.csv").json()
        self.assertEqual((again["recorded"], again["already_known"]), (0, 2))
        self.assertEqual(self.balance("acme"), 0)

        bank.write_text("payment,customer,date,amount\n4711,acme,2026-02-03,166.00\n")
        outcome = self.ledger.try_to("-o", "json", "payments", "record", "--file", "bank.csv")
        self.assertEqual(outcome.json()["refused"][0]["field"], "payment")

    def test_the_statement_ends_with_the_balance(self) -> None:
        number = self.bill("acme", "2026-01")
        before = self.ledger.position()
        self.ledger.run("payments", "record", "acme", "65", "--id", "4711")
        statement = self.ledger.run("statement", "acme")
        self.assertIn("opening balance", statement)
        self.assertIn("Payment, bank", statement)
        self.assertIn("acme owes 100.00 USD", statement)
        self.assertIn(number, self.ledger.run("aging", "--customer", "acme"))
        self.assertIn("total", self.ledger.run("aging"))
        then = self.ledger.ask("--as-of", str(before), "balance", "acme")
        self.assertEqual(minor_units(then["balance"]), 16500)
        rows = self.ledger.run("-o", "csv", "statement", "acme").splitlines()
        self.assertEqual(len(rows), 3)

    def test_wrong_words_are_told(self) -> None:
        self.bill("acme", "2026-01")
        for arguments, words in (
            (("payments", "record"), "say who paid and how much"),
            (("payments", "record", "acme", "1"), "--id"),
            (("payments", "record", "acme", "1.001", "--id", "x"), "not an amount in USD"),
            (("payments", "record", "--file", "none.csv"), "cannot be read"),
            (("payments", "record", "acme", "1", "--file", "bank.csv"), "--file says all"),
            (("payments", "record", "acme", "1", "--id", "x", "--keep", "-i", "B"), "not both"),
            (("payments", "reverse", "x", "--kind", "lost", "--reason", "r"), "--kind"),
            (("refund", "acme", "4711", "--id", "r", "--reason", "r"), "not a credit: 4711"),
            (("statement", "acme", "--from", "May"), "--from"),
            (("write-off", "B", "--reverse", "--amount", "1", "--reason", "r"), "--reverse"),
        ):
            with self.subTest(arguments):
                outcome = self.ledger.try_to(*arguments)
                self.assertEqual(outcome.exit_code, WRONG_USAGE, str(outcome))
                self.assertIn(words, outcome.errors)
        self.assertEqual(self.refusal("balance", "nobody")["reason"], "REASON_CUSTOMER_NOT_FOUND")
        self.assertEqual(
            self.refusal("statement", "acme", "--from", "2026-02-02", "--to", "2026-02-01")[
                "reason"
            ],
            "REASON_DATE_OUT_OF_RANGE",
        )


class PageTest(LedgerTest):
    def test_the_commands_of_the_page_work_as_they_stand(self) -> None:
        blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
        commands = "\n".join(blocks)
        self.assertGreater(commands.count("tally "), 10)
        done = subprocess.run(
            ["bash", "-ec", commands],
            cwd=REPOSITORY,
            env=self.ledger.environment
            | {"PATH": f"{pathlib.Path(os.environ['TALLY']).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, DONE, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
