"""The log on the command line: listing it, and following it whatever becomes of the daemon."""

import json
import os
import queue
import signal
import subprocess
import threading
import unittest
from typing import IO, Any, Optional

from ledger import FAILED, SECONDS_TO_ANSWER, UNREACHABLE, WRONG_USAGE, Ledger
from ledger import LedgerTest, SharedLedgerTest
from small_book import BOOK

ROWS = 200_000
KILLS = 5


def rows() -> str:
    """One row of each of a thousand meters a minute."""
    lines = ["observed_at,account,meter,quantity"]
    for index in range(ROWS):
        minute, meter = divmod(index, 1_000)
        lines.append(f"2026-01-01T{minute // 60:02}:{minute % 60:02}:00Z,1,M-{meter},{index}")
    return "\n".join(lines) + "\n"


class Lines:
    """What a program prints, read as it comes so that it never waits for its reader."""

    def __init__(self, stream: Optional[IO[str]]) -> None:
        assert stream is not None
        self.stream = stream
        self.lines: queue.Queue[Optional[str]] = queue.Queue()
        self.thread = threading.Thread(target=self._collect)
        self.thread.start()

    def _collect(self) -> None:
        for line in self.stream:
            self.lines.put(line)
        self.lines.put(None)

    def next(self) -> str:
        """Waits for a line; the program must not have ended."""
        line = self.lines.get(timeout=SECONDS_TO_ANSWER)
        if line is None:
            raise AssertionError("it has ended")
        return line

    def rest(self) -> list[str]:
        """The lines that were not asked for, of a program that has ended."""
        self.thread.join()
        self.stream.close()
        lines = []
        while not self.lines.empty():
            lines.append(self.lines.get())
        return [line for line in lines if line is not None]


