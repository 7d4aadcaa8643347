#include "ledger/deciders/exchange_rates.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/recording.h"
#include "ledger/formats/format.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr size_t kMaxSourceBytes = 100;
constexpr size_t kMaxRateShown = 40;
constexpr char kAdvice[] = "another rate needs a day of its own";

std::optional<Wrong> CheckSourceOf(const v1::ExchangeRate& rate) {
  auto wrong = CheckNeeded("source", rate.source(), v1::FORMAT_TEXT);
  if (wrong || rate.source().size() <= kMaxSourceBytes) return wrong;
  return Wrong{"source", absl::StrCat("is ", rate.source().size(), " bytes long; at most ",
                                      kMaxSourceBytes, " are allowed")};
}

// A rate is written as a price is, but is not zero.
std::optional<Wrong> CheckRate(const std::string& rate) {
  if (rate.empty()) return Wrong{"rate", "is missing"};
  const bool is_written = !ProblemWith(rate, v1::FORMAT_PRICE) && CanonicalNumber(rate) != "0";
  if (is_written) return std::nullopt;
  const std::string is =
      rate.size() > kMaxRateShown ? "is no rate" : absl::StrCat("is \"", rate, "\"");
  return Wrong{"rate",
               absl::StrCat(is, "; a rate is a decimal number above 0 like 0.91, of at most ",
                            "12 decimals")};
}

std::optional<Wrong> Check(const v1::ExchangeRate& rate) {
  auto wrong = CheckNeeded("from_currency", rate.from_currency(), v1::FORMAT_CURRENCY);
  if (wrong) return wrong;
  if ((wrong = CheckNeeded("to_currency", rate.to_currency(), v1::FORMAT_CURRENCY))) return wrong;
  if (rate.from_currency() == rate.to_currency()) {
    return Wrong{"to_currency", absl::StrCat("is ", rate.to_currency(), ", as from_currency is")};
  }
  if ((wrong = CheckRate(rate.rate()))) return wrong;
  if ((wrong = CheckNeeded("date", rate.date(), v1::FORMAT_DATE))) return wrong;
  return CheckSourceOf(rate);
}

v1::ExchangeRate Canonical(v1::ExchangeRate rate) {
  rate.set_rate(CanonicalNumber(rate.rate()));
  return rate;
}

std::optional<v1::ExchangeRate> Known(const Books& books, const std::string& org_id,
                                      const v1::ExchangeRate& rate) {
  const auto known =
      books.exchange_rates.Find(org_id, rate.from_currency(), rate.to_currency(), rate.date());
  if (!known) return std::nullopt;
  return known->rate();
}

}  // namespace

Decision<v1::RecordExchangeRatesReply> Decide(const v1::RecordExchangeRates& command,
                                              const Books& books, const Context&) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;

  Recording<v1::ExchangeRate, v1::RecordExchangeRatesReply> recording;
  for (const v1::ExchangeRate& rate : command.rates()) {
    if (const auto wrong = Check(rate)) {
      recording.Refuse(*wrong);
      continue;
    }
    const std::string id =
        KeyOf(Text(rate.from_currency()), Text(rate.to_currency()), Text(rate.date()));
    recording.Take(Canonical(rate), id, Known(books, command.org_id(), rate), kAdvice);
  }

  Outcome<v1::RecordExchangeRatesReply> outcome{.events = {}, .reply = recording.reply()};
  if (recording.entries().empty()) return outcome;
  v1::ExchangeRatesRecorded event;
  event.set_org_id(command.org_id());
  *event.mutable_rates() = recording.entries();
  outcome.events.push_back(Wrap(std::move(event)));
  return outcome;
}

}  // namespace tally
