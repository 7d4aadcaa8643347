"""What is wrong with a book is said with line and field, and nothing of it is applied."""

import re
import unittest

from bad_books import BAD_BOOKS, BAD_FILES, CONFLICTS, LINE, PRICE, TAX, BadBook
from bad_plans import BAD_PLANS
from ledger import WRONG_USAGE, SharedLedgerTest, temporary_ledger
from small_book import BOOK, changed


class BadBooksTest(SharedLedgerTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ledger.apply(BOOK)

    def setUp(self) -> None:
        self.before = self.ledger.position()

    def tearDown(self) -> None:
        self.assertEqual(self.ledger.position(), self.before, "something was applied")

    def refuse(self, content: bytes) -> str:
        """Applies the book, which must be refused, and returns what was said."""
        (self.ledger.directory / "bad.yaml").write_bytes(content)
        before = self.ledger.position()
        outcome = self.ledger.try_to("apply", "bad.yaml", "--yes")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertEqual(self.ledger.position(), before, "something was applied")
        self.assertIn("nothing was changed", outcome.errors)
        return outcome.errors

    def test_line_and_field_are_named(self) -> None:
        for name, bad in (BAD_BOOKS | BAD_PLANS).items():
            with self.subTest(name):
                # What is right besides must not be applied either.
                book = changed((bad.old, bad.new)).replace("name: Sales tax", "name: Sales")
                errors = self.refuse(book.encode())
                field = f"{bad.field}: " if bad.field else ""
                for line in errors.splitlines()[:-1]:
                    self.assertRegex(line, r"^bad\.yaml:\d+:\d+: ")
                places = [line.split(": ", 1) for line in errors.splitlines()[:-1]]
                found = [
                    place.split(":")[1]
                    for place, words in places
                    if words.startswith(field) and bad.words in words
                ]
                self.assertTrue(found, errors)
                self.assert_line_is_near(int(found[0]), bad)

    def assert_line_is_near(self, line: int, bad: BadBook) -> None:
        """What is missing is named where it should be: in or at the start of its map."""
        changed_line = BOOK[: BOOK.index(bad.old)].count("\n") + 1
        last = changed_line + bad.new.count("\n") + 1
        self.assertTrue(changed_line - 3 <= line <= last, f"line {line}, not {changed_line}")

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        errors = self.refuse(changed(("rate: 20%", "rate: x"), (PRICE, "price: y")).encode())
        self.assertRegex(errors, r"(?m)^bad\.yaml:8:\d+: taxes\.sales\.rate: ")
        self.assertRegex(errors, rf"(?m)^bad\.yaml:24:\d+: {re.escape(LINE)}\.price: ")

    def test_a_file_that_is_no_book_is_refused(self) -> None:
        for name, (content, words) in BAD_FILES.items():
            with self.subTest(name):
                self.assertRegex(self.refuse(content), rf"(?m)^bad\.yaml:\d+:\d+: .*({words})")

    def test_a_file_that_is_not_there_is_named(self) -> None:
        for name in ("nowhere.yaml", "."):
            outcome = self.ledger.try_to("apply", name, "--yes")
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
            self.assertIn(f"tally: {name} cannot be read", outcome.errors)

    def test_a_book_of_another_org_is_refused_under_this_one(self) -> None:
        (self.ledger.directory / "book.yaml").write_text(BOOK)
        outcome = self.ledger.try_to("--org", "other", "apply", "book.yaml", "--yes")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("acme-it", outcome.errors)

    def test_what_the_ledger_refuses_is_found_before_anything_is_applied(self) -> None:
        for name, bad in CONFLICTS.items():
            with self.subTest(name):
                errors = self.refuse(changed((bad.old, bad.new), TAX).encode())
                place = rf"(?m)^bad\.yaml:(\d+):\d+: {re.escape(bad.field)}: .*{bad.words}.*; "
                found = re.search(place, errors)
                assert found, errors
                self.assert_line_is_near(int(found[1]), bad)

    def test_a_dry_run_finds_it_too(self) -> None:
        bad = CONFLICTS["a customer's currency"]
        (self.ledger.directory / "bad.yaml").write_text(changed((bad.old, bad.new), TAX))
        outcome = self.ledger.try_to("apply", "bad.yaml", "--dry-run")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn(bad.words, outcome.errors)

    def test_programs_get_all_that_is_wrong_as_json(self) -> None:
        book = changed(("rate: 20%", "rate: x"), (PRICE, "price: y"))
        (self.ledger.directory / "bad.yaml").write_text(book)
        outcome = self.ledger.try_to("-o", "json", "apply", "bad.yaml", "--yes")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        refusal = outcome.refusal()
        self.assertEqual(refusal["field"], "taxes.sales.rate")
        self.assertRegex(refusal["message"], r"(?m)^bad\.yaml:8:\d+: taxes\.sales\.rate: ")
        self.assertRegex(refusal["message"], rf"(?m)^bad\.yaml:24:\d+: {re.escape(LINE)}\.price: ")

    def test_without_a_terminal_nothing_is_applied_unless_yes_is_said(self) -> None:
        (self.ledger.directory / "new.yaml").write_text(changed(("rate: 20%", "rate: 22%")))
        outcome = self.ledger.try_to("apply", "new.yaml", text=b"y\n")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("--yes", outcome.errors)
        dry = self.ledger.try_to("apply", "new.yaml", "--dry-run")
        self.assertEqual(dry.exit_code, 0, dry)
        self.assertIn("nothing was changed", dry.output)


class LongIdsTest(unittest.TestCase):
    def test_lines_of_an_item_with_a_long_id_get_ids_that_the_ledger_takes(self) -> None:
        item = "a" * 64
        line = f"          - {{item: {item}, fixed: 1, price: 1}}\n"
        book = changed(
            ("  seat: {", f"  {item}: {{name: Long}}\n  seat: {{"),
            ("          - {item: server", f"{line * 2}          - {{item: server"),
        )
        with temporary_ledger() as ledger:
            ledger.apply(book)
            self.assertIn("nothing to change", ledger.run("apply", "book.yaml"))


if __name__ == "__main__":
    unittest.main()
