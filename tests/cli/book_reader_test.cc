#include "absl/strings/str_replace.h"
#include "cli/book_text.h"
#include "cli/fjord_book.h"
#include "clients/cli/book/yaml_tree.h"

namespace tally {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(BookReader, ReadsAllOfABook) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(kFjordBook, references, problems);
  ASSERT_THAT(problems.Lines(), IsEmpty());

  EXPECT_EQ(book->org.org_id(), "fjord");
  EXPECT_EQ(book->org.rounding(), v1::ROUNDING_HALF_EVEN);
  EXPECT_EQ(book->org.credit_note_pattern(), "K-{YYYY}-{NNNN}");
  EXPECT_EQ(book->org.payment_terms().kind(), v1::TERMS_KIND_NET);
  EXPECT_EQ(book->org.payment_terms().days(), 14u);
  EXPECT_EQ(book->org.review().quantity_jump_percent(), "12.50");
  EXPECT_EQ(book->org.review().stale_after_hours(), 48u);
  EXPECT_EQ(book->taxes[0].rate_percent(), "25");
  EXPECT_EQ(book->items[0].external_ids(0).id(), "0042");
  EXPECT_EQ(book->items[1].tax_id(), "");
  EXPECT_EQ(book->sources[0].meters(0).item_id(), "server");

  const v1::Customer& acme = book->customers[0];
  EXPECT_EQ(acme.tax_id(), "exempt");
  EXPECT_EQ(acme.payment_terms().kind(), v1::TERMS_KIND_END_OF_MONTH);
  EXPECT_EQ(acme.payment_terms().days(), 15u);
  EXPECT_EQ(acme.accounts(0).account(), "1001");
  EXPECT_EQ(acme.meters(0).meter(), "LAPTOP");
}

TEST(BookReader, ReadsPlans) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(kFjordBook, references, problems);
  ASSERT_THAT(problems.Lines(), IsEmpty());
  ASSERT_THAT(book->plans, SizeIs(1));

  const v1::Plan& plan = book->plans[0];
  EXPECT_EQ(plan.customer_id(), "acme");
  EXPECT_EQ(plan.effective_from(), "2026-08-01");
  EXPECT_EQ(plan.lines(0).counted().rule(), v1::QUANTITY_RULE_PEAK);
  EXPECT_EQ(plan.lines(0).held().unit_price(), "45.00");
  EXPECT_EQ(plan.lines(1).fixed().quantity(), "6");
  EXPECT_EQ(plan.lines(1).held().unit_price(), "2.130");
  EXPECT_EQ(plan.lines(2).line_id(), "extra");
  EXPECT_EQ(plan.lines(2).vendor().markup_percent(), "17.5");
}

TEST(BookReader, ReadsPaymentTerms) {
  struct Case {
    const char* text;
    v1::TermsKind kind;
    uint32_t days;
  };
  for (const Case& each :
       {Case{"net_30", v1::TERMS_KIND_NET, 30}, Case{"due_on_receipt", v1::TERMS_KIND_NET, 0},
        Case{"eom", v1::TERMS_KIND_END_OF_MONTH, 0},
        Case{"eom_10", v1::TERMS_KIND_END_OF_MONTH, 10}}) {
    Problems problems("book.yaml");
    References references;
    const auto book = ReadBook(With("net_14", each.text), references, problems);
    ASSERT_TRUE(book.has_value()) << each.text;
    EXPECT_EQ(book->org.payment_terms().kind(), each.kind) << each.text;
    EXPECT_EQ(book->org.payment_terms().days(), each.days) << each.text;
  }
}

TEST(BookReader, ReadsABookWithAnOrgAlone) {
  EXPECT_THAT(ProblemsOf("org: {id: a, name: A, currency: JPY, time_zone: Asia/Tokyo}"), IsEmpty());
}

