"""Plans and taxes that are not right: see bad_books.py."""

from bad_books import (
    COUNTED,
    LINE,
    PRICE,
    REVIEW,
    BadBook,
    bad_customer,
    bad_org,
    bad_vendor_price,
)


def bad_line(field: str, path: str, words: str) -> BadBook:
    return BadBook(PRICE, f"{PRICE}, {field}", f"{LINE}{path}", words)


def bad_kind(kind: str, field: str, path: str, words: str) -> BadBook:
    return BadBook(f"{COUNTED}, {PRICE}", f"{kind}, {PRICE}, {field}", f"{LINE}{path}", words)


def bad_plan(field: str, path: str, words: str) -> BadBook:
    return BadBook(
        "      - from: 2026-01-01\n",
        f"      - from: 2026-01-01\n        {field}\n",
        f"customers.acme.plan[0].{path}",
        words,
    )


BAD_PLANS = {
    "a margin of everything": bad_vendor_price(
        "{follow: vendor, margin: 100%}", ".margin", "left after the cost"
    ),
    "a markup and a margin": bad_vendor_price(
        "{follow: vendor, markup: 1%, margin: 1%}", ".margin", "keep one"
    ),
    "tiers without an end": bad_vendor_price(
        "{tiers: volume, of: [{up_to: 5, each: 1}]}", ".of[0].up_to", "last tier"
    ),
    "tiers out of order": bad_vendor_price(
        "{tiers: volume, of: [{up_to: 5, each: 1}, {up_to: 5, each: 1}, {each: 1}]}",
        ".of[1].up_to",
        "ascending",
    ),
    "packages without a size": bad_vendor_price(
        "{tiers: package, of: [{each: 1}]}", ".of[0].block", "package"
    ),
    # What does not go together.
    "a count at the end in advance": bad_line("when: in_advance", ".when", "in arrears"),
    "time in advance": bad_kind("time: any", "when: in_advance", ".when", "in arrears"),
    "a period of no length": bad_line("bill: every 0 months", ".bill", "1 to 120"),
    "an unknown period": bad_line("bill: daily", ".bill", "every 2 months"),
    "an unknown proration": bad_line("proration: fair", ".proration", "by_day"),
    "an allowance of what is fixed": bad_kind("fixed: 1", "included: 1", ".included", "counted"),
    "hours of the next period on a count": bad_line(
        "included: {quantity: 1, overage: next_period}", ".included.overage", "only time"
    ),
    "a roll-over of nothing": bad_kind(
        "time: {roll_over: 1}", "bill: monthly", ".time.roll_over", "none are included"
    ),
    "an increment of two days": bad_kind(
        "time: {increment: 48h}", "bill: monthly", ".time.increment", "a day"
    ),
    "members of an average": BadBook(
        "meter: SERVER}, quantity: period_end",
        "meter: SERVER, distinct: true}, quantity: average",
        f"{LINE}.counted.distinct",
        "at one time",
    ),
    "a source twice": BadBook(
        "meter: SERVER}",
        "meter: SERVER, others: [{source: rmm, meter: SERVER}]}",
        f"{LINE}.counted.others[0]",
        "already",
    ),
    "a price of costs that are passed on": bad_kind(
        "pass_through: any", "bill: monthly", ".price", "markup"
    ),
    "a discount of nothing": bad_line("discounts: [{name: A}]", ".discounts[0].percent", "5%"),
    "a discount of more than all": bad_line(
        "discounts: [{name: A, percent: 101%}]", ".discounts[0].percent", "more than 100%"
    ),
    "a guard of a fixed price": bad_kind("fixed: 1", "margin_guard: 5%", ".margin_guard", "cost"),
    "fixed quantities that add up": bad_kind(
        "fixed: 1", "accumulate: 3 months", ".accumulate", "counted"
    ),
    "a credit on a line that is not there": BadBook(
        f"{COUNTED}, {PRICE}", "credit: {line: none, amount: 1}", f"{LINE}.credit.line", "none"
    ),
    "a credit on a credit": BadBook(
        f"{COUNTED}, {PRICE}", "credit: {line: server, amount: 1}", f"{LINE}.credit.line", "itself"
    ),
    "a minimum that is billed as nothing": bad_plan(
        "commitments: {floor: {minimum: 5}}", "commitments.floor.item", "missing"
    ),
    "a commitment on a line that is not there": bad_plan(
        "commitments: {cap: {maximum: 5, lines: [none]}}", "commitments.cap.lines[0]", "none"
    ),
    "a commitment called as a line": bad_plan(
        "commitments: {server: {maximum: 5}}", "commitments.server", "again"
    ),
    "a plan from an unknown time": bad_plan("at: noon", "at", "14:30"),
    # Taxes.
    "no rate": BadBook("rate: 20%", "exemption_reason: No", "taxes.sales.rate", "missing"),
    "a rate beside components": BadBook(
        "rate: 20%", "rate: 20%, components: [{name: A, rate: 1%}]", "taxes.sales.rate", "beside"
    ),
    "rates out of order": BadBook(
        "rate: 20%",
        "rate: 20%, rates: [{from: 2026-02-01, rate: 1%}, {from: 2026-01-01, rate: 1%}]",
        "taxes.sales.rates[1].from",
        "in order",
    ),
    "a reason without an exemption": bad_customer("exemption_reason", "Charity", "tax: exempt"),
    "an unknown zone of a customer": bad_customer("time_zone", "Moon/Base", "Moon/Base"),
    "digits of tax per group": bad_org(
        "tax_rounding.digits", REVIEW, f"  tax_rounding: {{per: group, digits: 3}}\n{REVIEW}", "per"
    ),
    "a coin of half a cent": bad_org(
        "cash_rounding.USD", REVIEW, f"  cash_rounding: {{USD: 0.005}}\n{REVIEW}", "decimals"
    ),
    "an unknown tax point": bad_org(
        "tax_point", REVIEW, f"  tax_point: payment\n{REVIEW}", "invoice_date"
    ),
}
