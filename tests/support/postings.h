// Postings: stories about documents on their way into accounting systems.

#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/books/postings.h"
#include "ledger/deciders/invoices.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/postings.h"
#include "support/provider.h"
#include "support/receivables.h"

namespace tally {

// Defines the accounting systems of `msp`, in text format.
inline void DefineSystems(Scenario& scenario, absl::string_view systems) {
  v1::DefineOrg command;
  *command.mutable_org() = *scenario.books().orgs.Find("msp");
  command.mutable_org()->clear_etag();
  *command.mutable_org()->mutable_accounting_systems() =
      Parse<v1::Org>(systems).accounting_systems();
  scenario.GivenCommand(command);
}

// Today is 3 November 2026. The provider posts to `books`, which takes no voids, and to `xero`.
inline Scenario ProviderWithBooks() {
  Scenario scenario = Provider();
  DefineSystems(scenario,
                "accounting_systems { system: 'books' } "
                "accounting_systems { system: 'xero' accepts_voids: true }");
  return scenario;
}

// Gives an invoice of 100.00 to alpha.
inline void Issue(Scenario& scenario, const std::string& number) {
  scenario.Given(Issued(number, "alpha", 10000, "USD", "2026-11-03", "2026-12-03",
                        "tax_groups { rate_percent: '0' "
                        "  taxable { minor_units: 10000 currency: 'USD' } "
                        "  tax { currency: 'USD' } }"));
}

// A command about a document in `books`, or in another system.
inline std::string Of(absl::string_view number, absl::string_view more = "",
                      absl::string_view system = "books") {
  return absl::StrCat("org_id: 'msp' system: '", system, "' document_number: '", number, "' ",
                      more);
}

inline void Begin(Scenario& scenario, absl::string_view number,
                  absl::string_view system = "books") {
  scenario.GivenCommand<v1::BeginPosting>(Of(number, "", system));
}

inline void Post(Scenario& scenario, absl::string_view number, absl::string_view system = "books") {
  Begin(scenario, number, system);
  scenario.GivenCommand<v1::CompletePosting>(
      Of(number, absl::StrCat("external_id: 'id of ", number, "'"), system));
}

// The state of a document, without the prefix that all states have.
inline std::string StateOf(const Scenario& scenario, const std::string& number,
                           const std::string& system = "books") {
  const auto document = scenario.books().documents.Find("msp", number);
  EXPECT_TRUE(document) << "there is no document " << number;
  if (!document) return "";
  return v1::PostingState_Name(FindPosting(scenario.books(), "msp", system, *document).state())
      .substr(sizeof("POSTING_STATE_") - 1);
}

// The documents in a state, in order: `B-1 B-2`.
inline std::string DocumentsIn(v1::PostingState state, const Scenario& scenario,
                               const std::string& system = "books") {
  std::vector<std::string> numbers;
  for (auto rows = PostingsIn(state, scenario.books(), "msp", system, ""); rows.Valid();
       rows.Next()) {
    numbers.push_back(rows.row().value());
  }
  return absl::StrJoin(numbers, " ");
}

}  // namespace tally