// One thing is wrong in each.
TEST(BookReader, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* piece;
    const char* replacement;
    const char* problem;
  };
  const Case kCases[] = {
      {"  id: fjord\n", "", "book.yaml:3:3: org.id: is missing; give an id such as northwind"},
      {"id: fjord", "id: Fjord Data",
       "book.yaml:3:7: org.id: is \"Fjord Data\"; an id is made of a-z 0-9 - _ . and starts with a "
       "letter or a digit"},
      {"currency: NOK", "currency: nok",
       "book.yaml:5:13: org.currency: is \"nok\"; an ISO 4217 currency code is like EUR"},
      {"currency: NOK", "currency: [NOK]",
       "book.yaml:5:13: org.currency: is a list; give a currency such as EUR"},
      {"name: Fjord Data",
       "name:", "book.yaml:4:3: org.name: is missing; give the name shown on documents"},
      {"half_even", "nearest",
       "book.yaml:7:13: org.rounding: is \"nearest\"; write half_away_from_zero, half_even, down "
       "or "
       "up"},
      {"per_group", "per_day",
       "book.yaml:8:17: org.tax_rounding: is \"per_day\"; write per_group, per_line or {per: line, "
       "digits: 3}"},
      {"\"F-{YYYY}-{NNNN}\"", "F-{YYYY}",
       "book.yaml:9:19: org.number_pattern: is \"F-{YYYY}\", which does not have exactly one "
       "counter; write it like BILL-{YYYY}-{MM}-{NNN}, with one counter of 1 to 9 N"},
      {"\"K-{YYYY}-{NNNN}\"", "K {N}",
       "book.yaml:10:24: org.credit_note_pattern: is \"K {N}\", which has a character that is no "
       "letter, digit or -_/.; write it like BILL-{YYYY}-{MM}-{NNN}, with one counter of 1 to 9 "
       "N"},
      {"      SERVER: server\n", "      SERVER: server\n      \"\": server\n",
       "book.yaml:23:7: sources.rmm.meters.: is empty"},
      {"LAPTOP: seat", "\"\\e[31m\": seat",
       "book.yaml:31:20: customers.acme.meters.rmm.\uFFFD[31m: has a control character at byte 1"},
      {"net_14", "net_366",
       "book.yaml:11:18: org.payment_terms: is \"net_366\"; write net_N (up to 365 days), "
       "due_on_receipt, eom or eom_N"},
      {"12.50%", "12.50",
       "book.yaml:12:35: org.review.quantity_jump.ratio: is \"12.50\"; write it like 20% or 8.25%"},
      {"stale_after: 2d", "stale_after: 2w",
       "book.yaml:12:67: org.review.stale_after: is \"2w\"; write a time like 48h or 2d"},
      {"rate: 25%", "rate: -25%",
       "book.yaml:14:26: taxes.mva.rate: is \"-25\"; it must not be negative"},
      {"  mva: {name", "  exempt: {name",
       "book.yaml:14:11: taxes.exempt: says that no tax is due; choose another id"},
      {"tax: mva", "tax: moms",
       "book.yaml:16:41: catalog.server.tax: is `moms`, but there is no such tax under taxes"},
      {"tax: mva", "tax: mba",
       "book.yaml:16:41: catalog.server.tax: is `mba`, but there is no such tax under taxes; did "
       "you mean mva?"},
      {"    kind: ninjaone\n", "",
       "book.yaml:20:5: sources.rmm.kind: is missing; give the product, such as ninjaone"},
      {"SERVER: server", "SERVER: srver",
       "book.yaml:22:15: sources.rmm.meters.SERVER: is `srver`, but there is no such item under "
       "catalog; did you mean server?"},
      {"email: ap@acme.example", "email: ap at acme",
       "book.yaml:26:12: customers.acme.email: is \"ap at acme\"; an e-mail address is like "
       "ap@example.com"},
      {"email: ap@acme.example", "emial: ap@acme.example",
       "book.yaml:26:5: customers.acme.emial: is not a field of a book; did you mean email?"},
      {"{rmm: 1001}", "{rrm: 1001}",
       "book.yaml:29:16: customers.acme.accounts.rrm: is `rrm`, but there is no such source under "
       "sources; did you mean rmm?"},
      {"{rmm: 1001}", "{rmm: }",
       "book.yaml:29:21: customers.acme.accounts.rmm: is empty; give the id, in quotes"},
      {"LAPTOP: seat", "LAPTOP: seats",
       "book.yaml:31:28: customers.acme.meters.rmm.LAPTOP: is `seats`, but there is no such item "
       "under catalog; did you mean seat?"},
      {"2026-08-01", "2026-08-32",
       "book.yaml:33:15: customers.acme.plan[0].from: is \"2026-08-32\"; a date is a day of the "
       "calendar, written like 2026-10-31"},
      {"item: seat, fixed: 6, price: 2.130", "item: seat, fixed: 6",
       "book.yaml:36:13: customers.acme.plan[0].lines[1].price: is missing; give a price like "
       "45.00 or {follow: vendor, markup: 20%}"},
      {"price: 2.130", "price: 2,130",
       "book.yaml:36:45: customers.acme.plan[0].lines[1].130: is not a field of a book"},
      {"price: 2.130", "price: \"2,130\"",
       "book.yaml:36:43: customers.acme.plan[0].lines[1].price: is \"2,130\"; a price is a decimal "
       "number like 12 or 12.50, of at most 18 digits"},
      {"price: 2.130", "price: 1e3",
       "book.yaml:36:43: customers.acme.plan[0].lines[1].price: is \"1e3\"; a price is a decimal "
       "number like 12 or 12.50, of at most 18 digits"},
      {"price: 2.130", "price: -2.13",
       "book.yaml:36:43: customers.acme.plan[0].lines[1].price: is \"-2.13\"; it must not be "
       "negative"},
      {"price: 2.130", "price: {follow: vendor, markup: 20%}",
       "book.yaml:36:43: customers.acme.plan[0].lines[1].price: has no count whose cost to follow, "
       "as the line is fixed; give a price like 45.00"},
      {"fixed: 6", "fixed: six",
       "book.yaml:36:33: customers.acme.plan[0].lines[1].fixed: is \"six\"; a quantity is a "
       "decimal number like 12 or 12.50, of at most 18 digits"},
      {"fixed: 6, ", "",
       "book.yaml:36:13: customers.acme.plan[0].lines[1]: has no quantity; give `fixed: 6` or "
       "`counted: {source: rmm, meter: SERVER}`"},
      {"fixed: 6, ", "fixed: 6, quantity: peak, ",
       "book.yaml:36:46: customers.acme.plan[0].lines[1].quantity: belongs to a counted line; "
       "write `fixed: 6` for a quantity that does not change"},
      {"quantity: peak, ", "",
       "book.yaml:35:13: customers.acme.plan[0].lines[0].quantity: is missing; give period_start, "
       "period_end or peak"},
      {"quantity: peak", "quantity: mean",
       "book.yaml:35:77: customers.acme.plan[0].lines[0].quantity: is \"mean\"; write "
       "period_start, period_end, peak, average, seat_days, per_change, sum or running_total"},
      {"follow: vendor", "follow: list",
       "book.yaml:37:116: customers.acme.plan[0].lines[2].price.follow: can only be vendor"},
      {", markup: 17.5%", "",
       "book.yaml:37:107: customers.acme.plan[0].lines[2].price.markup: is missing; give a "
       "percentage like 20%, or 0%, or a margin instead"},
      {"id: extra", "id: seat",
       "book.yaml:37:13: customers.acme.plan[0].lines[2]: has the id `seat` of the line on line 36 "
       "already; give another"},
      {"customers:\n", "customers: &all\n",
       "book.yaml:23:12: customers: anchors (&name) are not allowed; write the value out"},
      {"name: Acme", "name: !!str Acme",
       "book.yaml:25:11: customers.acme.name: tags are not allowed: tag:yaml.org,2002:str"},
      {"    tax: exempt\n", "    <<: {tax: exempt}\n",
       "book.yaml:27:5: customers.acme: merge keys (<<) are not allowed; write the values out"},
      {"    tax: exempt\n", "    name: Other\n",
       "book.yaml:27:5: customers.acme.name: is given twice; it stands on line 25 already"},
  };
  for (const Case& each : kCases) {
    EXPECT_THAT(ProblemsOf(With(each.piece, each.replacement)), Contains(each.problem))
        << each.piece << " replaced by " << each.replacement;
  }
}

