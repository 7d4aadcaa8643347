"""Books that are not right: the small one with one thing changed, and what is said of it."""

from dataclasses import dataclass

from small_book import BOOK

PRICE = "price: 12.50"
COUNTED = "counted: {source: rmm, meter: SERVER}, quantity: period_end"
LINE = "customers.acme.plan[0].lines[0]"
NAME = "    name: Acme\n"
REVIEW = "  payment_terms: net_30\n"


@dataclass(frozen=True)
class BadBook:
    """The small book with `old` replaced by `new`."""

    old: str
    new: str
    # The field that is named, and words of the message.
    field: str
    words: str = ""


def bad_price(price: str, words: str) -> BadBook:
    return BadBook(PRICE, f"price: {price}", f"{LINE}.price", words)


def bad_vendor_price(price: str, key: str, words: str) -> BadBook:
    return BadBook(PRICE, f"price: {price}", f"{LINE}.price{key}", words)


def bad_org(field: str, old: str, new: str, words: str = "") -> BadBook:
    return BadBook(old, new, f"org.{field}", words)


def bad_pattern(pattern: str, words: str = "") -> BadBook:
    return bad_org("number_pattern", REVIEW, f'  number_pattern: "{pattern}"\n{REVIEW}', words)


def bad_customer(key: str, value: str, words: str = "", field: str = "") -> BadBook:
    added = f"{NAME}    {key}: {value}\n"
    return BadBook(NAME, added, f"customers.acme.{field or key}", words)


def bad_date(day: str) -> BadBook:
    return BadBook("from: 2026-01-01", f"from: {day}", "customers.acme.plan[0].from", day)


def many(entry: str, count: int) -> str:
    return ", ".join(entry.replace("#", str(index)) for index in range(count))


