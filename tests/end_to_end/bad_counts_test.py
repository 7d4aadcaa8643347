"""What is wrong with a file of counts is said, and only what is right is recorded."""

import pathlib
import unittest
from dataclasses import dataclass

from ledger import FAILED, PARTLY_DONE, WRONG_USAGE, Outcome, SharedLedgerTest
from small_book import BOOK

HEADER = b"observed_at,account,meter,quantity,unit_cost,currency\n"


@dataclass(frozen=True)
class BadRow:
    row: bytes
    # The column that is named, none if the row as a whole is wrong, and words of the message.
    column: str
    words: str


def with_time(instant: str) -> bytes:
    return f"{instant},1,SERVER,3,,\n".encode()


def with_quantity(quantity: bytes) -> bytes:
    return b"2026-01-05T00:00:00Z,1,SERVER," + quantity + b",,\n"


def with_cost(cost: str, currency: str) -> bytes:
    return f"2026-01-05T00:00:00Z,1,SERVER,3,{cost},{currency}\n".encode()


BAD_ROWS = {
    "too few fields": BadRow(b"2026-01-05T00:00:00Z,1,SERVER\n", "", "3 fields"),
    "too many fields": BadRow(b"2026-01-05T00:00:00Z,1,SERVER,3,,,\n", "", "7 fields"),
    "thousands of fields": BadRow(b"," * 5000 + b"\n", "", "fields"),
    "no time": BadRow(with_time(""), "observed_at", "instant"),
    "a word for a time": BadRow(with_time("yesterday"), "observed_at", "yesterday"),
    "a day for a time": BadRow(with_time("2026-01-05"), "observed_at", "2026-01-05"),
    "no offset": BadRow(with_time("2026-01-05T00:00:00"), "observed_at", "instant"),
    "30 February": BadRow(with_time("2026-02-30T00:00:00Z"), "observed_at", "2026-02-30"),
    "month 13": BadRow(with_time("2026-13-01T00:00:00Z"), "observed_at", "2026-13-01"),
    "hour 25": BadRow(with_time("2026-01-05T25:00:00Z"), "observed_at", "T25"),
    "year 99999": BadRow(with_time("99999-01-05T00:00:00Z"), "observed_at", "99999"),
    "the future": BadRow(with_time("2999-01-01T00:00:00Z"), "observed_at", "in the future"),
    "before 1970": BadRow(with_time("1969-12-31T23:59:59Z"), "observed_at", "before 1970"),
    "no quantity": BadRow(with_quantity(b""), "quantity", "missing"),
    "a negative quantity": BadRow(with_quantity(b"-1"), "quantity", "negative"),
    "a quantity beyond the limit": BadRow(with_quantity(b"1000000001"), "quantity", "at most"),
    "an absurd quantity": BadRow(with_quantity(b"9" * 30), "quantity", "decimal number"),
    "an exponent": BadRow(with_quantity(b"1e3"), "quantity", "1e3"),
    "a comma in a number": BadRow(with_quantity(b'"1,000"'), "quantity", "1,000"),
    "not a number": BadRow(with_quantity(b"NaN"), "quantity", "NaN"),
    "seven decimals": BadRow(with_quantity(b"0.1234567"), "quantity", "6 decimals"),
    "a cost without a currency": BadRow(with_cost("1.00", ""), "currency", "missing"),
    "a negative cost": BadRow(with_cost("-1", "USD"), "unit_cost", "negative"),
    "an unknown currency": BadRow(with_cost("1.00", "XYZ"), "currency", "XYZ"),
    "no account": BadRow(b"2026-01-05T00:00:00Z,,SERVER,3,,\n", "account", "missing"),
    "no meter": BadRow(b"2026-01-05T00:00:00Z,1,,3,,\n", "meter", "missing"),
    "a long account": BadRow(
        b"2026-01-05T00:00:00Z," + b"x" * 257 + b",SERVER,3,,\n", "account", "257 bytes"
    ),
    "a huge field": BadRow(
        b"2026-01-05T00:00:00Z,1," + b"x" * 5_000_000 + b",3,,\n", "", "longer than"
    ),
    "not UTF-8": BadRow(b"2026-01-05T00:00:00Z,1,SER\xff\xfeVER,3,,\n", "meter", "UTF-8"),
    "a NUL": BadRow(b"2026-01-05T00:00:00Z,1\x00,SERVER,3,,\n", "account", "control"),
    "an escape sequence": BadRow(b"2026-01-05T00:00:00Z,1,\x1b[31m,3,,\n", "meter", "control"),
    "a new line in a field": BadRow(
        b'2026-01-05T00:00:00Z,1,"SER\nVER",3,,\n', "meter", "control character"
    ),
    "a quote inside a field": BadRow(b'2026-01-05T00:00:00Z,1,SER"VER,3,,\n', "", "quote"),
    "text after a quote": BadRow(b'2026-01-05T00:00:00Z,1,"SER"VER,3,,\n', "", "quote"),
    "binary rubbish": BadRow(bytes(range(128, 256)) + b"\n", "", "1 fields"),
    "another quantity at the same instant": BadRow(
        b"2026-01-01T00:00:00Z,1,SERVER,4,,\n", "quantity", "1 was recorded"
    ),
}