// `count` entries of a map in one line, the first `k0: x`.
std::string Entries(int count, absl::string_view value) {
  std::string entries;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&entries, i == 0 ? "" : ", ", "k", i, ": ", value);
  }
  return entries;
}

std::string Lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&lines, "          - {item: seat, fixed: 1, price: 1}\n");
  }
  return lines;
}

// The limits are those of the contract: what is as long as it may be is read.
TEST(BookReader, RefusesListsThatAreLongerThanTheLedgerTakes) {
  struct Case {
    std::string piece;
    std::string at_most;
    std::string too_many;
    const char* problem;
  };
  const std::string line = "          - {item: seat, fixed: 6, price: 2.130}\n";
  const Case kCases[] = {
      {line, Lines(498), Lines(499),
       "book.yaml:35:11: customers.acme.plan[0].lines: has 501 entries; at most 500 are allowed, "
       "so take 1 out"},
      {"{tripletex: \"7\"}", "{" + Entries(20, "x") + "}", "{" + Entries(22, "x") + "}",
       "book.yaml:30:19: customers.acme.external_ids: has 22 entries; at most 20 are allowed, so "
       "take 2 out"},
      {"{tripletex: \"0042\"}", "{" + Entries(20, "x") + "}", "{" + Entries(21, "x") + "}",
       "book.yaml:16:60: catalog.server.external_ids: has 21 entries; at most 20 are allowed, so "
       "take 1 out"},
      {"{LAPTOP: seat}", "{" + Entries(100, "seat") + "}", "{" + Entries(101, "seat") + "}",
       "book.yaml:31:13: customers.acme.meters: has 101 entries; at most 100 are allowed, so take "
       "1 out"},
      {"\n      SERVER: server", " {" + Entries(1000, "seat") + "}",
       " {" + Entries(1001, "seat") + "}",
       "book.yaml:21:13: sources.rmm.meters: has 1001 entries; at most 1000 are allowed, so take 1 "
       "out"},
  };
  for (const Case& each : kCases) {
    EXPECT_THAT(ProblemsOf(With(each.piece, each.at_most)), IsEmpty()) << each.problem;
    EXPECT_THAT(ProblemsOf(With(each.piece, each.too_many)), ElementsAre(each.problem));
  }
}

