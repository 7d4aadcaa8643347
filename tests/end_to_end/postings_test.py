"""Documents on their way into an accounting system, through the command line."""

import fcntl
import unittest

from ledger import DONE, FAILED, PARTLY_DONE, WRONG_USAGE, LedgerTest
from small_book import changed

JANUARY = "2026-01"
BOOK = changed(
    (
        "  payment_terms: net_30\n",
        "  payment_terms: net_30\n"
        "  accounting_systems: {books: {}, xero: {accepts_voids: true}}\n",
    ),
)


class PostingsTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,18\n")
        self.ledger.run("run", "start", JANUARY)
        self.number = self.ledger.approve("acme", JANUARY)

    def post(self, *more: str) -> str:
        return self.ledger.run("post", "--system", "books", "--journal", "books.journal", *more)

    def test_the_book_keeps_the_systems(self) -> None:
        line = "  accounting_systems: {books: {}, xero: {accepts_voids: true}}\n"
        self.assertIn(line, self.ledger.run("export", "book"))

    def test_a_document_is_begun_completed_and_failed_by_hand(self) -> None:
        begin = ("postings", "begin", "books", self.number)
        self.assertIn(self.number, self.ledger.run("postings", "list", "books"))
        self.assertEqual(
            self.ledger.run(*begin), f"attempt 1 to post {self.number} to books is begun\n"
        )
        self.assertIn("it may be there already: look for it first", self.ledger.run(*begin))
        fail = ("postings", "fail", "books", self.number, "--reason", "no such client")
        early = self.ledger.try_to(*fail, "--attempt", "1")
        self.assertEqual(early.exit_code, FAILED, str(early))
        self.ledger.run(*fail, "--attempt", "2")
        self.assertIn("no such client", self.ledger.run("postings", "list", "books"))
        self.ledger.run(*begin)
        self.assertEqual(
            self.ledger.run("postings", "complete", "books", self.number, "INV-1"),
            f"{self.number} is in books as INV-1\n",
        )
        self.assertEqual(self.ledger.run("postings", "list", "books"), "No documents.\n")
        shown = self.ledger.ask("postings", "show", "books", self.number)
        self.assertEqual((shown["state"], shown["external_id"]), ("POSTING_STATE_POSTED", "INV-1"))
        listed = self.ledger.ask("postings", "list", "books", "--state", "posted")["postings"]
        self.assertEqual([each["document"]["number"] for each in listed], [self.number])

    def test_what_is_posted_is_not_voided_where_voids_are_not_taken(self) -> None:
        self.post()
        void = self.ledger.try_to("-y", "void", self.number, "--reason", "mistake")
        self.assertEqual(void.exit_code, FAILED, str(void))
        self.assertIn("takes no voids; credit it instead", void.errors)

    def test_documents_are_posted_once(self) -> None:
        self.assertEqual(self.post(), "posted 1 document to books\n")
        self.assertEqual(self.post(), "posted 0 documents to books\n")
        report = self.ledger.ask("post", "-s", "books", "-j", "books.journal")
        self.assertEqual(report["system"], "books")
        again = self.ledger.try_to("post", "-s", "books", "-j", "books.journal", self.number)
        self.assertEqual(again.exit_code, PARTLY_DONE, str(again))
        journal = (self.ledger.directory / "books.journal").read_text()
        self.assertEqual(journal.count(f"({self.number})"), 1)

    def test_a_file_that_ends_in_the_middle_is_mended(self) -> None:
        self.ledger.run("postings", "begin", "books", self.number)
        file = self.ledger.directory / "books.journal"
        file.write_text(f"; mine\n\n; begin {self.number}\naccount Assets:Rec")
        outcome = self.ledger.try_to("post", "-s", "books", "-j", "books.journal")
        self.assertEqual((outcome.exit_code, outcome.output), (DONE, "posted 1 document to books\n"))
        self.assertEqual(
            outcome.errors,
            f"books.journal ended in the middle of {self.number}; that was cut off\n",
        )

    def test_wrong_usage_is_said(self) -> None:
        with (self.ledger.directory / "taken").open("w") as taken:
            fcntl.flock(taken, fcntl.LOCK_EX)
            for journal, said in (
                ("taken", "is being posted to by another process"),
                ("none/books", "No such file"),
                ("/dev/full", "is no file"),
            ):
                outcome = self.ledger.try_to("post", "-s", "books", "-j", journal)
                self.assertEqual(outcome.exit_code, WRONG_USAGE, str(outcome))
                self.assertIn(said, outcome.errors)
        unknown = self.ledger.try_to("post", "-s", "sage", "-j", "books")
        self.assertEqual(unknown.exit_code, FAILED, str(unknown))

    def test_help_has_examples(self) -> None:
        for arguments in (
            ("post",),
            *(("postings", each) for each in ("list", "show", "begin", "complete", "fail")),
        ):
            self.assertIn("Examples:\n  tally post", self.ledger.run(*arguments, "--help"))


if __name__ == "__main__":
    unittest.main()
