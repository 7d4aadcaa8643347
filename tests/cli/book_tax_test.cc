#include <google/protobuf/text_format.h>

#include "absl/strings/str_replace.h"
#include "cli/book_text.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::ElementsAre;

constexpr char kBook[] =
    "org:\n"
    "  id: a\n"
    "  name: A\n"
    "  currency: CHF\n"
    "  time_zone: UTC\n"
    "taxes:\n"
    "  vat: {name: VAT, rate: 20%}\n"
    "catalog:\n"
    "  seat: {name: Seat}\n"
    "sources:\n"
    "  ad: {kind: entra, meters: {SEAT: seat}}\n"
    "customers:\n"
    "  acme: {name: Acme, tax: exempt}\n";

std::string With(absl::string_view piece, absl::string_view replacement) {
  EXPECT_NE(std::string(kBook).find(std::string(piece)), std::string::npos) << piece;
  return absl::StrReplaceAll(kBook, {{piece, replacement}});
}

std::string WithOrg(absl::string_view field) {
  return With("taxes:\n", absl::StrCat("  ", field, "\ntaxes:\n"));
}

std::string WithTax(absl::string_view fields) {
  return With("{name: VAT, rate: 20%}", absl::StrCat("{name: VAT, ", fields, "}"));
}

TEST(BookTax, ReadsHowTaxIsRounded) {
  struct Row {
    const char* field;
    const char* expected;
  };
  const Row rows[] = {
      {"rounding: down", "rounding: ROUNDING_DOWN tax_rounding: TAX_ROUNDING_PER_GROUP"},
      {"rounding: up", "rounding: ROUNDING_UP tax_rounding: TAX_ROUNDING_PER_GROUP"},
      {"tax_rounding: per_line",
       "rounding: ROUNDING_HALF_AWAY_FROM_ZERO tax_rounding: TAX_ROUNDING_PER_LINE"},
      {"tax_rounding: {per: line, digits: 3, rounding: half_even, total: down}",
       "rounding: ROUNDING_HALF_AWAY_FROM_ZERO tax_rounding: TAX_ROUNDING_PER_LINE "
       "tax_policy { line_digits: 3 rounding: ROUNDING_HALF_EVEN total_rounding: ROUNDING_DOWN }"},
      {"tax_rounding: {per: group, rounding: down}",
       "rounding: ROUNDING_HALF_AWAY_FROM_ZERO tax_rounding: TAX_ROUNDING_PER_GROUP "
       "tax_policy { rounding: ROUNDING_DOWN }"},
      {"tax_point: service",
       "rounding: ROUNDING_HALF_AWAY_FROM_ZERO tax_rounding: TAX_ROUNDING_PER_GROUP "
       "tax_policy { tax_point: TAX_POINT_SERVICE }"},
      {"cash_rounding: {CHF: 0.05, SEK: 1}",
       "rounding: ROUNDING_HALF_AWAY_FROM_ZERO tax_rounding: TAX_ROUNDING_PER_GROUP "
       "cash_rounding { currency: 'CHF' increment: '0.05' } "
       "cash_rounding { currency: 'SEK' increment: '1' }"},
  };
  for (const auto& [field, expected] : rows) {
    v1::Org org = ReadText(WithOrg(field)).org;
    for (const int known :
         {v1::Org::kOrgIdFieldNumber, v1::Org::kNameFieldNumber, v1::Org::kCurrencyFieldNumber,
          v1::Org::kTimeZoneFieldNumber, v1::Org::kReviewFieldNumber}) {
      org.GetReflection()->ClearField(&org, v1::Org::descriptor()->FindFieldByNumber(known));
    }
    EXPECT_EQ(org.DebugString(), Parse<v1::Org>(expected).DebugString()) << field;
  }
}

TEST(BookTax, ReadsRatesAndComponents) {
  struct Row {
    const char* fields;
    const char* expected;
  };
  const Row rows[] = {
      {"rate: 20%, rates: [{from: 2026-02-01, rate: 21%}, {from: 2027-01-01, rate: 19.5%}]",
       "rate_percent: '20' rates { effective_from: '2026-02-01' rate_percent: '21' } "
       "rates { effective_from: '2027-01-01' rate_percent: '19.5' }"},
      {"rate: 0%, exemption_reason: Reverse charge",
       "rate_percent: '0' exemption_reason: 'Reverse charge'"},
      {"components: [{name: GST, rate: 5%}, {name: QST, rate: 8%, compound: true, "
       "rates: [{from: 2026-02-01, rate: 9%}]}]",
       "components { name: 'GST' rate_percent: '5' } "
       "components { name: 'QST' rate_percent: '8' compound: true "
       "  rates { effective_from: '2026-02-01' rate_percent: '9' } }"},
  };
  for (const auto& [fields, expected] : rows) {
    const Book book = ReadText(WithTax(fields));
    ASSERT_EQ(book.taxes.size(), 1u) << fields;
    const std::string text = absl::StrCat("tax_id: 'vat' name: 'VAT' ", expected);
    EXPECT_EQ(book.taxes[0].DebugString(), Parse<v1::Tax>(text).DebugString());
  }
}