// Names of accounts are only taken from sources that the book has.
TEST(BookReader, RefusesMoreAccountsThanTheLedgerTakes) {
  std::string sources;
  for (int i = 0; i < 101; ++i) absl::StrAppend(&sources, "  k", i, ": {kind: rmm}\n");
  const std::string with_sources = With("customers:\n", sources + "customers:\n");
  const auto with_accounts = [&](int count) {
    return absl::StrReplaceAll(with_sources, {{"{rmm: 1001}", "{" + Entries(count, "x") + "}"}});
  };
  EXPECT_THAT(ProblemsOf(with_accounts(100)), IsEmpty());
  EXPECT_THAT(ProblemsOf(with_accounts(101)),
              ElementsAre("book.yaml:130:15: customers.acme.accounts: has 101 entries; at most 100 "
                          "are allowed, so take 1 out"));
}

TEST(BookReader, FindsAnAccountOfTwoCustomers) {
  const std::string text =
      absl::StrCat(kFjordBook, "  zeta: {name: Zeta, accounts: {rmm: \"1001\"}}\n");
  EXPECT_THAT(ProblemsOf(text), ElementsAre("book.yaml:38:38: customers.zeta.accounts.rmm: is "
                                            "\"1001\", which is acme's on line 29 already"));
}

TEST(BookReader, FindsTwoPlansFromOneDay) {
  const std::string text = absl::StrCat(kFjordBook, "      - {from: 2026-08-01, lines: []}\n");
  EXPECT_THAT(
      ProblemsOf(text),
      ElementsAre(
          "book.yaml:38:9: customers.acme.plan[1]: starts on 2026-08-01 like the plan on line 33"));
}