BAD_BOOKS = {
    # YAML.
    "a brace that is not closed": BadBook("SEAT: seat}", "SEAT: seat", ""),
    "a tab": BadBook("  id: acme-it", "\tid: acme-it", ""),
    "a key twice": bad_org("name", "  name: Acme IT\n", "  name: A\n  name: B\n", "twice"),
    "a customer twice": BadBook("  zeta:\n", "  acme:\n", "customers.acme", "twice"),
    "an anchor": bad_org("name", "Acme IT", "&name Acme IT", "anchors"),
    "an alias": BadBook(NAME, "    name: *name\n", "", "anchor"),
    "a merge key": BadBook(NAME, "    <<: {name: Acme}\n", "customers.acme", "merge keys"),
    "a tag": bad_org("name", "Acme IT", "!!str Acme IT", "tags"),
    "a second document": BadBook("  zeta:\n", "---\nzeta:\n", "", "second document"),
    # Keys and shapes.
    "an unknown key": bad_org("colour", REVIEW, f"  colour: red\n{REVIEW}", "not a field"),
    "a misspelt key": BadBook(NAME, "    naem: Acme\n", "customers.acme.naem", "name"),
    "an unknown section": BadBook("sources:\n", "invoices: {}\nsources:\n", "invoices"),
    "no currency": bad_org("currency", "  currency: USD\n", "", "missing"),
    "a list for a map": BadBook("taxes:\n", "taxes: []\n#", "taxes", "map"),
    "a map for a list": BadBook("      - from: 2026", "        from: 2026", "customers.acme.plan"),
    "a map for a text": bad_org("name", "Acme IT", "{a: b}", "map"),
    # References.
    "an unknown tax of an item": BadBook(
        "{name: Server, tax: sales}", "{name: Server, tax: vat}", "catalog.server.tax", "vat"
    ),
    "an unknown tax of a customer": bad_customer("tax", "vat", "vat"),
    "an unknown item of a meter": BadBook(
        "SERVER: server,", "SERVER: servre,", "sources.rmm.meters.SERVER", "did you mean server"
    ),
    "an unknown item of a line": BadBook("{item: server", "{item: mac", f"{LINE}.item", "mac"),
    "an unknown source of a line": BadBook(
        "counted: {source: rmm", "counted: {source: nable", f"{LINE}.counted.source", "nable"
    ),
    "an unknown source of an account": BadBook(
        'accounts: {rmm: "1"}', 'accounts: {nable: "1"}', "customers.acme.accounts.nable", "nable"
    ),
    "an unknown item of an override": bad_customer(
        "meters", "{rmm: {MAC: mac}}", "mac", "meters.rmm.MAC"
    ),
    "an unknown source of an override": bad_customer(
        "meters", "{nable: {MAC: seat}}", "nable", "meters.nable"
    ),
    "an account of a source twice": BadBook(
        'accounts: {rmm: "1"}', 'accounts: {rmm: "1", rmm: "3"}', "customers.acme.accounts.rmm",
        "twice",
    ),
    "an accounting system twice": BadBook(
        'external_ids: {xero: "C-1"}', 'external_ids: {xero: "C-1", xero: "C-3"}',
        "customers.acme.external_ids.xero", "twice",
    ),
    "a meter twice": BadBook("SEAT: seat}", "SERVER: seat}", "sources.rmm.meters.SERVER", "twice"),
    "two customers with one account": BadBook(
        'accounts: {rmm: "2"}', 'accounts: {rmm: "1"}', "customers.zeta.accounts.rmm", "acme"
    ),
    # Prices and quantities.
    "no price": BadBook(f", {PRICE}", "", f"{LINE}.price", "missing"),
    "an empty price": bad_price("", "missing"),
    "a negative price": bad_price("-12.50", "negative"),
    "a word for a price": bad_price("much", "much"),
    "a price beyond the limit": bad_price("1000000001", "at most 1000000000"),
    "an absurd price": bad_price("9" * 40, "decimal number"),
    "an exponent": bad_price("1e3", "1e3"),
    "a comma in a price": bad_price('"12,50"', "12,50"),
    "a price with 13 decimals": bad_price("0.0000000000001", ""),
    "a price that follows nobody": bad_vendor_price(
        "{follow: market, markup: 1%}", ".follow", "vendor"
    ),
    "no markup": bad_vendor_price("{follow: vendor}", ".markup", "missing"),
    "a markup without a sign": bad_vendor_price("{follow: vendor, markup: 20}", ".markup", "20%"),
    "a negative markup": bad_vendor_price("{follow: vendor, markup: -1%}", ".markup", "negative"),
    "an absurd markup": bad_vendor_price("{follow: vendor, markup: 1001%}", ".markup", "at most"),
    "a fixed line that follows the vendor": BadBook(
        f"{COUNTED}, {PRICE}", "fixed: 1, price: {follow: vendor, markup: 1%}", f"{LINE}.price"
    ),
    "no quantity": BadBook(f"{COUNTED}, ", "", LINE, "quantity"),
    "no quantity rule": BadBook(", quantity: period_end", "", f"{LINE}.quantity", "missing"),
    "an unknown quantity rule": BadBook("period_end", "middle", f"{LINE}.quantity", "middle"),
    "fixed and counted": BadBook("counted: {", "fixed: 1, counted: {", f"{LINE}.counted", "fixed"),
    "a negative quantity": BadBook(COUNTED, "fixed: -1", f"{LINE}.fixed", "negative"),
    "an absurd quantity": BadBook(COUNTED, "fixed: 1000000001", f"{LINE}.fixed", "at most"),
    "two lines with one id": BadBook(
        "          - {item: server", "          - {id: server, item: seat, fixed: 1, price: 1}\n"
        "          - {item: server", "customers.acme.plan[0].lines[1]", "server"
    ),
    # Words that have a form.
    "an unknown currency": bad_org("currency", "USD", "DOLLARS", "DOLLARS"),
    "a currency in small letters": bad_org("currency", "USD", "usd", "usd"),
    "an unknown currency of a customer": bad_customer("currency", "ABC", "ABC"),
    "an unknown zone": bad_org("time_zone", "America/New_York", "America/Gotham", "Gotham"),
    "a path for a zone": bad_org("time_zone", "America/New_York", "/etc/passwd", "/etc/passwd"),
    "an unknown rounding": bad_org("rounding", REVIEW, f"  rounding: nearest\n{REVIEW}", "nearest"),
    "an unknown tax rounding": bad_org("tax_rounding", REVIEW, f"  tax_rounding: up\n{REVIEW}"),
    "unknown terms": bad_org("payment_terms", "net_30", "soon", "soon"),
    "terms beyond the limit": bad_org("payment_terms", "net_30", "net_366", "365"),
    "a pattern without a counter": bad_pattern("BILL-{YYYY}", "counter"),
    "a pattern with two counters": bad_pattern("{N}-{NNN}", "counter"),
    "a pattern with an unknown part": bad_pattern("{QQ}-{N}", "{QQ}"),
    "a pattern with an open brace": bad_pattern("BILL-{NNN", "{"),
    "a pattern with a blank": bad_pattern("BILL {NNN}", "letter, digit"),
    "a long pattern": bad_pattern("x" * 38 + "{N}", "40"),
    "a counter of ten digits": bad_pattern("{NNNNNNNNNN}", "unknown part"),
    "a wrong pattern of credit notes": bad_org(
        "credit_note_pattern", REVIEW, f'  credit_note_pattern: "C"\n{REVIEW}', "counter"
    ),
    "terms of a customer beyond the limit": bad_customer("payment_terms", "eom_366", "365"),
    "an empty pattern": bad_pattern(""),
    "an unknown time": bad_org(
        "review.stale_after", REVIEW, f"  review: {{stale_after: soon}}\n{REVIEW}", "soon"
    ),
    "a ratio without a sign": bad_org(
        "review.quantity_jump.ratio",
        REVIEW,
        f"  review: {{quantity_jump: {{ratio: 25, units: 3}}}}\n{REVIEW}",
        "25",
    ),
    "a rate without a sign": BadBook("rate: 20%", "rate: 20", "taxes.sales.rate", "20%"),
    "a negative rate": BadBook("rate: 20%", "rate: -20%", "taxes.sales.rate", "negative"),
    "an absurd rate": BadBook("rate: 20%", "rate: 1001%", "taxes.sales.rate", "at most"),
    "a tax called exempt": BadBook(
        "  sales: {", "  exempt: {name: No, rate: 0%}\n  sales: {", "taxes.exempt"
    ),
    "30 February": bad_date("2026-02-30"),
    "another kind of date": bad_date("01/02/2026"),
    "year 0": bad_date("0000-01-01"),
    "two plans of one day": BadBook(
        "    plan:\n",
        "    plan:\n      - {from: 2026-01-01, lines: []}\n",
        "customers.acme.plan[1]",
    ),
    "an id with blanks": BadBook("  acme:\n", "  Acme Inc:\n", "customers.Acme Inc", "id"),
    "a long id": BadBook("  acme:\n", f"  {'a' * 65}:\n", f"customers.{'a' * 65}", "64"),
    "an empty name": BadBook(NAME, '    name: ""\n', "customers.acme.name"),
    "a long name": BadBook(NAME, f"    name: {'x' * 501}\n", "customers.acme.name", "500"),
    "an escape sequence": BadBook(
        NAME, '    name: "\\e[31m"\n', "customers.acme.name", "control character"
    ),
    "a long account": BadBook('"1"', f'"{"1" * 257}"', "customers.acme.accounts.rmm", "256"),
    "a long meter": BadBook(
        "SEAT: seat}", f"{'M' * 257}: seat}}", f"sources.rmm.meters.{'M' * 257}", "256"
    ),
    "an empty meter": BadBook("SEAT: seat}", '"": seat}', "sources.rmm.meters.", "empty"),
    "an escape sequence in a meter": BadBook(
        "SEAT: seat}", '"\\e[31m": seat}', "sources.rmm.meters.\ufffd[31m", "control character"
    ),
    "a long meter of an override": bad_customer(
        "meters", f"{{rmm: {{{'M' * 257}: seat}}}}", "256", f"meters.rmm.{'M' * 257}"
    ),
    "an accounting system with blanks": bad_customer(
        "external_ids", '{"My Books": x}', "id", "external_ids.My Books"
    ),
    "an e-mail address without a host": bad_customer("email", "nobody", "nobody"),
    # Lists beyond their limits.
    "501 lines": BadBook(
        "          - {item: server",
        f"          - {many('{id: l#, item: seat, fixed: 1, price: 1}', 500)}\n".replace(
            "}, {", "}\n          - {"
        )
        + "          - {item: server",
        "customers.acme.plan[0].lines",
        "500",
    ),
    "21 external ids": BadBook(
        'external_ids: {xero: "C-1"}',
        f"external_ids: {{{many('s#: x', 21)}}}",
        "customers.acme.external_ids",
        "20",
    ),
    "21 external ids of an item": BadBook(
        "{name: Server, ",
        f"{{name: Server, external_ids: {{{many('s#: x', 21)}}}, ",
        "catalog.server.external_ids",
        "20",
    ),
    "101 accounts": BadBook(
        f'customers:\n  acme:\n{NAME}    accounts: {{rmm: "1"}}',
        f"  {many('s#: {kind: rmm}', 101)}\n".replace("}, ", "}\n  ")
        + f"customers:\n  acme:\n{NAME}    accounts: {{{many('s#: x', 101)}}}",
        "customers.acme.accounts",
        "100",
    ),
    "101 meters of a customer": bad_customer(
        "meters", f"{{rmm: {{{many('M#: seat', 101)}}}}}", "100"
    ),
    "1001 meters of a source": BadBook(
        "SEAT: seat}", f"SEAT: seat, {many('M#: seat', 1000)}}}", "sources.rmm.meters", "1000"
    ),
}

