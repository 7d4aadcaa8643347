"""Old invoices are imported and compared with what is billed here, as docs/trial.md says."""

import pathlib
import re
import unittest
from typing import Any

from ledger import DONE, FAILED, PARTLY_DONE, WRONG_USAGE, LedgerTest, minor_units
from small_book import changed

DOCS = pathlib.Path(__file__).parents[2] / "docs" / "trial.md"
PLAN = "{item: seat, counted: {source: rmm, meter: SEAT}, quantity: period_end, price: 4.00}"
BOOK = changed(
    ("    name: Zeta\n", "    name: Zeta\n    trial: true\n"),
    (PLAN, "{item: seat, fixed: 12, price: 9.99}"),
)
HEADER = "customer,month,number,item,description,quantity,amount,tax\n"
OLD = HEADER + (
    "zeta,2026-07,A-7,seat,Managed seats,12,119.88,23.98\n"
    "zeta,2026-08,A-8,seat,Managed seats,10,99.90,\n"
    "zeta,2026-08,A-8,seat,Two more,2,19.98,23.98\n"
    "zeta,2026-09,A-9,seat,Managed seats,11,109.89,21.98\n"
)


class TrialTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)

    def import_(self, content: str, *options: str) -> Any:
        return self.ledger.try_to(*options, "trial", "import", "-", text=content.encode())

    def compare(self, *arguments: str) -> Any:
        return self.ledger.try_to("-o", "json", "trial", "compare", *arguments)

    def test_invoices_are_imported_once(self) -> None:
        report = self.import_(OLD, "-o", "json").json()
        self.assertEqual((report["rows"], report["invoices"], report["recorded"]), (4, 3, 3))
        position = self.ledger.position()
        again = self.import_(OLD)
        self.assertEqual(again.exit_code, DONE, again)
        self.assertEqual(
            again.output, "3 invoices in 4 rows: 0 recorded, 3 already known, 0 refused\n"
        )
        self.assertEqual(self.ledger.position(), position)
        self.ledger.restart()
        self.assertIn("Passed", self.ledger.run("audit"))

    def test_months_are_compared_line_by_line_and_to_the_cent(self) -> None:
        self.import_(OLD)
        same = self.ledger.try_to("trial", "compare", "--from", "2026-07", "--to", "2026-08")
        self.assertEqual(same.exit_code, DONE, same)
        self.assertTrue(
            same.output.endswith("2 of 2 customers' months are the same to the cent\n"), same
        )
        self.assertIn("119.88", same.output)

        outcome = self.compare("--from", "2026-07", "--to", "2026-09", "--customer", "zeta")
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertIn("only 2 of 3 customers' months are the same to the cent", outcome.errors)
        months = outcome.json()["comparisons"]
        self.assertEqual([month.get("same", False) for month in months], [True, True, False])
        self.assertEqual(months[1]["lines"][0]["old_quantity"], "12")
        line = months[2]["lines"][0]
        self.assertEqual(line["match"], "TRIAL_MATCH_AMOUNT_DIFFERS")
        self.assertEqual(minor_units(line["difference"]), 999)
        table = self.ledger.try_to("trial", "compare", "--from", "2026-09")
        self.assertEqual(table.exit_code, PARTLY_DONE, table)
        self.assertRegex(table.output, r"(?m)^zeta +2026-09 +seat .*\+9\.99 +differs$")

    def test_nobody_on_trial_is_drafted(self) -> None:
        runs = self.ledger.ask("run", "start", "2026-07")
        zeta = [each for each in runs["outcomes"] if each["customer_id"] == "zeta"][0]
        self.assertEqual(zeta["skip_reason"], "SKIP_REASON_ON_TRIAL")
        self.assertIn("on trial", self.ledger.run("run", "preview", "2026-07"))
        named = self.ledger.ask("run", "preview", "2026-07", "--customer", "zeta")
        self.assertEqual(named["drafts"][0]["customer_id"], "zeta")

    def test_what_is_wrong_is_told_by_row_and_column(self) -> None:
        good = "zeta,2026-07,A-7,seat,Seats,12,119.88,\n"
        wrong = [
            ("nobody,2026-07,A-1,seat,,,1,\n", 2, "customer", 'there is no "nobody"'),
            ("zeta,2026-7,A-1,seat,,,1,\n", 2, "month", "written like 2026-10"),
            ("zeta,2026-07,,seat,,,1,\n", 2, "number", "is missing"),
            ("zeta,2026-07,A-1,seat,,,1,\nzeta,2026-07,A-1,none,,,1,\n", 3, "item", "there is no"),
            ("zeta,2026-07,A-1,seat,,,1.005,\n", 2, "amount", "at most 2 decimals"),
            ("zeta,2026-07,A-1,seat,,x,1,\n", 2, "quantity", "x"),
            ("zeta,2026-07,A-1,seat,,,1,y\n", 2, "tax", "at most 2 decimals"),
            (
                "zeta,2026-07,A-1,seat,,,1,\nzeta,2026-08,A-1,seat,,,1,\n",
                3,
                "month",
                "is 2026-08, but 2026-07 in an earlier row of invoice A-1",
            ),
            (
                "zeta,2026-07,A-1,seat,,,1,0.20\nzeta,2026-07,A-1,seat,,,1,0.30\n",
                3,
                "tax",
                "is 0.30, but 0.20 in an earlier row of invoice A-1",
            ),
        ]
        for rows, row, column, words in wrong:
            with self.subTest(rows):
                outcome = self.import_(HEADER + rows + good, "-o", "json")
                self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
                report = outcome.json()
                self.assertEqual(report["refused_invoices"], 1, outcome)
                refused = report["refused"][0]
                self.assertEqual((int(refused["row"]), refused["field"]), (row, column), refused)
                self.assertIn(words, refused["message"])
                done = int(report.get("recorded", 0)) + int(report.get("already_known", 0))
                self.assertEqual(done, 1, outcome)

    def test_a_file_that_cannot_be_read_is_refused_as_a_whole(self) -> None:
        position = self.ledger.position()
        for content in ["", "customer,month\n", HEADER + "zeta,2026-07,A-1\n", HEADER + '"']:
            with self.subTest(content):
                outcome = self.import_(content)
                self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertEqual(
            self.ledger.try_to("trial", "import", "none.csv").exit_code, WRONG_USAGE
        )
        self.assertEqual(self.ledger.try_to("trial", "compare").exit_code, WRONG_USAGE)
        backwards = self.compare("--from", "2026-07", "--to", "2026-06")
        self.assertEqual(backwards.exit_code, FAILED, backwards)
        self.assertEqual(backwards.refusal()["field"], "to_month")
        self.assertEqual(self.ledger.position(), position)

    def test_the_docs_show_what_is_printed(self) -> None:
        text = DOCS.read_text()
        files = re.findall(r"```csv\n(.*?)```", text, re.S)
        shown = re.findall(r"```\n\$ tally (trial [^\n]*)\n(.*?)```", text, re.S)
        self.assertEqual((len(files), len(shown)), (1, 2))
        (self.ledger.directory / "old.csv").write_text(files[0])
        for command, output in shown:
            with self.subTest(command):
                printed = self.ledger.try_to(*command.split()).output
                self.assertEqual(printed, output)


if __name__ == "__main__":
    unittest.main()
