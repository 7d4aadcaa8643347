#include "ledger/deciders/base_totals.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/money/exchange.h"

namespace tally {

absl::Status SetBaseTotals(const v1::Org& org, const Facts& facts, v1::Invoice& invoice) {
  const std::string& currency = invoice.totals().total().currency();
  if (currency == org.currency()) return absl::OkStatus();
  const auto issue_date = ParseDate(invoice.issue_date());
  const auto rate = issue_date ? facts.RateOn(currency, org.currency(), *issue_date) : std::nullopt;
  if (!rate) return absl::OkStatus();

  const v1::ExchangeUse exchange = ExchangeUseOf(*rate);
  const auto totals = Convert(invoice.totals(), exchange, FromProto(org.rounding()));
  if (!totals) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "totals",
                  absl::StrCat("in ", org.currency(), " do not fit"));
  }
  *invoice.mutable_base_totals()->mutable_exchange() = exchange;
  *invoice.mutable_base_totals()->mutable_totals() = *totals;
  return absl::OkStatus();
}

}  // namespace tally