TEST(BookReader, ReportsAllProblemsUpToALimit) {
  std::string text = "org: {id: a, name: A, currency: EUR, time_zone: UTC}\ntaxes:\n";
  for (int i = 0; i < 25; ++i) absl::StrAppend(&text, "  tax", i, ": {name: T, rate: x}\n");
  const auto problems = ProblemsOf(text);
  ASSERT_THAT(problems, SizeIs(21));
  EXPECT_EQ(problems[0], "book.yaml:3:25: taxes.tax0.rate: is \"x\"; write it like 20% or 8.25%");
  EXPECT_EQ(problems[20], "book.yaml: and 5 more");
}

TEST(BookReader, RefusesWhatIsNoBook) {
  struct Case {
    std::string text;
    const char* problem;
  };
  const Case kCases[] = {
      {"", "book.yaml:1:1: the file is empty"},
      {"# only a comment\n", "book.yaml:1:1: the file is empty"},
      {"hello", "book.yaml:1:1: is no map; write its fields as `name: value`"},
      {"- a\n- b\n", "book.yaml:1:1: is no map; write its fields as `name: value`"},
      {"org: {id: a}\n\xFF\xFE rubbish\n", "book.yaml:2:1: is not UTF-8; save the file as UTF-8"},
      {"org: {name: \"\xC3\x28\"}\n", "book.yaml:1:14: is not UTF-8; save the file as UTF-8"},
      {std::string("org: {id: a}\n\0", 14), "book.yaml:2:1: is a control character; take it out"},
      {"org:\n\x04  id: a\n", "book.yaml:2:1: is a control character; take it out"},
      {"a: *b\n", "book.yaml:1:4: the referenced anchor is not defined"},
      {"a: [1, 2\n", "book.yaml:2:1: end of sequence flow not found"},
      {"a: b: c\n", "book.yaml:1:5: illegal map value"},
      {"---\norg: {id: a}\n---\norg: {id: b}\n",
       "book.yaml:3:1: a second document starts here; a book is one document"},
  };
  for (const Case& each : kCases) {
    EXPECT_THAT(ProblemsOf(each.text), Contains(each.problem)) << each.text;
  }
}

// What stands behind it is still read as its value, and not as the next key.
TEST(BookReader, RefusesAMapOrAListAsAKey) {
  constexpr char kOrg[] = "org: {id: a, name: A, currency: EUR, time_zone: UTC}\n";
  EXPECT_THAT(
      ProblemsOf(absl::StrCat(kOrg, "taxes:\n  ? {a: b}\n  : {name: T, rate: 5%}\n")),
      ElementsAre("book.yaml:3:5: taxes: a key must be text", "book.yaml:3:5: taxes.: is empty"));
  EXPECT_THAT(
      ProblemsOf(absl::StrCat(kOrg, "taxes: {[a]: {name: T, rate: 5%}}\n")),
      ElementsAre("book.yaml:2:9: taxes: a key must be text", "book.yaml:2:9: taxes.: is empty"));
}

TEST(BookReader, RefusesTabsAsIndentation) {
  EXPECT_THAT(ProblemsOf("org:\n\tid: a\n"), SizeIs(testing::Ge(1u)));
}

TEST(BookReader, RefusesADocumentThatIsTooLarge) {
  EXPECT_THAT(ProblemsOf(std::string(kMaxYamlBytes + 1, '#')),
              ElementsAre("book.yaml:1:1: is larger than 64 MiB"));
}

TEST(BookReader, RefusesDeepNesting) {
  EXPECT_THAT(ProblemsOf(std::string(100'000, '[')), SizeIs(testing::Ge(1u)));
}

}  // namespace
}  // namespace tally
