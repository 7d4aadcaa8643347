// Settling: which invoices a credit is to settle, as options of a command say.

#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/commands/amounts.h"
#include "clients/cli/rpc/failure.h"
#include "tally/v1/payments.pb.h"

namespace tally {

struct Settling {
  // Each `NUMBER` or `NUMBER=AMOUNT`; the oldest first if there are none.
  std::vector<std::string> invoices;
  // Nothing is settled.
  bool keep = false;
};

// Adds --invoice and --keep.
void AddSettling(CLI::App& app, Settling& settling);

// Reads `NUMBER` or `NUMBER=AMOUNT`.
absl::StatusOr<v1::InvoiceShare> ShareOf(const std::string& text, const std::string& currency);

// Fills in what `request` is to settle, in amounts of `currency`.
template <class Request>
absl::Status SetSettles(const Settling& settling, const std::string& currency, Request& request) {
  if (settling.keep && !settling.invoices.empty()) {
    return WrongUsage("say --invoice or --keep, not both");
  }
  if (settling.keep) {
    request.mutable_none();
    return absl::OkStatus();
  }
  if (settling.invoices.empty()) {
    request.mutable_oldest_first();
    return absl::OkStatus();
  }
  for (const std::string& text : settling.invoices) {
    const auto share = ShareOf(text, currency);
    if (!share.ok()) return share.status();
    *request.mutable_chosen()->add_invoices() = *share;
  }
  return absl::OkStatus();
}

// Reads `KIND/ID`, as lists of credits write it: `payment/4711`, `credit_note/CREDIT-1`,
// `invoice/BILL-1`, `granted/goodwill`.
absl::StatusOr<v1::CreditName> ParseCreditName(const std::string& text);

}  // namespace tally
