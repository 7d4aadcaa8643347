"""Durable consumers through the command line: workers of a few lines of shell."""

import json
import unittest
from typing import Any

import ledger
import small_book

COUNTS = "2026-10-31T12:00:00-04:00,1,SERVER,4\n2026-10-31T12:00:00-04:00,2,SEAT,10\n"


class ConsumersTest(ledger.LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(small_book.BOOK)

    def define(self, *options: str) -> Any:
        return self.ledger.ask("consumers", "define", "worker", *options)

    def show(self) -> Any:
        return self.ledger.ask("consumers", "show", "worker")

    def receive(self, *options: str) -> list[Any]:
        """What `receive` prints; it ends by itself, after so many as `--limit` says."""
        output = self.ledger.run("consumers", "receive", "worker", *options)
        return [json.loads(line) for line in output.splitlines()]

    def invoices(self) -> list[str]:
        """Issues an invoice to each of the two customers."""
        self.ledger.record("rmm", COUNTS)
        self.ledger.run("run", "start", "2026-10")
        return [self.ledger.approve(customer, "2026-10") for customer in ("acme", "zeta")]

    def write(self, name: str, text: str) -> None:
        path = self.ledger.directory / name
        path.write_text(text)
        path.chmod(0o755)

    def test_a_worker_mails_each_invoice_once(self) -> None:
        self.define("--prefix", "invoices/", "--type", "InvoiceIssued", "--attempts", "2")
        numbers = self.invoices()
        # It fails at the first one until there is a file.
        self.write(
            "mail",
            "#!/bin/sh\n"
            "event=$(cat)\n"
            f'case $event in *{numbers[0]}*) [ -e ready ] || {{ echo "no address" >&2; exit 3; }}; esac\n'
            'echo "$event" >> mailed\n',
        )
        done = self.ledger.try_to(
            "consumers", "receive", "worker", "--exec", "./mail", "--limit", "3"
        )
        self.assertEqual(done.exit_code, ledger.DONE, str(done))
        self.assertEqual(done.errors.count("failed, attempt"), 2, str(done))
        self.assertIn("attempt 2: no address (parked)", done.errors)
        status = self.show()
        self.assertEqual((status["parked"], status["lag_events"]), (1, "0"))

        parked = self.ledger.ask("consumers", "parked", "worker")["events"]
        self.assertEqual(
            [(row["event"]["stream"], row["attempts"], row["reason"]) for row in parked],
            [(f"invoices/{numbers[0]}", 2, "no address")],
        )
        table = self.ledger.run("consumers", "parked", "worker")
        self.assertRegex(table, rf"invoices/{numbers[0]} +InvoiceIssued +2 +no address")

        (self.ledger.directory / "ready").touch()
        position = parked[0]["event"]["position"]
        self.assertEqual(
            self.ledger.run("consumers", "replay", "worker", position), "1 event sent again\n"
        )
        self.ledger.run("consumers", "receive", "worker", "--exec", "./mail", "--limit", "1")
        mailed = [
            json.loads(line) for line in (self.ledger.directory / "mailed").read_text().splitlines()
        ]
        self.assertEqual(
            [row["event"]["stream"] for row in mailed],
            [f"invoices/{number}" for number in reversed(numbers)],
        )
        self.assertEqual([row["attempt"] for row in mailed], [1, 1])
        self.assertEqual(self.ledger.ask("consumers", "parked", "worker")["events"], [])
        self.assertEqual(self.show()["parked"], 0)

    def test_what_is_printed_is_acknowledged_if_asked_for(self) -> None:
        self.define("--type", "CustomerDefined", "--type", "TaxDefined")
        seen = self.receive("--limit", "2", "--outstanding", "2")
        self.assertEqual([row["event"]["stream"] for row in seen][0], "taxes/sales")
        # They were not acknowledged: they come again, and count as another attempt.
        again = self.receive("--limit", "3", "--ack")
        self.assertEqual([row["event"]["position"] for row in again][:2], [
            row["event"]["position"] for row in seen
        ])
        self.assertEqual([row["attempt"] for row in again], [2, 2, 1])
        self.assertEqual(self.show()["lag_events"], "0")
        self.ledger.restart()
        self.assertEqual(self.show()["lag_events"], "0")

    def test_events_are_acknowledged_and_failed_by_hand(self) -> None:
        self.define("--prefix", "customers/", "--within", "1h", "--attempts", "1")
        first, second = (row["event"]["position"] for row in self.receive("--limit", "2", "--outstanding", "2"))
        self.assertEqual(
            self.ledger.run("consumers", "ack", "worker", second),
            f"acknowledged; done up to position {int(first) - 1}\n",
        )
        self.assertEqual(
            self.ledger.run("consumers", "fail", "worker", first, "--reason", "asks for terms"),
            f"position {first} is parked\n",
        )
        again = self.ledger.try_to(
            "-o", "json", "consumers", "fail", "worker", first, "--reason", "x"
        )
        self.assertEqual(again.exit_code, ledger.FAILED, str(again))
        self.assertEqual(again.refusal()["reason"], "REASON_EVENT_NOT_WAITING")
        self.assertEqual(self.ledger.ask("consumers", "replay", "worker"), {"replayed": 1})
        self.assertEqual(
            self.ledger.ask("consumers", "fail", "worker", first, "-r", "x"), {"parked": True}
        )

    def test_definitions_are_shown_changed_and_removed(self) -> None:
        self.assertEqual(self.ledger.run("consumers", "list"), "No consumers.\n")
        define = ("consumers", "define", "worker", "--prefix", "invoices/")
        self.assertEqual(self.ledger.run(*define), "consumer worker defined\n")
        self.assertEqual(self.ledger.run(*define), "consumer worker is so already\n")
        self.assertEqual(self.ledger.run(*define, "--within", "2m"), "consumer worker defined\n")
        status = self.show()
        self.assertEqual(status["consumer"]["acknowledge_within_ms"], 120_000)
        self.assertEqual(status["consumer"]["max_attempts"], 5)
        self.assertFalse(status["connected"])
        sheet = self.ledger.run("consumers", "show", "worker")
        self.assertRegex(sheet, r"acknowledges +within 2m\n")
        self.assertRegex(sheet, r"wants +invoices/…, from position 1\n")
        self.assertRegex(self.ledger.run("consumers", "list"), r"\nworker +invoices/… +\d+ +0 +0 ")

        other = self.ledger.try_to("-o", "json", "consumers", "define", "worker")
        self.assertEqual(other.exit_code, ledger.FAILED, str(other))
        self.assertEqual(other.refusal()["reason"], "REASON_CONSUMER_IS_FIXED")

        unasked = self.ledger.try_to("consumers", "remove", "worker")
        self.assertEqual(unasked.exit_code, ledger.WRONG_USAGE, str(unasked))
        self.assertEqual(
            self.ledger.run("consumers", "remove", "worker", "--yes"), "consumer worker removed\n"
        )
        for command in (("show",), ("parked",), ("replay",), ("receive",), ("ack", "1")):
            gone = self.ledger.try_to(
                "-o", "json", "consumers", command[0], "worker", *command[1:]
            )
            self.assertEqual(gone.exit_code, ledger.FAILED, str(gone))
            self.assertEqual(gone.refusal()["reason"], "REASON_CONSUMER_NOT_FOUND")

    def test_wrong_usage_is_told_before_anything_is_sent(self) -> None:
        self.define()
        for words in (
            ("define", "other", "--stream", "a", "--prefix", "b"),
            ("define", "other", "--within", "soon"),
            ("define", "other", "--within", "-1s"),
            ("define", "other", "--attempts", "0"),
            ("receive", "worker", "--ack", "--exec", "cat"),
            ("receive", "worker", "--outstanding", "1001"),
            ("ack", "worker"),
            ("ack", "worker", "-1"),
            ("ack", "worker", "x"),
            ("ack", "worker", "0"),
            ("fail", "worker", "1"),
            ("fail", "worker", "1", "2", "--reason", "r"),
            ("replay", "worker", "1.5"),
        ):
            with self.subTest(words):
                outcome = self.ledger.try_to("consumers", *words)
                self.assertEqual(outcome.exit_code, ledger.WRONG_USAGE, str(outcome))
        self.assertEqual(len(self.ledger.ask("consumers", "list")["consumers"]), 1)

    def test_every_command_has_help_with_examples(self) -> None:
        for name in ("define", "list", "show", "remove", "receive", "ack", "fail", "parked", "replay"):
            with self.subTest(name):
                text = self.ledger.run("consumers", name, "--help")
                self.assertIn(f"Examples:\n  tally consumers {name}", text)


if __name__ == "__main__":
    unittest.main()
