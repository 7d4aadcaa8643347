#include "ledger/deciders/month_end.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/money/exchange.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// What was open, and what that is in the books.
struct OpenThen {
  v1::Money open;
  v1::Money booked;
};

// Adds to `sum`; whether it fits.
bool AddTo(std::optional<OpenThen>& sum, const v1::Money& open, const v1::Money& booked) {
  if (!sum) {
    sum = OpenThen{open, booked};
    return true;
  }
  const auto more_open = Add(sum->open, open);
  const auto more_booked = Add(sum->booked, booked);
  if (!more_open || !more_booked) return false;
  sum = OpenThen{*more_open, *more_booked};
  return true;
}

absl::Status DoesNotFit(const std::string& customer_id) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "month",
                absl::StrCat("what is open of ", customer_id, " does not fit"));
}

class MonthEnd {
 public:
  MonthEnd(const Books& books, const v1::Org& org, absl::CivilMonth month)
      : books_(books), org_(org), end_(DaysOf(month).end) {}

  // Adds up, by currency and customer, what was open at the end.
  absl::Status Look() {
    CollectSettledSince();
    for (const auto& [number, since] : settled_since_) {
      if (!since) return DoesNotFit(number);
      if (absl::Status is = Take(number, since); !is.ok()) return is;
    }
    for (auto rows = books_.open_invoices.Scan(org_.org_id()); rows.Valid(); rows.Next()) {
      absl::string_view key = rows.rest_of_key();
      TakeText(key);  // The customer.
      TakeText(key);  // The due date.
      const std::string number = TakeText(key);
      if (settled_since_.contains(number)) continue;
      if (absl::Status is = Take(number, std::nullopt); !is.ok()) return is;
    }
    return absl::OkStatus();
  }

  // By currency and customer.
  const std::map<std::pair<std::string, std::string>, std::optional<OpenThen>>& open() const {
    return open_;
  }

 private:
  // What was taken off each invoice after the end of the month; nothing where it does not fit.
  void CollectSettledSince() {
    const std::string from = KeyOf(Text(FormatDate(end_)));
    for (auto rows = books_.settled_on.ScanFrom(from, org_.org_id()); rows.Valid(); rows.Next()) {
      const v1::Allocation day = rows.row();
      const auto [known, is_first] = settled_since_.try_emplace(
          day.invoice_number(), OpenThen{day.amount(), day.receivable_base()});
      if (is_first || !known->second) continue;
      if (!AddTo(known->second, day.amount(), day.receivable_base())) known->second.reset();
    }
  }

  absl::Status Take(const std::string& number, const std::optional<OpenThen>& since) {
    const v1::InvoiceSettlement settlement = *books_.settlements.Find(org_.org_id(), number);
    if (!settlement.has_open_base()) return absl::OkStatus();
    if (settlement.issue_date() >= FormatDate(end_)) return absl::OkStatus();
    std::optional<OpenThen> then = OpenThen{settlement.open(), settlement.open_base()};
    if (since && !AddTo(then, since->open, since->booked)) return DoesNotFit(number);
    if (then->open.minor_units() == 0) return absl::OkStatus();
    auto& sum = open_[{then->open.currency(), settlement.customer_id()}];
    if (!AddTo(sum, then->open, then->booked)) return DoesNotFit(settlement.customer_id());
    return absl::OkStatus();
  }

  const Books& books_;
  const v1::Org& org_;
  // The day after the last of the month.
  const absl::CivilDay end_;
  std::map<std::string, std::optional<OpenThen>> settled_since_;
  std::map<std::pair<std::string, std::string>, std::optional<OpenThen>> open_;
};

}  // namespace

absl::StatusOr<google::protobuf::RepeatedPtrField<v1::CurrencyRevaluation>> RevaluationsAt(
    const Books& books, const v1::Org& org, absl::CivilMonth month) {
  MonthEnd month_end(books, org, month);
  if (absl::Status is = month_end.Look(); !is.ok()) return is;

  const BookFacts facts(books, org.org_id());
  const absl::CivilDay last_day = DaysOf(month).end - 1;
  google::protobuf::RepeatedPtrField<v1::CurrencyRevaluation> revaluations;
  for (const auto& [key, then] : month_end.open()) {
    const auto& [currency, customer_id] = key;
    const auto rate = facts.RateOn(currency, org.currency(), last_day);
    if (!rate) continue;
    const auto worth = Convert(then->open, ExchangeUseOf(*rate), FromProto(org.rounding()));
    const auto unrealised = worth ? Subtract(*worth, then->booked) : std::nullopt;
    if (!unrealised) return DoesNotFit(customer_id);
    if (unrealised->minor_units() == 0) continue;
    v1::CurrencyRevaluation& revaluation = *revaluations.Add();
    revaluation.set_customer_id(customer_id);
    *revaluation.mutable_open() = then->open;
    *revaluation.mutable_booked() = then->booked;
    *revaluation.mutable_worth() = *worth;
    *revaluation.mutable_unrealised() = *unrealised;
    *revaluation.mutable_rate() = *rate;
  }
  return revaluations;
}

}  // namespace tally
