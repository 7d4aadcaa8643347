"""Commands that cannot be carried out say why, with an exit code that scripts can use."""

import os
import subprocess
import unittest
from dataclasses import dataclass

from ledger import FAILED, UNREACHABLE, WRONG_USAGE, LedgerTest, SharedLedgerTest
from small_book import BOOK

MONTH = ("--month", "2026-01")
REASON = ("--reason", "because")
LONG = "x" * 10_000
# Stands for the number of an invoice of 37.50 and 20 % tax.
NUMBER = "NUMBER"


@dataclass(frozen=True)
class Refused:
    """A command that the daemon refuses: which field, for what reason, in which words."""

    arguments: tuple[str, ...]
    field: str
    reason: str
    words: str


REFUSED = [
    Refused(("run", "start", "2999-01"), "month", "MONTH_NOT_OVER", "2999-01"),
    Refused(("run", "start", "2026-01", "-c", "x"), "customer_ids[0]", "CUSTOMER_NOT_FOUND", "x"),
    Refused(("run", "preview", "2026-01", "-c", "x"), "customer_ids[0]", "CUSTOMER_NOT_FOUND", "x"),
    Refused(("run", "preview", "2026-01", "-c", LONG), "customer_ids[0]", "FIELD_INVALID", "10000"),
    Refused(("run", "show", "2026-01.9"), "run_id", "RUN_NOT_FOUND", "2026-01.9"),
    Refused(("run", "show", LONG), "run_id", "FIELD_INVALID", "10000 bytes"),
    Refused(("review", "-c", "x", *MONTH), "customer_id", "CUSTOMER_NOT_FOUND", "x"),
    Refused(("review", "-c", "zeta", "-m", "2025-01"), "month", "DRAFT_NOT_FOUND", "2025-01"),
    Refused(("hold", "x", *MONTH, *REASON), "customer_id", "CUSTOMER_NOT_FOUND", "x"),
    Refused(("hold", "zeta", *MONTH, "-r", ""), "reason", "FIELD_MISSING", "missing"),
    Refused(("hold", "zeta", *MONTH, "-r", LONG), "reason", "FIELD_INVALID", "10000 bytes"),
    Refused(("hold", "zeta", *MONTH, "-r", "\x1b[31m"), "reason", "FIELD_INVALID", "control"),
    Refused(("release", "zeta", *MONTH), "month", "DRAFT_NOT_HELD", "not held"),
    Refused(("hold", "acme", *MONTH, *REASON), "month", "DRAFT_APPROVED", "BILL-"),
    Refused(("regenerate", "acme", *MONTH), "month", "DRAFT_APPROVED", "BILL-"),
    Refused(("approve", "acme", *MONTH), "month", "DRAFT_APPROVED", "BILL-"),
    Refused(
        ("approve", "zeta", *MONTH, "--at", "999999"),
        "reviewed_position", "FIELD_INVALID", "the log ends at",
    ),
    Refused(
        ("override", "zeta", "x", *MONTH, "-q", "1", *REASON), "line_id", "LINE_NOT_FOUND", "x"
    ),
    Refused(
        ("override", "zeta", "seat", *MONTH, "-q", "-1", *REASON), "quantity", "FIELD_INVALID", "-1"
    ),
    Refused(
        ("override", "zeta", "seat", *MONTH, "-q", "1e9", *REASON),
        "quantity", "FIELD_INVALID", "1e9",
    ),
    Refused(
        ("override", "zeta", "seat", *MONTH, "-p", "1000000001", *REASON),
        "unit_price", "FIELD_INVALID", "at most",
    ),
    Refused(
        ("override", "zeta", "seat", *MONTH, *REASON), "quantity", "NOTHING_TO_CHANGE", "both empty"
    ),
    Refused(
        ("waive", "zeta", "stale_count", *MONTH, *REASON),
        "flag", "FLAG_NOT_FOUND", "has no stale_count",
    ),
    Refused(("invoices", "show", "x"), "invoice_number", "INVOICE_NOT_FOUND", "x"),
    Refused(("invoices", "show", LONG), "invoice_number", "FIELD_INVALID", "10000 bytes"),
    Refused(("invoices", "list", "-c", "x"), "customer_id", "CUSTOMER_NOT_FOUND", "x"),
    Refused(("credit-notes", "show", "x"), "credit_note_number", "CREDIT_NOTE_NOT_FOUND", "x"),
    Refused(("credit-notes", "list", "--invoice", "x"), "invoice_number", "INVOICE_NOT_FOUND", "x"),
    Refused(("credit", "x", "--whole", *REASON), "invoice_number", "INVOICE_NOT_FOUND", "x"),
    Refused(("void", "x", *REASON), "invoice_number", "INVOICE_NOT_FOUND", "x"),
    Refused(
        ("credit", NUMBER, "--amount", "45.01", *REASON),
        "amount.total", "CREDIT_EXCEEDS_REST", "45.00 USD",
    ),
    Refused(("credit", NUMBER, "--amount", "0", *REASON), "amount.total", "FIELD_INVALID", "0.00"),
    Refused(
        ("credit", NUMBER, "--amount", "-1", *REASON), "amount.total", "FIELD_INVALID", "-1.00"
    ),
    Refused(
        ("credit", NUMBER, "--line", "x", *REASON), "lines.lines[0].line_id", "LINE_NOT_FOUND", "x"
    ),
    Refused(
        ("credit", NUMBER, "--line", "server=37.51", *REASON),
        "lines.lines[0].net", "CREDIT_EXCEEDS_REST", "37.50 USD",
    ),
    Refused(
        ("credit", NUMBER, "--line", "server", "--line", "server", *REASON),
        "lines.lines[1]", "LISTED_TWICE", "server",
    ),
    Refused(
        ("correct", NUMBER, "--line", "x", "-q", "1", *REASON),
        "lines[0].line_id", "LINE_NOT_FOUND", "x",
    ),
    Refused(
        ("correct", NUMBER, "--set", "server", *REASON),
        "lines[0].quantity", "NOTHING_TO_CHANGE", "both empty",
    ),
    Refused(
        ("correct", NUMBER, "--line", "server", "-q", "1000000000", "-p", "1000000000", *REASON),
        "line server", "AMOUNT_OUT_OF_RANGE", "does not fit",
    ),
    Refused(("customers", "show", "x"), "customer_id", "CUSTOMER_NOT_FOUND", "x"),
    Refused(("customers", "show", "NO ID"), "customer_id", "FIELD_INVALID", "NO ID"),
    Refused(("plans", "show", "x"), "customer_id", "CUSTOMER_NOT_FOUND", "x"),
    Refused(
        ("plans", "show", "acme", "--date", "2020-01-01"), "date", "PLAN_NOT_FOUND", "2020-01-01"
    ),
    Refused(("counts", "list", "--source", "x"), "source_id", "SOURCE_NOT_FOUND", "x"),
    Refused(("events", "list", "--type", "x"), "filter.types[0]", "FIELD_INVALID", "x"),
    Refused(("--org", "x", "invoices", "list"), "org_id", "ORG_NOT_FOUND", "x"),
    Refused(("--org", "x", "run", "start", "2026-01"), "org_id", "ORG_NOT_FOUND", "x"),
    Refused(("--org", LONG, "customers", "list"), "org_id", "FIELD_INVALID", "10000 bytes"),
    Refused(
        ("--request-id", "x" * 129, "hold", "zeta", *MONTH, *REASON),
        "request_id", "FIELD_INVALID", "129 bytes",
    ),
]

