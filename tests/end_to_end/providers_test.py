"""Made-up providers come out as reference.py computes them.

PROVIDERS is how many to try (30, each of PLACES twice), FIRST_SEED where to start (1).
"""

import datetime
import os
import unittest
import zoneinfo
from dataclasses import asdict
from fractions import Fraction
from typing import Any, Optional

from ledger import SharedLedgerTest, kinds, minor_units
from provider import CountsFiles, Inventor, Provider
from reference import Billing, Delta, Draft, Line, Month, Unmapped

PROVIDERS = int(os.environ.get("PROVIDERS", "30"))
FIRST_SEED = int(os.environ.get("FIRST_SEED", "1"))


def delta_of(rated: Any) -> Optional[Delta]:
    if "delta" not in rated:
        return None
    delta = rated["delta"]
    return Delta(
        Fraction(delta["previous_quantity"]),
        Fraction(delta["previous_unit_price"]),
        minor_units(delta["change"]),
        minor_units(delta["quantity_effect"]),
        minor_units(delta["price_effect"]),
    )


def line_of(rated: Any) -> Line:
    line = rated["line"]
    return Line(
        line["line_id"],
        line["item_id"],
        Fraction(line["quantity"]),
        Fraction(line["unit_price"]),
        minor_units(line["amount"]),
        line["tax_id"],
        set(kinds(rated["flags"])),
        delta_of(rated),
    )


def terms_of(terms: Any) -> str:
    """As a book writes them."""
    if not terms["from_end_of_month"]:
        return f"net_{terms['days']}" if terms["days"] else "due_on_receipt"
    return f"eom_{terms['days']}" if terms["days"] else "eom"


def draft_of(content: Any) -> Draft:
    """The content of a draft in the reference's words; checks what it says of its sums."""
    draft = Draft(
        content["totals"]["net"]["currency"],
        terms_of(content["terms"]),
        [line_of(rated) for rated in content["lines"]],
        {
            group["tax_id"]: (minor_units(group["taxable"]), minor_units(group["tax"]))
            for group in content["tax_groups"]
        },
        set(kinds(content["flags"])),
        {
            gone["line"]["line_id"]: minor_units(gone["change"])
            for gone in content["vanished_lines"]
        },
        minor_units(content["previous_net"]) if "previous_net" in content else None,
    )
    totals = content["totals"]
    sums = (draft.net, draft.tax, draft.net + draft.tax)
    assert sums == tuple(minor_units(totals[each]) for each in ("net", "tax", "total")), content
    if draft.previous_net is not None:
        change = minor_units(content["change"])
        assert change == draft.net - draft.previous_net, content
        causes = [line.delta.change for line in draft.lines if line.delta is not None]
        assert change == sum(causes) + sum(draft.vanished.values()), content
    for line in draft.lines:
        delta = line.delta
        assert delta is None or delta.quantity_effect + delta.price_effect == delta.change, content
    return draft


def unmapped_of(account: Any) -> Unmapped:
    unmapped = Unmapped()
    for meter in account["meters"]:
        cost = meter.get("cost")
        stake = (minor_units(cost), cost["currency"]) if cost else None
        unmapped.meters[meter["meter"]] = (Fraction(meter["quantity"]), stake)
    return unmapped


def month_of(drafts: Any, skipped: Any, unmapped_accounts: Any) -> Month:
    return Month(
        {each["customer_id"]: draft_of(each["content"]) for each in drafts},
        {each["customer_id"]: each["anomaly"] for each in skipped},
        {(each["source_id"], each["account"]): unmapped_of(each) for each in unmapped_accounts},
    )


def due_date(issued: datetime.date, terms: str) -> datetime.date:
    kind, _, days = terms.partition("_")
    if kind == "due":
        return issued
    if kind == "net":
        return issued + datetime.timedelta(days=int(days))
    next_month = (issued.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)
    return next_month + datetime.timedelta(days=int(days or 0) - 1)


