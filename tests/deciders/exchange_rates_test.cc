#include "ledger/deciders/exchange_rates.h"

#include "support/changed.h"
#include "support/provider.h"

namespace tally {
namespace {

std::string Of(absl::string_view rates) { return absl::StrCat("org_id: 'msp' ", rates); }

// A rate as it is sent, but for what is said of it in text format.
std::string Rate(absl::string_view but) {
  const auto rate = Changed<v1::ExchangeRate>(
      "from_currency: 'EUR' to_currency: 'USD' rate: '1.09' date: '2026-10-31' source: 'ECB'", but);
  return absl::StrCat("rates { ", rate.ShortDebugString(), " } ");
}

TEST(RecordExchangeRates, RecordsRatesAsOneEvent) {
  Provider()
      .When<v1::RecordExchangeRates>(
          Of(absl::StrCat(Rate("rate: '1.0900'"), Rate("date: '2999-01-01' rate: '0.000000000001'"),
                          Rate("from_currency: 'USD' to_currency: 'EUR' rate: '1000000000'"))))
      .Then(absl::StrCat("exchange_rates_recorded { org_id: 'msp' ", Rate(""),
                         Rate("date: '2999-01-01' rate: '0.000000000001'"),
                         Rate("from_currency: 'USD' to_currency: 'EUR' rate: '1000000000'"), "}"))
      .Replied<v1::RecordExchangeRatesReply>("recorded: 3");
}

TEST(RecordExchangeRates, KnowsWhatItWasToldBeforeAndRefusesAnotherRate) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordExchangeRates>(Of(Rate("")));
  scenario.When<v1::RecordExchangeRates>(Of(Rate("rate: '1.090'")))
      .ThenNothing()
      .Replied<v1::RecordExchangeRatesReply>("already_known: 1");
  scenario.When<v1::RecordExchangeRates>(Of(Rate("rate: '1.1'")))
      .ThenNothing()
      .Replied<v1::RecordExchangeRatesReply>(
          "refused { index: 0 field: 'rate' message: 'is \"1.1\", but was recorded as \"1.09\"; "
          "another rate needs a day of its own' }");
  scenario.When<v1::RecordExchangeRates>(Of(Rate("source: 'BoE'")))
      .ThenNothing()
      .Replied<v1::RecordExchangeRatesReply>(
          "refused { index: 0 field: 'source' message: 'is \"BoE\", but was recorded as \"ECB\"; "
          "another rate needs a day of its own' }");
}

TEST(RecordExchangeRates, TellsRatesApartByCurrenciesAndDay) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordExchangeRates>(Of(Rate("")));
  for (const char* other : {"from_currency: 'GBP'", "to_currency: 'GBP'", "date: '2026-10-30'"}) {
    scenario.When<v1::RecordExchangeRates>(Of(Rate(absl::StrCat("rate: '7' ", other))))
        .Replied<v1::RecordExchangeRatesReply>("recorded: 1");
  }
}

TEST(RecordExchangeRates, SortsTheRatesOfOneCommandOneByOne) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordExchangeRates>(Of(Rate("")))
      .When<v1::RecordExchangeRates>(
          // Known from before; wrong; new; the same again; another under its day.
          Of(absl::StrCat(Rate(""), Rate("rate: '0'"), Rate("date: '2026-11-01'"),
                          Rate("date: '2026-11-01'"), Rate("date: '2026-11-01' rate: '2'"))))
      .Then(absl::StrCat("exchange_rates_recorded { ", Of(Rate("date: '2026-11-01'")), "}"))
      .Replied<v1::RecordExchangeRatesReply>(
          "recorded: 1 already_known: 2 "
          "refused { index: 1 field: 'rate' message: 'is \"0\"; a rate is a decimal number above 0 "
          "like 0.91, of at most 12 decimals' } "
          "refused { index: 4 field: 'rate' message: 'is \"2\", but was recorded as \"1.09\"; "
          "another rate needs a day of its own' }");
}

// Each row is right up to the field that it names.
TEST(RecordExchangeRates, RefusesARateByItsField) {
  const std::string currencies = "from_currency: 'EUR' to_currency: 'USD' ";
  const std::string long_source(101, 'x');
  struct Row {
    std::string rate;
    const char* field;
    const char* message;
  };
  const Row rows[] = {
      {"", "from_currency", "is missing"},
      {"from_currency: 'eur'", "from_currency",
       "is \"eur\"; an ISO 4217 currency code is like EUR"},
      {"from_currency: 'EUR'", "to_currency", "is missing"},
      {"from_currency: 'EUR' to_currency: 'EUR'", "to_currency", "is EUR, as from_currency is"},
      {currencies, "rate", "is missing"},
      {currencies + "rate: '-1'", "rate",
       "is \"-1\"; a rate is a decimal number above 0 like 0.91, of at most 12 decimals"},
      {currencies + "rate: '0.000'", "rate",
       "is \"0.000\"; a rate is a decimal number above 0 like 0.91, of at most 12 decimals"},
      {currencies + "rate: '1.0000000000001'", "rate",
       "is \"1.0000000000001\"; a rate is a decimal number above 0 like 0.91, of at most 12 "
       "decimals"},
      {absl::StrCat(currencies, "rate: '", std::string(1000, '1'), "'"), "rate",
       "is no rate; a rate is a decimal number above 0 like 0.91, of at most 12 decimals"},
      {currencies + "rate: '1'", "date", "is missing"},
      {currencies + "rate: '1' date: '2026-02-30'", "date",
       "is \"2026-02-30\"; a date is a day of the calendar, written like 2026-10-31"},
      {currencies + "rate: '1' date: '2026-02-28'", "source", "is missing"},
      {absl::StrCat(currencies, "rate: '1' date: '2026-02-28' source: '", long_source, "'"),
       "source", "is 101 bytes long; at most 100 are allowed"},
      {currencies + "rate: '1' date: '2026-02-28' source: '\\n'", "source",
       "has a control character at byte 1"},
  };
  for (const auto& [rate, field, message] : rows) {
    SCOPED_TRACE(rate);
    Scenario scenario = Provider();
    scenario.When<v1::RecordExchangeRates>(Of(absl::StrCat("rates { ", rate, " }"))).ThenNothing();
    v1::RecordExchangeRatesReply reply;
    v1::RefusedRate& refused = *reply.add_refused();
    refused.set_field(field);
    refused.set_message(message);
    scenario.Replied<v1::RecordExchangeRatesReply>(reply.ShortDebugString());
  }
}

TEST(RecordExchangeRates, Refuses) {
  Provider()
      .When<v1::RecordExchangeRates>("org_id: 'none'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
}

}  // namespace
}  // namespace tally
