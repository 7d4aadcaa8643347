"""What past months would have billed with changes, as `tally what-if` prints it."""

import json
import unittest

from ledger import DONE, FAILED, WRONG_USAGE, SharedLedgerTest, minor_units
from small_book import BOOK, changed

RANGE = ("--from", "2026-01", "--to", "2026-02")


class WhatIfTest(SharedLedgerTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ledger.apply(BOOK)
        for month, rows in (("2026-01", "31"), ("2026-02", "28")):
            at = f"{month}-{rows}T12:00:00Z"
            cls.ledger.record("rmm", f"{at},1,SERVER,18\n{at},2,SEAT,10\n")
            cls.ledger.run("run", "start", month)
            cls.ledger.approve("acme", month)
        cls.before = cls.ledger.position()

    def tearDown(self) -> None:
        self.assertEqual(self.ledger.position(), self.before)

    def test_a_price_changes_the_months_and_the_clients_that_pay_it(self) -> None:
        printed = self.ledger.run("what-if", *RANGE, "--price", "server=+10%")
        self.assertRegex(printed, r"(?m)^2026-01 +2 +1 +50 % +265\.00 +287\.50 +\+22\.50 +\+8\.5 %")
        self.assertRegex(printed, r"(?m)^total USD +4 +2 +50 % +530\.00 +575\.00 +\+45\.00 +")
        self.assertRegex(printed, r"(?m)^acme +2 +450\.00 +495\.00 +\+45\.00 +\+10 % +\+9\.00$")
        self.assertNotIn("zeta", printed)
        self.assertIn(f"as of position {self.before}; nothing was written", printed)

    def test_lines_show_quantity_price_and_amount_both_ways(self) -> None:
        printed = self.ledger.run("what-if", *RANGE, "--price", "seat=-50", "--lines")
        self.assertRegex(
            printed, r"(?m)^zeta +2026-02 +seat +Seat +10 +10 +4\.00 +2\.00 +40\.00 +20\.00$"
        )

    def test_a_book_is_what_would_be_applied(self) -> None:
        book = changed(("price: 12.50", "price: 13.00"), ("rate: 20%", "rate: 10%"))
        (self.ledger.directory / "new.yaml").write_text(book)
        asked = self.ledger.ask("what-if", "new.yaml", *RANGE, "--customer", "acme")
        self.assertEqual([m["month"] for m in asked["months"]], ["2026-01", "2026-02"])
        january = asked["months"][0]
        self.assertEqual(minor_units(january["net_change"]), 900)
        self.assertEqual(minor_units(january["tax"]), 4500)
        self.assertEqual(minor_units(january["tax_if"]), 2340)
        self.assertEqual(january["invoiced_net"], january["net"])
        self.assertEqual(asked["totals"][0]["different"], 1)

    def test_the_book_as_it_is_changes_nothing(self) -> None:
        (self.ledger.directory / "same.yaml").write_text(BOOK)
        printed = self.ledger.run("what-if", *RANGE, "same.yaml")
        self.assertIn("no client differs", printed)
        asked = self.ledger.ask("what-if", *RANGE, "--only-different")
        self.assertEqual(asked["months"], [])
        self.assertEqual(len(asked["totals"]), 2)

    def test_top_limits_the_clients_that_are_listed(self) -> None:
        arguments = ("what-if", *RANGE, "--price", "server=5", "--price", "seat=5")
        self.assertIn("zeta", self.ledger.run(*arguments))
        printed = self.ledger.run(*arguments, "--top", "1")
        self.assertNotIn("zeta", printed)
        self.assertIn("and 1 more client\n", printed)

    def test_csv_has_a_row_for_each_month_of_a_client(self) -> None:
        printed = self.ledger.run("-o", "csv", "what-if", *RANGE, "--price", "server=5")
        rows = printed.splitlines()
        self.assertIn("customer_id,month,net,", rows[0])
        self.assertEqual(len(rows), 5)

    def test_what_is_wrong_is_refused_with_its_field(self) -> None:
        for arguments, exit_code, field in (
            (("--price", "none=5"), FAILED, "prices[0].item_id"),
            (("--price", "seat=2000"), FAILED, "prices[0].percent"),
            (("--customer", "nobody"), FAILED, "customer_ids[0]"),
        ):
            outcome = self.ledger.try_to("-o", "json", "what-if", *RANGE, *arguments)
            self.assertEqual(outcome.exit_code, exit_code, outcome)
            self.assertEqual(outcome.refusal()["field"], field)
        for arguments in (("--price", "seat"), ("missing.yaml",), ("--price", "=5%")):
            outcome = self.ledger.try_to("what-if", *RANGE, *arguments)
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        bad = changed(("tax: sales}\n  seat", "tax: vat}\n  seat"))
        (self.ledger.directory / "bad.yaml").write_text(bad)
        outcome = self.ledger.try_to("what-if", "bad.yaml", *RANGE)
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("bad.yaml", outcome.errors)

    def test_help_has_examples(self) -> None:
        outcome = self.ledger.try_to("what-if", "--help")
        self.assertEqual(outcome.exit_code, DONE)
        self.assertIn("tally what-if --from 2025-11 --to 2026-10 --price seat=+5%", outcome.output)

    def test_json_says_everything(self) -> None:
        printed = self.ledger.run("-o", "json", "what-if", *RANGE, "--price", "seat=5")
        self.assertEqual(
            {"months", "totals", "position"}, set(json.loads(printed)) & {"months", "totals", "position"}
        )


if __name__ == "__main__":
    unittest.main()
