"""Quotes and projects by the command line, as docs/quotes-and-projects.md says."""

import datetime
import pathlib
import re
import shlex
import unittest
from typing import Any

from ledger import ANSWERED_NO, DONE, FAILED, WRONG_USAGE, LedgerTest, minor_units
from small_book import changed

DOCS = pathlib.Path(__file__).parents[2] / "docs" / "quotes-and-projects.md"
NEXT_YEAR = str(datetime.date.today().year + 1)
# The page's dates in days to come.
PAGE = re.sub(r"202[67]-(?=\d\d-\d\d)", f"{NEXT_YEAR}-", DOCS.read_text())
QUOTE, PROJECTS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
BOOK = changed(
    ("  seat: {name", "  onboarding: {name: Onboarding, tax: sales}\n  seat: {name"),
)


def commands() -> list[list[str]]:
    """What the page says to type."""
    return [shlex.split(line) for line in re.findall(r"^\$ tally (.*)$", PAGE, re.MULTILINE)]


class QuotesTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)

    def write(self, name: str, text: str) -> str:
        (self.ledger.directory / name).write_text(text)
        return name

    def refused(self, *arguments: str) -> Any:
        outcome = self.ledger.try_to("-o", "json", *arguments)
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        return outcome.refusal()["reason"]

    def test_the_page_does_what_it_says(self) -> None:
        self.ledger.apply(BOOK + PROJECTS)
        self.write("q-7.yaml", QUOTE)
        self.assertGreater(len(commands()), 7)
        for words in commands():
            self.ledger.run(*words, "--yes")
        quote = self.ledger.ask("quotes", "show", "q-7")
        self.assertEqual(quote["status"], "QUOTE_STATUS_ACCEPTED")
        self.assertEqual(quote["plan_effective_from"], f"{NEXT_YEAR}-01-01")
        invoice = self.ledger.ask("invoices", "show", quote["invoice_number"])["invoice"]
        self.assertEqual(minor_units(invoice["totals"]["total"]), 600_00)
        project = self.ledger.ask("projects", "show", "website")
        self.assertEqual([minor_units(each["amount"]) for each in project["amounts"]], [100000] * 4)
        self.assertEqual(project["quote_id"], "website")
        self.ledger.restart()
        self.assertIn("Passed", self.ledger.run("audit"))

    def test_c19_the_sheet_says_what_accepting_costs(self) -> None:
        text = QUOTE.replace("quantity: 3, price: 150.00", "quantity: 45, price: 10.00")
        self.ledger.run("quotes", "revise", self.write("q-7.yaml", text))
        sheet = self.ledger.run("quotes", "show", "q-7")
        due, first = sheet.split("first-period total")
        self.assertIn("due on acceptance", due)
        self.assertRegex(due, r"(?m)^net +500\.00$")
        self.assertRegex(first, r"(?m)^net +1,950\.00$")
        self.assertRegex(first, r"(?m)^total +2,340\.00$")
        self.assertRegex(sheet, r"(?m)^Licences +licence +1 +1,000\.00 .* yearly, in advance$")
        self.assertIn(f"valid until {NEXT_YEAR}-12-31", sheet)
        self.assertIn("Set-up within a week", sheet)
        self.assertTrue(sheet.endswith("not sent yet\n"), sheet)

    def test_a_wrong_file_is_told_line_by_line_and_not_sent(self) -> None:
        position = self.ledger.position()
        text = (
            "quote: Q 7\ncustomer: acme\nuntil: soon\nlines:\n"
            "  - {id: a, item: seat, price: 1.00, bill: sometimes}\n"
            "  - {id: a, item: seat}\n"
            "  - {id: b, item: seat, price: 1.00, bill: every 121 months}\n"
        )
        outcome = self.ledger.try_to("quotes", "revise", self.write("bad.yaml", text))
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        for place in (
            r"bad.yaml:1:\d+: quote: ",
            r"bad.yaml:3:\d+: until: ",
            r"bad.yaml:5:\d+: lines\[0\].bill: ",
            r"bad.yaml:6:\d+: lines\[1\].price: ",
            r"bad.yaml:7:\d+: lines\[2\].bill: ",
        ):
            self.assertRegex(outcome.errors, place)
        self.assertEqual(self.ledger.position(), position)

    def test_what_the_ledger_refuses_of_a_file_is_told_with_its_place(self) -> None:
        text = QUOTE.replace("item: seat", "item: none")
        outcome = self.ledger.try_to("quotes", "revise", self.write("q.yaml", text))
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        self.assertRegex(outcome.errors, r"q\.yaml:8:\d+: lines\[2\]\.item: there is no \"none\"")

    def test_the_latest_revision_is_decided_on_once(self) -> None:
        revise = ("quotes", "revise", self.write("q-7.yaml", QUOTE))
        accept = ("quotes", "accept", "q-7", "--plan-from", f"{NEXT_YEAR}-01-01")
        self.ledger.run(*revise)
        self.assertEqual(self.refused(*accept, "-y"), "REASON_QUOTE_NOT_SENT")
        self.ledger.run("quotes", "send", "q-7")
        self.ledger.run(*revise)
        self.assertEqual(self.refused(*accept, "-y", "--revision", "1"), "REASON_QUOTE_REVISED")
        self.ledger.run("quotes", "send", "q-7")
        self.assertEqual(self.refused("quotes", "accept", "q-7", "-y"), "REASON_FIELD_MISSING")
        outcome = self.ledger.try_to(*accept, text=b"n\n")
        self.assertIn(outcome.exit_code, (ANSWERED_NO, WRONG_USAGE), outcome)
        self.assertEqual(self.ledger.ask("quotes", "show", "q-7")["status"], "QUOTE_STATUS_SENT")
        said = self.ledger.run(*accept, "-y")
        self.assertRegex(said, r"^quote q-7 accepted; invoice BILL-\S+ issued; in the plan from ")
        self.assertEqual(self.refused(*accept, "-y"), "REASON_QUOTE_DECIDED")
        self.assertEqual(self.refused(*revise), "REASON_QUOTE_DECIDED")
        self.assertRegex(self.ledger.run("quotes", "list"), r"(?m)^q-7 +acme +2 .* accepted ")
        self.assertEqual(self.ledger.run("quotes", "list", "--status", "sent"), "No quotes.\n")
        lines = self.ledger.run("plans", "show", "acme", "--date", f"{NEXT_YEAR}-01-01")
        self.assertRegex(lines, r"(?m)^care +server +3 +150")

    def test_a_declined_quote_is_closed(self) -> None:
        self.ledger.run("quotes", "revise", self.write("q-7.yaml", QUOTE))
        self.ledger.run("quotes", "decline", "q-7", "--reason", "too expensive")
        self.assertIn("too expensive", self.ledger.run("quotes", "show", "q-7"))
        self.assertEqual(self.refused("quotes", "send", "q-7"), "REASON_QUOTE_DECIDED")

    def test_a_project_is_invoiced_and_explained(self) -> None:
        self.ledger.apply(BOOK + PROJECTS)
        said = self.ledger.run("projects", "bill", "website", "--as", "invoice")
        (number,) = re.findall(r"^invoice (\S+) issued$", said, re.MULTILINE)
        sheet = self.ledger.run("invoices", "show", number)
        self.assertIn("  project website\n", sheet)
        self.assertRegex(sheet, r"(?m)^New website: Design +design +8 +125\.00 +1,000\.00 ")
        told = self.ledger.run("explain", number, "build")
        self.assertIn("Task build of project website, New website: its share of", told)
        self.assertEqual(
            self.refused("projects", "bill", "website", "--as", "quote"), "REASON_PROJECT_INVOICED"
        )
        outcome = self.ledger.try_to(
            "apply", self.write("more.yaml", (BOOK + PROJECTS).replace("4000", "5000")), "--yes"
        )
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertRegex(
            outcome.errors, rf"more\.yaml:\d+:\d+: projects\.website: .* as {number} bills it"
        )

    def test_projects_are_part_of_the_book(self) -> None:
        report = self.ledger.apply(BOOK + PROJECTS)
        self.assertEqual(report["parts"][-1]["added"], ["website"])
        exported = self.ledger.run("export", "book")
        self.assertIn("projects:\n  website:\n    customer: acme\n", exported)
        self.assertEqual(int(self.ledger.apply(exported).get("applied", 0)), 0)
        changed_book = (BOOK + PROJECTS).replace("price: 125.00", "price: 130.00")
        report = self.ledger.apply(changed_book)
        self.assertEqual(
            report["parts"][-1]["changed"], ["website.tasks[design].price: 125 -> 130"]
        )
        for old, new, problem in (
            ("customer: acme", "customer: none", r"website\.customer: is `none`"),
            ("    estimate", "    #estimate", r"website\.tasks\[1\]\.price: is missing"),
            ("4000.00", "999.99", r"website\.estimate: is 999\.99 USD, .* 1000\.00 USD"),
            ("customer: acme", "customer: zeta", r"website: is a project of acme"),
            ("id: build", "id: design", r"website\.tasks\[1\]: has the id `design`"),
        ):
            book = BOOK + PROJECTS.replace(old, new, 1)
            outcome = self.ledger.try_to("apply", self.write("bad.yaml", book), "--yes")
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
            self.assertRegex(outcome.errors, r"bad\.yaml:\d+:\d+: projects\." + problem)


if __name__ == "__main__":
    unittest.main()
