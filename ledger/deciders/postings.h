// Deciders of postings.proto.

#pragma once

#include <string>

#include "ledger/deciders/decider.h"
#include "tally/v1/postings.pb.h"

namespace tally {

Decision<v1::BeginPostingReply> Decide(const v1::BeginPosting& command, const Books& books,
                                       const Context& context);

Decision<> Decide(const v1::CompletePosting& command, const Books& books, const Context& context);

Decision<> Decide(const v1::FailPosting& command, const Books& books, const Context& context);

// Finds the document that a command or query about postings names, and checks that the org has its
// accounting system: ORG_NOT_FOUND, ACCOUNTING_SYSTEM_NOT_FOUND, DOCUMENT_NOT_FOUND.
absl::StatusOr<v1::IssuedDocument> FindDocument(const Books& books, const std::string& org_id,
                                                const std::string& system,
                                                const std::string& number);

// ORG_NOT_FOUND, ACCOUNTING_SYSTEM_NOT_FOUND.
absl::Status CheckAccountingSystem(const Books& books, const std::string& org_id,
                                   const std::string& system);

// INVOICE_IS_POSTED if the invoice is, or may be, in an accounting system that takes no voids.
absl::Status CheckVoidCanBePosted(const Books& books, const v1::Org& org,
                                  const std::string& invoice_number);

}  // namespace tally