TEST(BookTax, ReadsMetersThatCountMembersAndCustomersWithSeveralAccounts) {
  Book book = ReadText(With(
      "SEAT: seat", "SEAT: {item: seat, exclude_members: [\"kiosk-*\", svc], ignore_case: true}"));
  ASSERT_EQ(book.sources.size(), 1u);
  EXPECT_EQ(book.sources[0].meters(0).DebugString(),
            Parse<v1::Meter>("meter: 'SEAT' item_id: 'seat' excluded_members: 'kiosk-*' "
                             "excluded_members: 'svc' ignores_case: true")
                .DebugString());
  book = ReadText(With("tax: exempt",
                       "tax: exempt, exemption_reason: \"Charity\", time_zone: Europe/Paris, "
                       "accounts: {ad: [\"501\", \"502\"]}"));
  ASSERT_EQ(book.customers.size(), 1u);
  EXPECT_EQ(book.customers[0].DebugString(),
            Parse<v1::Customer>("customer_id: 'acme' name: 'Acme' tax_id: 'exempt' "
                                "exemption_reason: 'Charity' time_zone: 'Europe/Paris' "
                                "accounts { source_id: 'ad' account: '501' } "
                                "accounts { source_id: 'ad' account: '502' }")
                .DebugString());
}

TEST(BookTax, SaysWhatIsWrongAndWhere) {
  struct Row {
    std::string text;
    const char* problem;
  };
  const Row rows[] = {
      {WithOrg("tax_rounding: {per: day}"),
       "book.yaml:6:23: org.tax_rounding.per: is \"day\"; write group or line"},
      {WithOrg("tax_rounding: {digits: 3}"),
       "book.yaml:6:17: org.tax_rounding.per: is missing; write group or line"},
      {WithOrg("tax_rounding: {per: group, digits: 3}"),
       "book.yaml:6:38: org.tax_rounding.digits: goes with tax that is rounded per line; write "
       "`per: line`, or leave it out"},
      {WithOrg("tax_rounding: {per: group, total: down}"),
       "book.yaml:6:37: org.tax_rounding.total: goes with tax that is rounded per line; write "
       "`per: line`, or leave it out"},
      {WithOrg("tax_rounding: {per: line, digits: 6}"),
       "book.yaml:6:37: org.tax_rounding.digits: is 6; CHF takes 2 to 5"},
      {WithOrg("tax_rounding: {per: line, total: nearest}"),
       "book.yaml:6:36: org.tax_rounding.total: is \"nearest\"; write half_away_from_zero, "
       "half_even, down or up"},
      {WithOrg("tax_point: payment"),
       "book.yaml:6:14: org.tax_point: is \"payment\"; write invoice_date or service"},
      {WithOrg("cash_rounding: {francs: 0.05}"),
       "book.yaml:6:19: org.cash_rounding.francs: is \"francs\"; an ISO 4217 currency code is like "
       "EUR"},
      {WithOrg("cash_rounding: {CHF: 0.005}"),
       "book.yaml:6:24: org.cash_rounding.CHF: is 0.005; give the smallest coin, which has at most "
       "2 decimals"},
      {WithOrg("cash_rounding: {CHF: 0}"),
       "book.yaml:6:24: org.cash_rounding.CHF: is 0; give the smallest coin, which has at most 2 "
       "decimals"},
      {WithTax("rates: [{from: 2026-02-01, rate: 21%}]"),
       "book.yaml:7:8: taxes.vat.rate: is missing; give a percentage like 8.25%"},
      {WithTax("rate: 20%, rates: [{from: 2026-02-01, rate: 21%}, {from: 2026-02-01, rate: 22%}]"),
       "book.yaml:7:77: taxes.vat.rates[1].from: is not after 2026-02-01, the day of the rate "
       "before it; put the rates in order"},
      {WithTax("rate: 20%, rates: [{rate: 21%}]"),
       "book.yaml:7:39: taxes.vat.rates[0].from: is missing; give its first day, like 2026-02-01"},
      {WithTax("rate: 20%, components: [{name: A, rate: 5%}]"),
       "book.yaml:7:26: taxes.vat.rate: stands beside components, which have their own; leave it "
       "out"},
      {WithTax("components: []"),
       "book.yaml:7:32: taxes.vat.components: has no taxes; list at least one, or give a rate"},
      {WithTax("components: [{name: A, rate: 5%}, {name: A, rate: 6%}]"),
       "book.yaml:7:61: taxes.vat.components[1].name: is \"A\" again; give another name"},
      {WithTax("components: [{name: A}]"),
       "book.yaml:7:33: taxes.vat.components[0].rate: is missing; give a percentage like 8.25%"},
      {With("SEAT: seat", "SEAT: {exclude_members: [a]}"),
       "book.yaml:11:36: sources.ad.meters.SEAT.item: is missing; give the item it is billed as"},
      {With("tax: exempt", "exemption_reason: Charity"),
       "book.yaml:13:40: customers.acme.exemption_reason: says why no tax is paid; write `tax: "
       "exempt`, or leave it out"},
      {With("tax: exempt", "time_zone: Mars/Base"),
       "book.yaml:13:33: customers.acme.time_zone: is \"Mars/Base\"; an IANA time zone name is "
       "like "
       "Europe/Paris"},
      {With("tax: exempt", "accounts: {ad: [\"1\", \"1\"]}"),
       "book.yaml:13:43: customers.acme.accounts.ad[1]: is \"1\", which is acme's on line 13 "
       "already"},
  };
  for (const Row& row : rows) EXPECT_THAT(ProblemsOf(row.text), ElementsAre(row.problem));
}

}  // namespace
}  // namespace tally