class ProvidersTest(SharedLedgerTest):
    """Each provider is an org of one ledger, so that they must not mix either."""

    def test_every_month_is_as_the_reference_computes_it(self) -> None:
        for seed in range(FIRST_SEED, FIRST_SEED + PROVIDERS):
            org_id = f"org-{seed}"
            provider = Inventor(seed).provider(org_id)
            org = provider.book["org"]
            print(f"seed {seed}: {org['time_zone']}, {org['currency']}, {org['rounding']}")
            with self.subTest(seed=seed):
                self.tell(provider, org_id, seed)
                previous: Optional[Month] = None
                for month in provider.months:
                    previous = Billing(provider.book, provider.counts, month).run(previous)
                    self.check_month(org_id, month, previous)
                self.check_book(org_id)
                self.check_invoices(provider, org_id, previous)

    def ask(self, org_id: str, *arguments: str) -> Any:
        return self.ledger.ask("--org", org_id, *arguments)

    def tell(self, provider: Provider, org_id: str, seed: int) -> None:
        """Applies the book, and records the counts in no order."""
        self.ledger.apply(provider.book_text())
        path = self.ledger.directory / "counts.csv"
        files = CountsFiles(seed)
        for source, observations in provider.counts.items():
            recorded = 0
            for text in files.split(observations):
                path.write_text(text, newline="")
                report = self.ask(org_id, "counts", "record", "--source", source, "counts.csv")
                recorded += report["recorded"]
            self.assertEqual(recorded, len(observations))

    def check_month(self, org_id: str, month: str, expected: Month) -> None:
        preview = self.ask(org_id, "run", "preview", month)
        previewed = month_of(preview["drafts"], preview["skipped"], preview["unmapped_accounts"])
        self.assertEqual(asdict(previewed), asdict(expected))

        report = self.ask(org_id, "run", "start", month)
        run, outcomes = report["run"], report["outcomes"]
        events = self.ask(org_id, "events", "list", "--prefix", f"drafts/{month}/")["events"]
        drafts = [event["event"]["draft_generated"] for event in events]
        skipped = [each for each in outcomes if not each["created"]]
        drafted = month_of(drafts, skipped, run["unmapped_accounts"])
        self.assertEqual(asdict(drafted), asdict(expected))
        self.check_totals(run["totals"], expected)

    def check_totals(self, totals: Any, expected: Month) -> None:
        """By currency."""
        sums: dict[str, tuple[int, int]] = {}
        for draft in expected.drafts.values():
            net, tax = sums.get(draft.currency, (0, 0))
            sums[draft.currency] = (net + draft.net, tax + draft.tax)
        found = {
            each["net"]["currency"]: (minor_units(each["net"]), minor_units(each["tax"]))
            for each in totals
        }
        self.assertEqual(found, sums)

    def check_book(self, org_id: str) -> None:
        """What is exported is what was applied."""
        self.ledger.run("--org", org_id, "export", "book", "exported.yaml")
        self.assertEqual(self.ask(org_id, "apply", "exported.yaml")["applied"], 0)

    def check_invoices(self, provider: Provider, org_id: str, last: Optional[Month]) -> None:
        """All of the last month that can be approved becomes invoices, with the drafts' figures."""
        assert last is not None
        approved = self.ask(org_id, "approve", "--all", "--month", provider.months[-1])["done"]
        drafts = {
            customer_id: draft
            for customer_id, draft in last.drafts.items()
            if not draft.blocks() and any(line.quantity for line in draft.lines)
        }
        self.assertEqual({each["customer_id"] for each in approved}, set(drafts))
        invoices = self.ask(org_id, "invoices", "list")["invoices"]
        for counter, summary in enumerate(invoices, 1):
            draft = drafts[summary["customer_id"]]
            self.assertTrue(int(summary["number"].replace("/", "-").split("-")[-1]) == counter)
            self.check_invoice(provider, org_id, summary["number"], draft)

    def check_invoice(self, provider: Provider, org_id: str, number: str, draft: Draft) -> None:
        invoice = self.ask(org_id, "invoices", "show", number)["invoice"]
        lines = [
            (line["line_id"], Fraction(line["quantity"]), minor_units(line["amount"]))
            for line in invoice["lines"]
        ]
        billed = [(line.line_id, line.quantity, line.amount) for line in draft.lines]
        self.assertEqual(lines, billed)
        self.assertEqual(minor_units(invoice["totals"]["total"]), draft.net + draft.tax)
        issued = datetime.date.fromisoformat(invoice["issue_date"])
        today = datetime.datetime.now(zoneinfo.ZoneInfo(provider.book["org"]["time_zone"])).date()
        self.assertIn(issued, (today, today - datetime.timedelta(days=1)))
        due = datetime.date.fromisoformat(invoice["due_date"])
        self.assertEqual(due, due_date(issued, draft.due))


if __name__ == "__main__":
    unittest.main()
