"""What people do between a run and an invoice, and after it, step by step."""

import unittest
from typing import Any, Callable

from ledger import FAILED, PARTLY_DONE, WRONG_USAGE, Ledger, LedgerTest
from ledger import kinds, minor_units, temporary_ledger
from small_book import BOOK, changed

JANUARY, FEBRUARY = "2026-01", "2026-02"


def month_end(month: str, servers: int, seats: int) -> str:
    """Rows: acme's servers and zeta's seats on the last days of the month."""
    return f"{month}-28T12:00:00Z,1,SERVER,{servers}\n{month}-28T12:00:00Z,2,SEAT,{seats}\n"


def started(ledger: Ledger, book: str = BOOK) -> None:
    """January is run: 18 servers of acme at 12.50, 5 seats of zeta at 4.00."""
    ledger.apply(book)
    ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,18\n2026-01-31T12:00:00Z,2,SEAT,5\n")
    ledger.run("run", "start", JANUARY)


class ReviewTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        started(self.ledger)

    def line(self, customer: str = "acme", month: str = JANUARY) -> Any:
        (line,) = self.ledger.draft(customer, month)["content"]["lines"]
        return line

    def refused(self, *arguments: str) -> Any:
        """Runs a command that must be refused whole, and returns the refusal."""
        outcome = self.ledger.try_to("-o", "json", *arguments)
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        return outcome.refusal()

    def test_a_count_after_the_review_refuses_that_approval_alone(self) -> None:
        """X02: reviewed at 18, counted 19 since."""
        position = str(self.ledger.ask("review", "--month", JANUARY)["position"])
        self.ledger.record("rmm", "2026-01-31T18:00:00Z,1,SERVER,19\n")
        outcome = self.ledger.try_to("approve", "acme", "zeta", "-m", JANUARY, "--at", position)
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertRegex(outcome.output, r"(?m)^zeta +2026-01 +BILL-\d{4}-\d{2}-001")
        self.assertRegex(outcome.errors, r"(?m)^ *server +quantity +18 +19\b")
        self.assertRegex(outcome.errors, r"(?m)^ *\(draft\) +total +270\.00 USD +285\.00 USD\b")

        refusal = self.refused("approve", "acme", "-m", JANUARY)
        self.assertEqual(refusal["reason"], "REASON_DRAFT_IS_STALE")
        differences = {(each["line_id"], each["what"]): each for each in refusal["differences"]}
        quantity = differences["server", "quantity"]
        self.assertEqual((quantity["reviewed"], quantity["now"]), ("18", "19"))

        self.ledger.run("regenerate", "acme", "-m", JANUARY)
        self.assertEqual(self.line()["line"]["quantity"], "19")
        number = self.ledger.approve("acme", JANUARY)
        invoice = self.ledger.ask("invoices", "show", number)["invoice"]
        self.assertEqual(minor_units(invoice["totals"]["total"]), 285_00)

    def test_a_newer_count_of_the_same_figure_does_not_matter(self) -> None:
        position = str(self.ledger.ask("review", "--month", JANUARY)["position"])
        self.ledger.record("rmm", "2026-01-31T18:00:00Z,1,SERVER,18\n")
        self.ledger.run("approve", "acme", "-m", JANUARY, "--at", position)

    def test_at_is_where_the_log_stood_when_it_was_reviewed(self) -> None:
        position = str(self.ledger.ask("review", "--month", JANUARY)["position"])
        self.ledger.run("override", "acme", "server", "-m", JANUARY, "-q", "17", "-r", "a spare")
        refusal = self.refused("approve", "acme", "-m", JANUARY, "--at", position)
        self.assertEqual(refusal["reason"], "REASON_DRAFT_CHANGED")
        outcome = self.ledger.try_to("-o", "json", "approve", "acme", "-m", JANUARY, "--at", "0")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("--at", outcome.refusal()["message"])
        position = str(self.ledger.draft("acme", JANUARY)["position"])
        self.ledger.run("approve", "acme", "-m", JANUARY, "--at", position)

    def test_a_held_draft_waits_until_it_is_released(self) -> None:
        self.ledger.run("hold", "acme", "-m", JANUARY, "-r", "waits for an order")
        refusal = self.refused("approve", "acme", "-m", JANUARY)
        self.assertEqual(refusal["reason"], "REASON_DRAFT_HELD")
        self.assertIn("waits for an order", refusal["message"])
        report = self.ledger.ask("approve", "--all", "-m", JANUARY)
        self.assertEqual([each["customer_id"] for each in report["done"]], ["zeta"])
        (entry,) = self.ledger.ask("review", "--status", "held")["entries"]
        self.assertEqual(entry["customer_id"], "acme")
        self.ledger.run("release", "acme", "-m", JANUARY)
        self.ledger.approve("acme", JANUARY)

    def test_a_rejected_draft_comes_back_when_it_is_regenerated(self) -> None:
        self.ledger.run("reject", "acme", "-m", JANUARY, "-r", "wrong plan")
        refusal = self.refused("approve", "acme", "-m", JANUARY)
        self.assertEqual(refusal["reason"], "REASON_DRAFT_REJECTED")
        again = self.ledger.ask("run", "start", JANUARY)
        details = {each["customer_id"]: each["detail"] for each in again["outcomes"]}
        self.assertEqual(details["acme"], "already drafted, rejected")
        self.ledger.apply(changed(("price: 12.50", "price: 11.00")))
        self.ledger.run("regenerate", "acme", "-m", JANUARY)
        self.assertEqual(self.line()["line"]["unit_price"], "11")
        self.ledger.approve("acme", JANUARY)

    def test_an_override_is_kept_when_the_draft_is_regenerated(self) -> None:
        self.ledger.run(
            "override", "acme", "server", "-m", JANUARY, "-q", "16.5", "-p", "12.345",
            "-r", "agreed by mail", "--actor", "ann",
        )
        self.ledger.record("rmm", "2026-01-31T18:00:00Z,1,SERVER,25\n")
        self.ledger.run("regenerate", "acme", "-m", JANUARY)
        line = self.line()
        self.assertEqual(line["override"]["reason"], "agreed by mail")
        self.assertEqual(line["override"]["actor"], "ann")
        self.assertEqual((line["line"]["quantity"], line["line"]["unit_price"]), ("16.5", "12.345"))
        number = self.ledger.approve("acme", JANUARY)
        (billed,) = self.ledger.ask("invoices", "show", number)["invoice"]["lines"]
        self.assertEqual(minor_units(billed["amount"]), 203_69)

    def test_a_waiver_holds_while_the_flag_says_the_same(self) -> None:
        self.ledger.run("run", "start", FEBRUARY)
        self.assertEqual(kinds(self.line(month=FEBRUARY)["flags"]), ["stale_count"])
        refusal = self.refused("approve", "acme", "-m", FEBRUARY)
        self.assertEqual(refusal["reason"], "REASON_DRAFT_BLOCKED")
        self.assertIn("stale_count on server", refusal["message"])

        self.waive_stale_count()
        self.ledger.run("regenerate", "acme", "-m", FEBRUARY)
        (flag,) = self.line(month=FEBRUARY)["flags"]
        self.assertEqual(flag["waiver"]["reason"], "the tool was down")

        self.ledger.record("rmm", "2026-02-20T12:00:00Z,1,SERVER,18\n")
        self.ledger.run("regenerate", "acme", "-m", FEBRUARY)
        (flag,) = self.line(month=FEBRUARY)["flags"]
        self.assertNotIn("waiver", flag)
        self.assertEqual(
            self.refused("approve", "acme", "-m", FEBRUARY)["reason"], "REASON_DRAFT_BLOCKED"
        )
        self.waive_stale_count()
        self.ledger.approve("acme", FEBRUARY)

    def waive_stale_count(self) -> None:
        reason = ("--reason", "the tool was down")
        self.ledger.run("waive", "acme", "stale_count", "-m", FEBRUARY, "-l", "server", *reason)

    def test_an_unmapped_meter_blocks_until_it_is_mapped(self) -> None:
        """X07: 18 of a meter that no item has, at a cost of 11.00 each."""
        path = self.ledger.directory / "costs.csv"
        path.write_text(
            "observed_at,account,meter,quantity,unit_cost,currency\n"
            "2026-02-28T12:00:00Z,1,SERVER,18,,\n2026-02-28T12:00:00Z,1,SKU-7,18,11.00,USD\n"
        )
        self.ledger.run("counts", "record", "--source", "rmm", "costs.csv")
        self.ledger.run("run", "start", FEBRUARY)
        (flag,) = self.ledger.draft("acme", FEBRUARY)["content"]["flags"]
        self.assertEqual(kinds([flag]), ["unmapped_meter"])
        self.assertRegex(flag["detail"], r"18 .*SKU-7.*198\.00 USD")
        self.assertIn("SKU-7", self.refused("approve", "acme", "-m", FEBRUARY)["message"])

        self.ledger.apply(changed(("SEAT: seat}", "SEAT: seat, SKU-7: seat}")))
        self.ledger.run("regenerate", "acme", "-m", FEBRUARY)
        self.assertEqual(self.ledger.draft("acme", FEBRUARY)["content"]["flags"], [])
        self.ledger.approve("acme", FEBRUARY)

    def test_a_plan_that_changes_next_month_splits_the_change(self) -> None:
        """X03: 17 at 12.50, then 18 at 13.00: 21.50 = 12.50 by quantity + 9.00 by price."""
        self.ledger.run("override", "acme", "server", "-m", JANUARY, "-q", "17", "-r", "a spare")
        self.ledger.approve("acme", JANUARY)
        self.ledger.apply(
            changed(
                (
                    "  zeta:\n",
                    "      - from: 2026-02-01\n"
                    "        lines:\n"
                    "          - {item: server, counted: {source: rmm, meter: SERVER}, "
                    "quantity: period_end, price: 13.00}\n"
                    "  zeta:\n",
                )
            )
        )
        self.ledger.record("rmm", month_end(FEBRUARY, 18, 5))
        self.ledger.run("run", "start", FEBRUARY)
        delta = self.line(month=FEBRUARY)["delta"]
        effects = [minor_units(delta[key]) for key in ("change", "quantity_effect", "price_effect")]
        self.assertEqual(effects, [21_50, 12_50, 9_00])
        self.assertEqual(kinds(self.line(month=FEBRUARY)["flags"]), ["price_change"])
        self.assertRegex(self.ledger.run("review", "-m", FEBRUARY), r"(?m)^acme .*212\.50 .*21\.50")

    def test_nothing_to_bill_after_something_is_an_anomaly(self) -> None:
        """X06."""
        self.ledger.record("rmm", month_end(FEBRUARY, 0, 5))
        report = self.ledger.ask("run", "start", FEBRUARY)
        acme = next(each for each in report["outcomes"] if each["customer_id"] == "acme")
        self.assertEqual((acme["created"], acme["anomaly"]), (False, True))
        self.assertRegex(acme["detail"], r"^nothing billable: .*225\.00 USD")

    def test_the_same_request_id_gets_the_same_answer(self) -> None:
        approve = ("--request-id", "approve-1", "approve", "acme", "-m", JANUARY)
        first = self.ledger.ask(*approve)["done"]
        number = first[0]["invoice_number"]
        credit = ("--request-id", "credit-1", "credit", number, "-r", "goodwill", "--amount")
        note = self.ledger.ask(*credit, "1.00")
        self.assertEqual(self.ledger.ask(*credit, "1.00"), note)
        self.assertEqual(self.refused(*credit, "2.00")["reason"], "REASON_REQUEST_ID_REUSED")
        invoice = self.ledger.ask("invoices", "show", number)
        self.assertEqual(len(invoice["credit_notes"]), 1)


