"""Why an invoice comes to what it does, as `tally explain` prints it."""

import os
import unittest
from fractions import Fraction
from typing import Any

import told
from ledger import DONE, FAILED, WRONG_USAGE, LedgerTest
from provider import CountsFiles, Inventor, Provider
from reference import bounds
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


class MadeUpProvidersTest(LedgerTest):
    """Providers in zones where clocks change or stand oddly, with all that can go wrong."""

    SEEDS = (2, 5, 10, 12, 18, 29)
    COUNTED_LINES = 40

    def test_each_quantity_is_told_from_the_observation_that_its_rule_finds(self) -> None:
        counted = 0
        for seed in self.SEEDS:
            provider = Inventor(seed).provider(f"org-{seed}")
            with self.subTest(seed=seed):
                self.bill(provider, seed)
                counted += self.check_last_month(provider)
        self.assertGreater(counted, self.COUNTED_LINES)

    def ask(self, provider: Provider, *arguments: str) -> Any:
        return self.ledger.ask("--org", provider.book["org"]["id"], *arguments)

    def bill(self, provider: Provider, seed: int) -> None:
        """Runs all months, and approves all of the last that bills anything."""
        self.ledger.apply(provider.book_text())
        files = CountsFiles(seed)
        for source, observations in provider.counts.items():
            for text in files.split(observations):
                (self.ledger.directory / "counts.csv").write_text(text, newline="")
                self.ask(provider, "counts", "record", "-s", source, "counts.csv")
        for month in provider.months:
            self.ask(provider, "run", "start", month)
        for entry in self.ask(provider, "review", "--month", month)["entries"]:
            blocking = {each["flag"]["kind"] for each in entry["flags"] if each["flag"]["blocks"]}
            for kind in sorted(blocking):
                flag = kind.removeprefix("FLAG_KIND_").lower()
                waive = ("waive", entry["customer_id"], flag, "-m", month, "--reason", "seen")
                self.ask(provider, *waive)
        org = ("--org", provider.book["org"]["id"])
        self.ledger.try_to(*org, "approve", "--all", "--month", month)

    def check_last_month(self, provider: Provider) -> int:
        """Returns how many quantities were told from a count."""
        check = told.ToldCheck(self, self.ask(provider, "events", "list")["events"])
        counted = 0
        for invoice in self.ask(provider, "invoices", "list")["invoices"]:
            explained = self.ask(provider, "explain", invoice["number"])
            check.check(explained)
            customer = provider.book["customers"][invoice["customer_id"]]
            first_day = f"{provider.months[-1]}-01"
            plans = [each for each in customer["plan"] if str(each["from"]) <= first_day]
            plan = max(plans, key=lambda each: str(each["from"]))
            for line, plan_line in zip(told.children(explained, "LINE"), plan["lines"]):
                if "counted" in plan_line:
                    counted += self.check_count(provider, customer, line, plan_line, check)
        return counted

    def check_count(
        self, provider: Provider, customer: Any, line: Any, plan_line: Any, check: told.ToldCheck
    ) -> int:
        zone = provider.book["org"]["time_zone"]
        source, meter = plan_line["counted"]["source"], plan_line["counted"]["meter"]
        account = customer.get("accounts", {}).get(source)
        series = [
            seen
            for seen in provider.counts.get(source, ())
            if (seen.account, seen.meter) == (account, meter)
        ]
        seen = told.chosen(series, plan_line["quantity"], *bounds(provider.months[-1], zone))
        (quantity,) = told.children(line, "QUANTITY")
        counts = told.children(quantity, "COUNT")
        if seen is None:
            self.assertEqual(counts, [])
            return 0
        # Names of zones are shortened differently here and there.
        when, _, _ = told.in_words(seen.observed_at, zone).rpartition(" ")
        billed, _, rest = quantity["text"].partition(f": {source} counted ")
        self.assertEqual(Fraction(billed), Fraction(seen.quantity))
        self.assertIn(f" on {when} ", rest)
        self.assertEqual([each["stream"] for each in counts], [f"counts/{source}"])
        recorded = check.recorded(counts[0], account, meter, seen.observed_at)
        self.assertEqual([Fraction(each) for each in recorded], [Fraction(seen.quantity)])
        return 1


if __name__ == "__main__":
    unittest.main()