# Command lines that are wrong, and words of the message.
WRONG = [
    ((), "which command"),
    (("frobnicate",), "frobnicate"),
    (("runn", "list"), "did you mean run"),
    (("run",), "which command"),
    (("run", "preview"), "MONTH"),
    *((("run", "preview", month), "2026-10") for month in
      ("2026-13", "2026-1", "2026", "26-10", "0000-01", "2026-10-01", "october", "")),
    (("run", "start", "2026-13"), "2026-13"),
    (("invoices", "list", "--month", "2026-1"), "2026-1"),
    (("plans", "show", "acme", "--date", "2026-02-30"), "2026-02-30"),
    (("review", "--status", "lost"), "lost"),
    (("approve", "acme"), "--month"),
    (("approve", *MONTH), "--all"),
    (("approve", "acme", "--all", *MONTH), "--all"),
    *((("approve", "acme", *MONTH, "--at", position), "--at")
      for position in ("now", "0", "-1", "", "1.5", "0x10", "99999999999999999999")),
    (("hold", "acme", *MONTH), "--reason"),
    (("waive", "acme", "bad_luck", *MONTH, *REASON), "bad_luck"),
    (("credit", NUMBER, *REASON), "--whole"),
    (("credit", NUMBER, "--whole", "--amount", "1", *REASON), "--whole"),
    (("credit", NUMBER, "--amount", "1.001", *REASON), "1.001"),
    (("credit", NUMBER, "--amount", "9" * 20, *REASON), "USD"),
    (("credit", NUMBER, "--line", "server=x", *REASON), "x"),
    (("correct", NUMBER, *REASON), "--line"),
    (("correct", NUMBER, "-q", "1", *REASON), "--line"),
    (("correct", NUMBER, "--set", "server,colour=1", *REASON), "colour"),
    *((("events", command, option, number), option)
      for command in ("list", "tail")
      for option in ("--limit", "--from")
      for number in ("0", "-1", "ten")),
    (("-o", "xml", "status"), "xml"),
    (("--socket", "a", "--address", "b", "status"), "--socket and --address"),
    (("--config", "nowhere.toml", "status"), "nowhere.toml"),
    (("--actor", "bell\a", "status"), "--actor"),
    (("completion", "tcsh"), "tcsh"),
    (("export", "book", "nowhere/book.yaml"), "nowhere/book.yaml"),
]