class CreditTest(LedgerTest):
    """C01: 334.99 in four lines, 20 % on the sum."""

    def setUp(self) -> None:
        super().setUp()
        fixed = "".join(
            f"          - {{id: line-{index}, item: seat, fixed: 1, price: {price}}}\n"
            for index, price in enumerate(["68.33", "57.50", "85.00", "68.33"], 1)
        )
        plan_line = next(line for line in BOOK.splitlines() if "item: server" in line)
        started(self.ledger, changed((plan_line + "\n", fixed)))
        self.number = self.ledger.approve("acme", JANUARY)

    def total_of(self, note: str) -> int:
        return minor_units(self.ledger.ask("credit-notes", "show", note)["totals"]["total"])

    def credit(self, *extent: str) -> int:
        """Credits, and returns the total of the note."""
        note = self.ledger.ask("credit", self.number, *extent, "--reason", "unused")
        return self.total_of(note["credit_note_number"])

    def left(self) -> int:
        return minor_units(self.ledger.ask("invoices", "show", self.number)["left"])

    def refused(self, *arguments: str) -> str:
        outcome = self.ledger.try_to("-o", "json", *arguments, "--reason", "unused")
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        return str(outcome.refusal()["reason"])

    def test_notes_of_all_lines_add_up_to_the_invoice(self) -> None:
        self.assertEqual(self.left(), 334_99)
        notes = [self.credit("--line", f"line-{index}") for index in range(1, 5)]
        self.assertEqual(notes, [82_00, 69_00, 102_00, 81_99])
        self.assertEqual(self.left(), 0)
        self.assertEqual(self.refused("credit", self.number, "--whole"), "REASON_NOTHING_LEFT")

    def test_never_more_than_is_left_is_credited(self) -> None:
        self.assertEqual(self.credit("--amount", "100.00"), 100_00)
        self.assertEqual(self.left(), 234_99)
        more = self.refused("credit", self.number, "--amount", "235.00")
        self.assertEqual(more, "REASON_CREDIT_EXCEEDS_REST")
        part = ("--line", "line-2=0.01", "--line", "line-3=10.00")
        self.assertEqual(self.credit(*part), 12_01)
        self.assertEqual(self.credit("--whole"), 234_99 - 12_01)
        self.assertEqual(self.left(), 0)

    def test_the_smallest_amounts_add_up_too(self) -> None:
        for _ in range(5):
            self.assertEqual(self.credit("--amount", "0.01"), 1)
        self.assertEqual(self.credit("--whole"), 334_94)
        self.assertEqual(self.left(), 0)

    def test_a_correction_credits_lines_and_bills_them_again(self) -> None:
        reply = self.ledger.ask(
            "correct", self.number, "--set", "line-1,quantity=2", "--set", "line-3,price=80.00",
            "--reason", "miscounted",
        )
        self.assertEqual(self.total_of(reply["credit_note_number"]), 184_00)
        again = self.ledger.ask("invoices", "show", reply["invoice_number"])["invoice"]
        amounts = [minor_units(line["amount"]) for line in again["lines"]]
        self.assertEqual(amounts, [136_66, 80_00])
        self.assertEqual(minor_units(again["totals"]["total"]), 259_99)
        self.assertEqual(again["corrects_number"], self.number)
        self.assertEqual(self.left(), 334_99 - 184_00)
        twice = self.refused("correct", self.number, "--line", "line-2", "-q", "2")
        self.assertEqual(twice, "REASON_INVOICE_PARTLY_CREDITED")

    def test_a_void_invoice_keeps_its_number(self) -> None:
        note = self.ledger.ask("void", self.number, "--reason", "wrong client")
        self.assertEqual(self.total_of(note["credit_note_number"]), 334_99)
        (voided,) = self.ledger.ask("invoices", "list")["invoices"]
        self.assertEqual(voided["status"], "INVOICE_STATUS_VOIDED")
        self.assertEqual(self.left(), 0)
        self.assertIn(self.refused("void", self.number),
                      ("REASON_INVOICE_PARTLY_CREDITED", "REASON_NOTHING_LEFT"))
        following = self.ledger.approve("zeta", JANUARY)
        self.assertEqual(following[:-3], self.number[:-3])
        self.assertEqual(following[-3:], "002")

    def test_what_was_credited_in_part_cannot_be_voided(self) -> None:
        self.credit("--amount", "1.00")
        self.assertEqual(self.refused("void", self.number), "REASON_INVOICE_PARTLY_CREDITED")