class Tail:
    """`tally events tail --follow`, as it runs."""

    def __init__(self, ledger: Ledger, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [os.environ["TALLY"], "-o", "json", "events", "tail", "--follow", *arguments],
            cwd=ledger.directory,
            env=ledger.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.output = Lines(self.process.stdout)
        self.errors = Lines(self.process.stderr)

    def events_up_to(self, position: int) -> list[Any]:
        """Waits until the event at a position is printed, and returns all until there."""
        events = [json.loads(self.output.next())]
        while int(events[-1]["position"]) < position:
            events.append(json.loads(self.output.next()))
        return events

    def await_note(self, text: str) -> None:
        """Waits for a line on stderr."""
        while text not in self.errors.next():
            pass

    def end(self) -> list[str]:
        """Ends it; returns the events that were not asked for."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(SECONDS_TO_ANSWER)
        self.errors.rest()
        return self.output.rest()


def positions(events: list[Any]) -> list[int]:
    return [int(event["position"]) for event in events]


class ListTest(SharedLedgerTest):
    head: int

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ledger.apply(BOOK)
        for rate in range(1, 13):
            cls.ledger.apply(BOOK.replace("rate: 20%", f"rate: {rate}%"))
        cls.head = cls.ledger.position()

    def listed(self, *arguments: str) -> list[Any]:
        page = self.ledger.ask("events", "list", *arguments)
        self.assertNotIn("next_page_token", {key for key in page if page[key]})
        return list(page["events"])

    def tailed(self, *arguments: str) -> list[Any]:
        lines = self.ledger.run("-o", "json", "events", "tail", *arguments).splitlines()
        return [json.loads(line) for line in lines]

    def test_lists_forwards_and_in_reverse(self) -> None:
        everything = list(range(1, self.head + 1))
        self.assertEqual(positions(self.listed()), everything)
        self.assertEqual(positions(self.listed("--reverse")), everything[::-1])
        self.assertEqual(positions(self.listed("--from", "5", "--limit", "3")), [5, 6, 7])
        self.assertEqual(positions(self.listed("--from", "5", "--reverse")), [5, 4, 3, 2, 1])
        self.assertEqual(positions(self.listed("--reverse", "--limit", "1")), [self.head])
        table = self.ledger.run("events", "list", "--limit", "2")
        self.assertEqual(len(table.splitlines()), 3, table)

    def test_lists_a_stream_a_prefix_and_types(self) -> None:
        stream = self.listed("--stream", "taxes/sales")
        self.assertEqual([int(event["version"]) for event in stream], list(range(1, 14)))
        self.assertEqual({event["stream"] for event in stream}, {"taxes/sales"})
        self.assertEqual(self.listed("--stream", "taxes/sale"), [])
        self.assertEqual(positions(self.listed("--prefix", "taxes/sale")), positions(stream))
        self.assertEqual(positions(self.listed("--type", "TaxDefined")), positions(stream))
        customers = self.listed("--prefix", "customers/", "--type", "CustomerDefined")
        self.assertEqual(
            {event["stream"] for event in customers}, {"customers/acme", "customers/zeta"}
        )
        self.assertIn("taxes/sales", self.ledger.run("events", "list", "--stream", "taxes/sales"))

    def test_tails_the_last_and_from_a_position(self) -> None:
        everything = list(range(1, self.head + 1))
        self.assertEqual(positions(self.tailed()), everything[-10:])
        self.assertEqual(positions(self.tailed("--limit", "3")), everything[-3:])
        self.assertEqual(positions(self.tailed("--from", "4")), everything[3:])
        self.assertEqual(positions(self.tailed("--from", "4", "--limit", "2")), [4, 5])
        self.assertEqual(
            {event["stream"] for event in self.tailed("--prefix", "customers/")},
            {"customers/acme", "customers/zeta"},
        )
        self.assertEqual(len(self.ledger.run("events", "tail").splitlines()), 10)

    def test_what_cannot_be_asked_for_is_said(self) -> None:
        for arguments, exit_code, words in (
            (("list", "--type", "Rubbish"), FAILED, "filter.types"),
            (("tail", "--follow", "--type", "Rubbish"), FAILED, "filter.types"),
            (("tail", "--follow", "--from", "1", "--type", "Rubbish"), FAILED, "filter.types"),
            (("list", "--stream", "a", "--prefix", "b"), WRONG_USAGE, "--prefix"),
            (("tail", "--follow", "--from", "1", "--limit", "2"), WRONG_USAGE, "--limit"),
            (("list", "--from", "0"), WRONG_USAGE, "--from"),
        ):
            outcome = self.ledger.try_to("events", *arguments)
            self.assertEqual(outcome.exit_code, exit_code, outcome)
            self.assertIn(words, outcome.errors)


class FollowTest(LedgerTest):
    def follow(self, *arguments: str) -> Tail:
        tail = Tail(self.ledger, *arguments)
        self.addCleanup(tail.end)
        return tail

    def record_until(self, position: int) -> None:
        """Records the large file until the log is that long, and kills the daemon meanwhile."""
        client = subprocess.Popen(
            [os.environ["TALLY"], "counts", "record", "--source", "rmm", "large.csv"],
            cwd=self.ledger.directory,
            env=self.ledger.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while self.ledger.position() < position:
            self.assertIsNone(client.poll(), "the file was recorded before the daemon was killed")
        self.ledger.kill()
        self.assertEqual(client.wait(SECONDS_TO_ANSWER), UNREACHABLE)

    def test_nothing_is_printed_twice_or_missed_when_the_daemon_is_killed(self) -> None:
        self.ledger.apply(BOOK)
        (self.ledger.directory / "large.csv").write_text(rows())
        everything = self.follow("--from", "1")
        counts = self.follow("--from", "1", "--type", "CountsRecorded")
        before = self.ledger.position()
        printed = everything.events_up_to(before)
        for _ in range(KILLS):
            self.record_until(self.ledger.position() + 20)
            everything.await_note("the daemon has gone")
            self.ledger.start()
            everything.await_note("the daemon is back")
        self.ledger.run("counts", "record", "--source", "rmm", "large.csv")
        head = self.ledger.position()
        printed += everything.events_up_to(head)
        self.assertEqual(positions(printed), list(range(1, head + 1)))
        recorded = self.ledger.ask("events", "list", "--type", "CountsRecorded")["events"]
        self.assertEqual(printed[before:], recorded)
        self.assertEqual(counts.events_up_to(head), recorded)
        self.assertEqual(everything.end() + counts.end(), [])

    def test_a_daemon_that_says_nothing_is_given_up_until_it_is_back(self) -> None:
        self.ledger.apply(BOOK)
        head = self.ledger.position()
        tail = self.follow()
        self.assertEqual(len(tail.events_up_to(head)), min(head, 10))
        assert self.ledger.daemon is not None
        self.ledger.daemon.send_signal(signal.SIGSTOP)
        tail.await_note("the daemon has gone")
        self.ledger.daemon.send_signal(signal.SIGCONT)
        tail.await_note("the daemon is back")
        self.ledger.apply(BOOK.replace("rate: 20%", "rate: 21%"))
        self.assertEqual(positions(tail.events_up_to(head + 1)), [head + 1])

    def test_only_a_daemon_that_was_never_there_ends_it(self) -> None:
        self.ledger.stop()
        for arguments in ((), ("--from", "1"), ("--stream", "org")):
            outcome = self.ledger.try_to("events", "tail", "--follow", *arguments)
            self.assertEqual(outcome.exit_code, UNREACHABLE, outcome)


if __name__ == "__main__":
    unittest.main()