# Books that are right by themselves, but not for this ledger.
TAX = ("rate: 20%", "rate: 21%")
CONFLICTS = {
    "the org's currency": BadBook("USD", "EUR", "org.currency", "cannot become EUR"),
    "a customer's currency": BadBook(
        NAME, f"{NAME}    currency: EUR\n", "customers.acme.currency", "cannot become EUR"
    ),
    "an account of a customer that the book does not name": BadBook(
        "  acme:\n", "  omega:\n", "customers.omega.accounts.rmm", "account of acme"
    ),
}

# Whole files, and words of the message.
BAD_FILES = {
    "empty": (b"", "empty"),
    "a comment": (b"# nothing\n", "empty"),
    "a list": (b"- org\n- taxes\n", "map"),
    "a word": (b"hello\n", "map"),
    "nothing": (b"~\n", "map"),
    "Latin-1": (BOOK.replace("Acme", "Acmé").encode("latin-1"), "UTF-8"),
    "UTF-16": (BOOK.encode("utf-16"), "UTF-8"),
    "a NUL": (BOOK.replace("Acme IT", "Acme\0").encode(), "control character"),
    "binary rubbish": (bytes(range(256)), "control character|UTF-8"),
    "deep nesting": (b"[" * 100_000, ""),
    "aliases upon aliases": (
        b"a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c]\n",
        "anchors",
    ),
}