class AccountsTest(LedgerTest):
    """An account has one customer at any time; one book may hand it on."""

    def setUp(self) -> None:
        super().setUp()
        both = "meters: {SERVER: server, SEAT: server}"
        self.book = BOOK.replace("meters: {SERVER: server, SEAT: seat}", both).replace(
            "meter: SEAT", "meter: SERVER"
        )
        self.ledger.apply(self.book)
        self.ledger.record(
            "rmm",
            "2026-01-31T12:00:00Z,1,SERVER,10\n2026-01-31T12:00:00Z,2,SERVER,20\n"
            "2026-01-31T12:00:00Z,3,SERVER,30\n",
        )

    def quantities(self) -> dict[str, str]:
        preview = self.ledger.ask("run", "preview", JANUARY)
        return {
            draft["customer_id"]: draft["content"]["lines"][0]["line"]["quantity"]
            for draft in preview["drafts"]
        }

    def with_accounts(self, acme: str, zeta: str) -> str:
        """The book with other accounts, such as `rmm: "1"`."""
        book = self.book.replace('{rmm: "1"}', "{of acme}").replace('{rmm: "2"}', "{of zeta}")
        return book.replace("of acme", acme).replace("of zeta", zeta)

    def test_an_account_moves_from_one_customer_to_the_other(self) -> None:
        report = self.ledger.apply(self.with_accounts("", 'rmm: "1"'))
        self.assertEqual(report["applied"], 2)
        self.assertEqual(self.quantities(), {"acme": "0", "zeta": "10"})
        moved_back = self.with_accounts('rmm: "1"', 'rmm: "3"')
        self.assertEqual(self.ledger.apply(moved_back)["applied"], 2)
        self.assertEqual(self.quantities(), {"acme": "10", "zeta": "30"})

    def test_two_customers_swap_their_accounts(self) -> None:
        swapped = self.with_accounts('rmm: "2"', 'rmm: "1"')
        self.assertEqual(self.ledger.apply(swapped)["applied"], 2)
        self.assertEqual(self.quantities(), {"acme": "20", "zeta": "10"})
        self.assertEqual(self.ledger.apply(swapped)["applied"], 0)


