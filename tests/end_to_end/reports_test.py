"""Revenue and the rounding report, as `tally revenue` and `tally rounding` print them."""

import unittest

from ledger import DONE, FAILED, WRONG_USAGE, SharedLedgerTest, minor_units
from small_book import changed

MONTHS = ("--from", "2026-01", "--to", "2026-02")
# Half a cent of each server is rounded away.
BOOK = changed(("price: 12.50", "price: 12.505"))


class ReportsTest(SharedLedgerTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ledger.apply(BOOK)
        cls.numbers = []
        for month, day in (("2026-01", "31"), ("2026-02", "28")):
            at = f"{month}-{day}T12:00:00Z"
            cls.ledger.record("rmm", f"{at},1,SERVER,1\n{at},2,SEAT,10\n")
            cls.ledger.run("run", "start", month)
            for customer in ("acme", "zeta"):
                cls.numbers.append(cls.ledger.approve(customer, month))
        cls.ledger.run(
            *("credit", cls.numbers[1], "--amount", "12.00", "--reason", "agreed by phone"),
        )

    def test_revenue_is_a_table_with_months_across(self) -> None:
        printed = self.ledger.run("revenue", *MONTHS).splitlines()
        self.assertRegex(printed[0], r"^item +2026-01 +2026-02 +total USD$")
        self.assertRegex(printed[1], r"^seat +30\.00 +40\.00 +70\.00$")
        self.assertRegex(printed[2], r"^server +12\.51 +12\.51 +25\.02$")
        self.assertRegex(printed[-1], r"^total USD +42\.51 +52\.51 +95\.02$")

    def test_revenue_is_shown_by_customer_and_of_one(self) -> None:
        printed = self.ledger.run("revenue", *MONTHS, "--by", "customer")
        self.assertRegex(printed, r"(?m)^client +2026-01 +2026-02 +total USD$")
        self.assertRegex(printed, r"(?m)^zeta +30\.00 +40\.00 +70\.00$")
        self.assertNotIn("zeta", self.ledger.run("revenue", *MONTHS, "-c", "acme"))

    def test_what_recurs_does_not_depend_on_credits(self) -> None:
        printed = self.ledger.run("revenue", *MONTHS, "--mrr")
        self.assertRegex(printed, r"(?m)^item +2026-01 +2026-02$")
        self.assertRegex(printed, r"(?m)^seat +40\.00 +40\.00$")
        self.assertRegex(printed, r"(?m)^total USD +52\.51 +52\.51$")

    def test_json_has_the_figures(self) -> None:
        rows = self.ledger.ask("revenue", *MONTHS)["rows"]
        self.assertEqual(
            [(row["subject"], row["month"], minor_units(row["net"])) for row in rows],
            [
                ("seat", "2026-01", 3000),
                ("seat", "2026-02", 4000),
                ("server", "2026-01", 1251),
                ("server", "2026-02", 1251),
            ],
        )

    def test_rounding_is_told_by_invoice_and_by_figure(self) -> None:
        printed = self.ledger.run("rounding", "--month", "2026-01")
        self.assertRegex(
            printed, rf"(?m)^{self.numbers[0]} +acme +2026-01 +2 +USD +\+0\.003$"
        )
        self.assertNotIn("zeta", printed)
        self.assertRegex(printed, r"(?m)^total +USD +\+0\.003$")
        lines = self.ledger.run("rounding", "--month", "2026-01", "--to", "2026-02", "--lines")
        self.assertRegex(lines, r"(?m) acme +line +server +12\.505 +12\.51 +USD +\+0\.005$")
        self.assertRegex(lines, r"(?m) acme +tax +sales +2\.502 +2\.5 +USD +-0\.002$")
        self.assertRegex(lines, r"(?m)^total +USD +\+0\.006$")

    def test_what_is_wrong_is_refused_with_its_field(self) -> None:
        for arguments, field in (
            (("revenue", "--from", "2026-02", "--to", "2026-01"), "to_month"),
            (("revenue", *MONTHS, "-c", "nobody"), "customer_id"),
            (("rounding", "--month", "2026-02", "--to", "2026-01"), "to_month"),
        ):
            outcome = self.ledger.try_to("-o", "json", *arguments)
            self.assertEqual(outcome.exit_code, FAILED, outcome)
            self.assertEqual(outcome.refusal()["field"], field)
        for arguments in (
            ("revenue", "--from", "2026-01"),
            ("revenue", *MONTHS, "--by", "tax"),
            ("rounding", "--month", "2026"),
        ):
            outcome = self.ledger.try_to(*arguments)
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)

    def test_help_has_examples(self) -> None:
        for command in ("revenue", "rounding"):
            outcome = self.ledger.try_to(command, "--help")
            self.assertEqual(outcome.exit_code, DONE)
            self.assertIn(f"tally {command} --", outcome.output)


if __name__ == "__main__":
    unittest.main()