class BadCommandsTest(SharedLedgerTest):
    number: str

    @classmethod
    def setUpClass(cls) -> None:
        """January is run; acme is billed, zeta is in review."""
        super().setUpClass()
        cls.ledger.apply(BOOK)
        cls.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,3\n2026-01-31T12:00:00Z,2,SEAT,5\n")
        cls.ledger.run("run", "start", "2026-01")
        cls.number = cls.ledger.approve("acme", "2026-01")

    def setUp(self) -> None:
        self.before = self.ledger.position()

    def tearDown(self) -> None:
        self.assertEqual(self.ledger.position(), self.before)

    def numbered(self, arguments: tuple[str, ...]) -> list[str]:
        return [self.number if argument == NUMBER else argument for argument in arguments]

    def test_refusals_name_field_and_reason_for_people_and_programs(self) -> None:
        for refused in REFUSED:
            arguments = self.numbered(refused.arguments)
            with self.subTest(" ".join(arguments)[:100]):
                outcome = self.ledger.try_to("-o", "json", *arguments)
                self.assertEqual(outcome.exit_code, FAILED, outcome)
                refusal = outcome.refusal()
                self.assertEqual(refusal["field"], refused.field)
                self.assertEqual(refusal["reason"], f"REASON_{refused.reason}")
                self.assertIn(refused.words, refusal["message"])
                self.assertTrue(refusal["advice"])
                first_line = outcome.errors.splitlines()[0]
                self.assertTrue(first_line.startswith(f"tally: {refused.field}: "), outcome)
                self.assertIn(refused.words, first_line)
                self.assertTrue(first_line.isprintable())

    def test_a_wrong_command_line_is_exit_code_2(self) -> None:
        for arguments, words in WRONG:
            with self.subTest(" ".join(arguments)[:100]):
                outcome = self.ledger.try_to(*self.numbered(arguments))
                self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
                self.assertTrue(outcome.errors.startswith("tally: "), outcome)
                self.assertIn(words, outcome.errors)
                self.assertEqual(outcome.output, "")

    def test_programs_are_told_in_json_what_is_wrong_with_a_command_line(self) -> None:
        for arguments, words in WRONG:
            if "-o" in arguments:
                continue
            with self.subTest(" ".join(arguments)[:100]):
                for output in (("-o", "json"), ("-ojson",), ("--output=json",)):
                    outcome = self.ledger.try_to(*self.numbered(arguments), *output)
                    self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
                    self.assertIn(words, outcome.refusal()["message"])
                    self.assertEqual(outcome.output, "")

    def test_the_settings_file_can_ask_for_json_too(self) -> None:
        (self.ledger.directory / "json.toml").write_text('output = "json"\n')
        for arguments in (("events", "list", "--limit", "-1"), ("frobnicate",)):
            outcome = self.ledger.try_to(*arguments, "--config", "json.toml")
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
            self.assertIn(arguments[-1], outcome.refusal()["message"])

    def test_a_reader_that_stops_early_is_no_error(self) -> None:
        for command in ("invoices list", "-o json events list", "export book", "review"):
            with self.subTest(command):
                shell = f'"$TALLY" {command} | head -1; echo "${{PIPESTATUS[0]}}" >&2'
                done = subprocess.run(
                    ["bash", "-c", shell],
                    env=os.environ | self.ledger.environment,
                    capture_output=True,
                    timeout=60,
                    check=True,
                )
                self.assertEqual(len(done.stdout.splitlines()), 1)
                # 141 is what a shell says of SIGPIPE.
                self.assertIn(done.stderr.decode(), ("0\n", "141\n"))

    def test_output_that_cannot_be_written_is_an_error(self) -> None:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [os.environ["TALLY"], "status"],
                env=self.ledger.environment,
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=60,
                check=False,
            )
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"stdout", done.stderr)


