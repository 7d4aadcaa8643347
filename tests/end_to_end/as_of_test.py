"""As of: an earlier state of the ledger answers, for ever, what it answered then."""

import unittest
from typing import Any

from ledger import SharedLedgerTest
from northwind_test import NORTHWIND, SOURCES, counts_file

Command = tuple[str, ...]


class AsOfTest(SharedLedgerTest):
    """Northwind at the end of September, and then October and its corrections."""

    position: int
    time: str
    # What each command answered at the end of September.
    answers: dict[Command, Any]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ledger.run("apply", str(NORTHWIND / "book.yaml"), "--yes")
        for month in ("2026-08", "2026-09"):
            cls.bill(month)
        cls.position = cls.ledger.position()
        cls.time = cls.ledger.ask("status")["recorded_at"]
        cls.answers = {command: cls.ledger.ask(*command) for command in cls.commands()}
        cls.move_on()

    @classmethod
    def bill(cls, month: str) -> None:
        for source in SOURCES:
            cls.ledger.run("counts", "record", "-s", source, counts_file(source, month))
        cls.ledger.run("run", "start", month)
        cls.ledger.try_to("approve", "--all", "--month", month, "--yes")

    @classmethod
    def move_on(cls) -> None:
        """What was known then changes in every way."""
        cls.bill("2026-10")
        book = (NORTHWIND / "book.yaml").read_text()
        changed = book.replace("name: ", "name: New ").replace("days: 30", "days: 14")
        path = cls.ledger.directory / "changed.yaml"
        path.write_text(changed)
        cls.ledger.run("apply", str(path), "--yes")
        for summary in cls.ledger.ask("invoices", "list")["invoices"][:5]:
            cls.ledger.run("credit", summary["number"], "--whole", "--reason", "billed twice")
        for entry in cls.in_review()[:2]:
            draft = (entry["customer_id"], "--month", entry["month"])
            cls.ledger.run("hold", *draft, "--reason", "asked the client")

    @classmethod
    def in_review(cls) -> list[Any]:
        entries = cls.ledger.ask("review")["entries"]
        return [each for each in entries if each["status"] == "DRAFT_STATUS_IN_REVIEW"]

    @classmethod
    def commands(cls) -> list[Command]:
        """Every query, on what there was at the end of September."""
        customer = cls.ledger.ask("customers", "list")["customers"][0]["customer_id"]
        number = cls.ledger.ask("invoices", "list")["invoices"][0]["number"]
        run_id = cls.ledger.ask("run", "list")["runs"][0]["run_id"]
        held = cls.in_review()[0]
        return [
            ("orgs", "list"),
            ("taxes", "list"),
            ("items", "list"),
            ("sources", "list"),
            ("customers", "list"),
            ("customers", "show", customer),
            ("plans", "show", customer),
            ("counts", "list", "--source", SOURCES[2]),
            ("run", "list"),
            ("run", "show", run_id),
            ("run", "preview", "2026-09"),
            ("run", "preview", "2026-10"),
            ("review",),
            ("review", "--month", held["month"], "--customer", held["customer_id"]),
            ("invoices", "list"),
            ("invoices", "show", number),
            ("credit-notes", "list"),
            ("events", "list"),
        ]

    def test_the_end_of_september_answers_what_it_answered_then(self) -> None:
        for command, answer in self.answers.items():
            for as_of in (str(self.position), self.time):
                with self.subTest(command=command, as_of=as_of):
                    self.assertEqual(self.ledger.ask(*command, "--as-of", as_of), answer)

    def test_what_is_asked_now_is_answered_as_of_now(self) -> None:
        same = [each for each, answer in self.answers.items() if self.ledger.ask(*each) == answer]
        self.assertNotIn(("invoices", "list"), same)
        self.assertNotIn(("customers", "list"), same)
        self.assertNotIn(("run", "preview", "2026-10"), same)
        self.assertNotIn(("review",), same)

    def test_before_the_first_event_there_is_nothing(self) -> None:
        self.assertEqual(self.ledger.ask("orgs", "list", "--as-of", "0"), {"orgs": []} | self.rest())
        refused = self.ledger.try_to("--org", "northwind", "invoices", "list", "--as-of", "0")
        self.assertEqual(refused.exit_code, 1, refused)
        self.assertIn("org_id", refused.errors)

    def rest(self) -> dict[str, Any]:
        """What the JSON of a page says beside its rows."""
        return {each: value for each, value in self.answers[("orgs", "list")].items() if each != "orgs"}

    def test_a_state_that_was_never_reached_is_refused(self) -> None:
        for as_of, field in (("99999999", "as_of.position"), ("2190-01-01T00:00:00Z", "as_of.time")):
            refused = self.ledger.try_to("-o", "json", "invoices", "list", "--as-of", as_of)
            self.assertEqual(refused.exit_code, 1, refused)
            refusal = refused.refusal()
            self.assertEqual(refusal["reason"], "REASON_AS_OF_NOT_REACHED")
            self.assertEqual(refusal["field"], field)

    def test_only_queries_can_be_asked_as_of_then(self) -> None:
        before = self.ledger.position()
        for command in (
            ("approve", "--all", "--month", "2026-10", "--yes"),
            ("run", "start", "2026-10"),
            ("status",),
            ("invoices", "list", "--as-of", "yesterday"),
            ("invoices", "list", "--as-of", "-1"),
            ("invoices", "list", "--as-of", ""),
        ):
            as_of = () if "--as-of" in command else ("--as-of", str(self.position))
            refused = self.ledger.try_to(*command, *as_of)
            self.assertEqual(refused.exit_code, 2, refused)
            self.assertIn("--as-of", refused.errors)
        self.assertEqual(self.ledger.position(), before)


if __name__ == "__main__":
    unittest.main()