class StoryTest(unittest.TestCase):
    """The same story comes to the same, whatever happens to the daemon between its steps."""

    maxDiff = None

    def test_restarts_and_kills_between_the_steps_change_nothing(self) -> None:
        undisturbed = self.tell(lambda ledger: None)
        self.assertEqual(self.tell(Ledger.restart), undisturbed)

        def kill(ledger: Ledger) -> None:
            ledger.kill()
            ledger.start()

        self.assertEqual(self.tell(kill), undisturbed)

    def tell(self, disturb: Callable[[Ledger], None]) -> Any:
        """Tells the story with a disturbance after each step, and returns all that came of it."""
        with temporary_ledger() as ledger:
            ledger.apply(BOOK)
            applied = ledger.position()
            disturb(ledger)
            ledger.record("rmm", month_end(JANUARY, 18, 5))
            disturb(ledger)
            for step in (
                "run start 2026-01",
                "override acme server -m 2026-01 -q 17 -r spare",
                "waive zeta stale_count -m 2026-01 -r down",
                "hold zeta -m 2026-01 -r order",
                "approve acme -m 2026-01",
                "release zeta -m 2026-01",
                "approve --all -m 2026-01",
            ):
                ledger.run(*step.split())
                disturb(ledger)
            first = ledger.ask("invoices", "list")["invoices"][0]["number"]
            for step in ("--amount 10.00", "--line server=20.00", "--whole"):
                ledger.run("credit", first, *step.split(), "-r", "story")
                disturb(ledger)
            ledger.record("rmm", month_end(FEBRUARY, 19, 5))
            ledger.run("run", "start", FEBRUARY)
            disturb(ledger)
            return self.all_after(ledger, applied)

    @staticmethod
    def all_after(ledger: Ledger, position: int) -> Any:
        """All later events, without what is never the same twice.

        `apply` sends many commands at once, so that the order of its own events is not fixed.
        """
        events = ledger.ask("events", "list", "--from", str(position + 1))["events"]
        for event in events:
            del event["request_id"], event["recorded_at"]
        return events


if __name__ == "__main__":
    unittest.main()