# What is wrong with a file as a whole, and words of the message.
BAD_FILES = {
    "empty": (b"", "empty"),
    "an unknown column": (b"observed_at,account,metre,quantity\n", "metre"),
    "a missing column": (b"observed_at,account,meter\n", "quantity"),
    "a column twice": (b"observed_at,account,meter,quantity,quantity\n", "quantity"),
    "semicolons": (HEADER.replace(b",", b";"), "no column"),
    "a header with an open quote": (b'observed_at,"account,meter,quantity\n', "quote"),
    "UTF-16": (HEADER.decode().encode("utf-16"), "UTF-8"),
    "NUL bytes": (b"\x00" * 1000, "control character"),
    "binary rubbish": (bytes(range(256)) * 100, "control character"),
    "an escape sequence": (b"observed_at,\x1b[31m\n", "control character"),
}


class BadCountsTest(SharedLedgerTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ledger.apply(BOOK)

    def file(self, content: bytes) -> pathlib.Path:
        path = self.ledger.directory / "bad.csv"
        path.write_bytes(content)
        return path

    def record(self, content: bytes, *options: str) -> Outcome:
        name = self.file(content).name
        return self.ledger.try_to(*options, "counts", "record", "--source", "rmm", name)

    def test_a_bad_row_is_named_and_the_others_are_recorded(self) -> None:
        for second, (name, bad) in enumerate(BAD_ROWS.items()):
            with self.subTest(name):
                before = self.ledger.position()
                good = f"2026-01-01T00:00:{second:02}Z,{name},SERVER,1,,\n".encode()
                also_good = f"2026-01-02T00:00:{second:02}Z,{name},SERVER,1,,\n".encode()
                if name.startswith("another quantity"):
                    good = b"2026-01-01T00:00:00Z,1,SERVER,1,,\n"
                outcome = self.record(HEADER + good + bad.row + also_good, "-o", "json")
                self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
                report = outcome.json()
                self.assertEqual((report["rows"], report["recorded"]), (3, 2), outcome)
                (refused,) = report["refused"]
                self.assertEqual((refused["row"], refused["field"]), ("3", bad.column))
                self.assertIn(bad.words, refused["message"])
                self.assertEqual(self.ledger.position(), before + 1)

    def test_the_table_names_row_and_column(self) -> None:
        rows = HEADER + with_time("2026-02-30T00:00:00Z") + with_quantity(b"-1")
        outcome = self.record(rows)
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertRegex(outcome.output, r"(?m)^ *2 +observed_at +.*2026-02-30")
        self.assertRegex(outcome.output, r"(?m)^ *3 +quantity +.*-1")
        self.assertIn("bad.csv: 2 rows refused", outcome.errors)

    def test_a_quote_that_is_never_closed_takes_the_rest_of_the_file(self) -> None:
        """What follows cannot be told from what is quoted; what came before is recorded."""
        good = b"2026-01-03T00:00:00Z,9,SERVER,1,,\n"
        open_quote = b'2026-01-04T00:00:00Z,"9,SERVER,1,,\n'
        outcome = self.record(HEADER + good + open_quote + good * 3, "-o", "json")
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertEqual(outcome.json()["recorded"], 1)
        (refused,) = outcome.json()["refused"]
        self.assertEqual(refused["row"], "3")
        self.assertIn("never closed", refused["message"])

    def test_a_bad_file_is_refused_whole(self) -> None:
        before = self.ledger.position()
        for name, (content, words) in BAD_FILES.items():
            with self.subTest(name):
                outcome = self.record(content)
                self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
                self.assertRegex(outcome.errors, rf"^tally: bad\.csv: .*{words}")
                self.assertTrue(outcome.errors.strip().isprintable(), outcome.errors)
                self.assertEqual(outcome.output, "")
        self.assertEqual(self.ledger.position(), before)

    def test_a_file_that_is_not_there_is_named(self) -> None:
        for name in ("nowhere.csv", ".", "/dev/null"):
            outcome = self.ledger.try_to("counts", "record", "--source", "rmm", name)
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
            self.assertIn(f"tally: {name}", outcome.errors)

    def test_an_unknown_source_or_org_is_refused_before_anything_is_recorded(self) -> None:
        before = self.ledger.position()
        good = self.file(HEADER + b"2026-01-06T00:00:00Z,1,SERVER,1,,\n").name
        for options, words in (
            (("-s", "nothing"), "nothing"),
            (("-s", "s" * 300), "300 bytes"),
            (("-s", "NOT AN ID"), "NOT AN ID"),
            (("-s", "rmm", "--org", "nobody"), "nobody"),
        ):
            outcome = self.ledger.try_to("-o", "json", "counts", "record", *options, good)
            self.assertEqual(outcome.exit_code, FAILED, outcome)
            self.assertIn(words, outcome.refusal()["message"])
            self.assertIn(outcome.refusal()["field"], ("source_id", "org_id"))
        self.assertEqual(self.ledger.position(), before)

    def test_counts_can_come_from_a_pipe(self) -> None:
        rows = HEADER + b"2026-01-07T00:00:00Z,1,SERVER,1,,\n" + with_quantity(b"-1")
        outcome = self.ledger.try_to("counts", "record", "--source", "rmm", "-", text=rows)
        self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
        self.assertIn("1 recorded", outcome.output)


if __name__ == "__main__":
    unittest.main()
