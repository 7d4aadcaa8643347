"""What `tally explain` tells, checked against the log, the book and the files of counts."""

import datetime
import unittest
import zoneinfo
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Iterable, Iterator, Optional


@dataclass(frozen=True)
class Seen:
    """A row of a file of counts."""

    observed_at: datetime.datetime
    quantity: str


def instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def chosen(series: Iterable[Seen], rule: str, start: Any, end: Any) -> Optional[Seen]:
    """The observation that a line bills in the month from `start` to `end`, by its rule."""
    in_order = sorted(series, key=lambda seen: seen.observed_at)
    before = [seen for seen in in_order if seen.observed_at < start]
    inside = [seen for seen in in_order if start <= seen.observed_at < end]
    if not before and not inside:
        return None
    if rule == "period_end":
        return (before + inside)[-1]
    at_start = before[-1] if before else inside[0]
    if rule == "period_start":
        return at_start
    # Of equal ones the first, which max() finds.
    return max([at_start, *inside], key=lambda seen: Fraction(seen.quantity))


def nodes(told: Any) -> Iterator[Any]:
    """The tree, from the top."""
    yield told
    for child in told["children"]:
        yield from nodes(child)


def children(told: Any, kind: str) -> list[Any]:
    return [each for each in told["children"] if each["kind"] == f"EXPLANATION_KIND_{kind}"]


def in_words(moment: datetime.datetime, time_zone: str) -> str:
    """`31 Oct 2026 06:00 MDT`."""
    local = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    return f"{local.day} {local:%b %Y %H:%M %Z}"


def product_in_words(quantity: str, price: str, amount: str) -> str:
    """`18 × 12.50 = 225.00 USD`; figures as expected.json has them."""
    units, _, decimals = price.partition(".")
    padded = f"{units}.{decimals.ljust(2, '0')}"
    exact = Fraction(quantity) * Fraction(price) == Fraction(amount)
    return f"{quantity} × {padded} {'=' if exact else 'is rounded to'} {amount} USD"


class ToldCheck:
    """Checks on behalf of a test case; `events` is the whole log, by position."""

    def __init__(self, case: unittest.TestCase, events: Iterable[Any]) -> None:
        self.case = case
        self.events = {int(event["position"]): event for event in events}

    def check(self, told: Any) -> None:
        """Amounts add up, and each position is of an event that is as it is said to be."""
        for node in nodes(told):
            self.case.assertNotEqual(node["text"], "")
            position = int(node["position"])
            if position:
                event = self.events[position]
                for field in ("stream", "actor", "recorded_at"):
                    self.case.assertEqual(node[field], event[field], node["text"])
        parts = children(told, "LINE") + children(told, "TAX")
        total = sum(int(part["amount"]["minor_units"]) for part in parts)
        self.case.assertEqual(total, int(told["amount"]["minor_units"]))

    def check_count(self, line: Any, plan_line: Any, account: str, seen: Seen, zone: str) -> None:
        """The quantity rests on the very observation."""
        (quantity,) = children(line, "QUANTITY")
        (count,) = children(quantity, "COUNT")
        source, meter = plan_line["counted"]["source"], plan_line["counted"]["meter"]
        when = in_words(seen.observed_at, zone)
        start = f"{seen.quantity}: {source} counted {seen.quantity} on {when}; your plan of "
        self.case.assertEqual(quantity["text"][: len(start)], start)
        self.case.assertEqual(count["stream"], f"counts/{source}")
        recorded = self.recorded(count, account, meter, seen.observed_at)
        self.case.assertEqual(recorded, [seen.quantity])

    def recorded(
        self, count: Any, account: str, meter: str, moment: datetime.datetime
    ) -> list[str]:
        """The quantities that the event of `count` recorded of that moment."""
        event = self.events[int(count["position"])]["event"]["counts_recorded"]
        return [
            each["quantity"]
            for each in event["observations"]
            if (each["account"], each["meter"]) == (account, meter)
            and instant(each["observed_at"]) == moment
        ]