class NoDaemonTest(LedgerTest):
    def test_without_a_daemon_every_command_ends_with_4_and_says_where_it_looked(self) -> None:
        self.ledger.apply(BOOK)
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,3\n")
        self.ledger.stop()
        for command in (
            "status", "apply book.yaml --yes", "export book", "run start 2026-01",
            "run preview 2026-01", "review", "approve acme -m 2026-01", "invoices list",
            "credit X --whole -r x", "events list", "events tail",
            "counts record -s rmm counts.csv", "hold acme -m 2026-01 -r x",
        ):
            outcome = self.ledger.try_to(*command.split())
            self.assertEqual(outcome.exit_code, UNREACHABLE, outcome)
            self.assertIn("tally.sock", outcome.errors)
            self.assertIn("start tallyd", outcome.errors)
            refusal = self.ledger.try_to("-o", "json", *command.split()).refusal()
            self.assertIn("start tallyd", refusal["message"])
        self.assert_unreachable("--address", "127.0.0.1:1")
        self.assert_unreachable("--socket", "/etc/passwd")

    def assert_unreachable(self, option: str, place: str) -> None:
        outcome = self.ledger.try_to(option, place, "status")
        self.assertEqual(outcome.exit_code, UNREACHABLE, outcome)
        self.assertIn(place, outcome.errors)

    def test_an_empty_ledger_says_what_to_do_first(self) -> None:
        for command in ("run list", "export book", "invoices list"):
            outcome = self.ledger.try_to(*command.split())
            self.assertNotEqual(outcome.exit_code, 0, outcome)
            self.assertIn("apply a book first", outcome.errors)

    def test_with_several_orgs_one_must_be_named(self) -> None:
        self.ledger.apply(BOOK)
        self.ledger.apply(BOOK.replace("acme-it", "other-it"))
        outcome = self.ledger.try_to("customers", "list")
        self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
        self.assertIn("acme-it, other-it", outcome.errors)
        self.ledger.run("--org", "other-it", "customers", "list")


if __name__ == "__main__":
    unittest.main()
