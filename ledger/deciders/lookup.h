// Lookup: finds what a command names, or refuses in the same words everywhere.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/books/books.h"

namespace tally {

// Returns what `found` holds, or refuses because of `reason`, naming `id`, the value of `field`.
template <class Resource>
absl::StatusOr<Resource> OrRefuse(std::optional<Resource> found, v1::Reason reason,
                                  absl::string_view field, absl::string_view id) {
  if (found) return *std::move(found);
  return Refuse(reason, field, absl::StrCat("there is no \"", id, "\""));
}

inline absl::StatusOr<v1::Org> FindOrg(const Books& books, const std::string& org_id) {
  return OrRefuse(books.orgs.Find(org_id), v1::REASON_ORG_NOT_FOUND, "org_id", org_id);
}

inline absl::Status CheckOrg(const Books& books, const std::string& org_id) {
  return FindOrg(books, org_id).status();
}

inline absl::Status CheckTax(const Books& books, const std::string& org_id, absl::string_view field,
                             const std::string& tax_id) {
  return OrRefuse(books.taxes.Find(org_id, tax_id), v1::REASON_TAX_NOT_FOUND, field, tax_id)
      .status();
}

inline absl::Status CheckItem(const Books& books, const std::string& org_id,
                              absl::string_view field, const std::string& item_id) {
  return OrRefuse(books.items.Find(org_id, item_id), v1::REASON_ITEM_NOT_FOUND, field, item_id)
      .status();
}

inline absl::Status CheckSource(const Books& books, const std::string& org_id,
                                absl::string_view field, const std::string& source_id) {
  return OrRefuse(books.sources.Find(org_id, source_id), v1::REASON_SOURCE_NOT_FOUND, field,
                  source_id)
      .status();
}

inline absl::StatusOr<v1::Customer> FindCustomer(const Books& books, const std::string& org_id,
                                                 absl::string_view field,
                                                 const std::string& customer_id) {
  return OrRefuse(books.customers.Find(org_id, customer_id), v1::REASON_CUSTOMER_NOT_FOUND, field,
                  customer_id);
}

}  // namespace tally
