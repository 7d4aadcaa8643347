#include "clients/cli/commands/amounts.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/rpc/failure.h"
#include "ledger/money/money.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

absl::StatusOr<v1::Money> AmountIn(const std::string& text, const std::string& currency) {
  const auto amount = ParseAmount(text, currency);
  if (amount) return *amount;
  return WrongUsage(absl::StrCat("not an amount in ", currency, ": ", text,
                                 "; write it like 1250.00 with no more decimals than it has"));
}

absl::StatusOr<std::string> CurrencyOfCustomer(Session& session, const std::string& customer_id) {
  v1::GetCustomerBalance request;
  request.set_customer_id(customer_id);
  const auto balance = session.Query<v1::CustomerBalance>(request);
  if (!balance.ok()) return balance.status();
  return balance->balance().currency();
}

}  // namespace tally
