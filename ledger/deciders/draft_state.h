// Draft state: finds the draft that a command is about, and refuses if its state forbids it.

#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/books/books.h"
#include "ledger/deciders/lookup.h"

namespace tally {

// Returns the draft of the customer's month.
template <class C>
absl::StatusOr<v1::Draft> FindDraft(const C& command, const Books& books) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  const auto customer = FindCustomer(books, command.org_id(), "customer_id", command.customer_id());
  if (!customer.ok()) return customer.status();
  auto draft = books.drafts.Find(command.org_id(), command.month(), command.customer_id());
  if (draft) return *std::move(draft);
  return Refuse(v1::REASON_DRAFT_NOT_FOUND, "month",
                absl::StrCat(command.customer_id(), " has no draft for ", command.month()));
}

// Refuses if the draft is an invoice.
inline absl::Status CheckIsDraft(const v1::Draft& draft) {
  if (draft.status() != v1::DRAFT_STATUS_APPROVED) return absl::OkStatus();
  return Refuse(
      v1::REASON_DRAFT_APPROVED, "month",
      absl::StrCat("the draft of ", draft.customer_id(), " is invoice ", draft.invoice_number()));
}

// Refuses unless the draft is in review.
inline absl::Status CheckIsInReview(const v1::Draft& draft) {
  if (absl::Status is = CheckIsDraft(draft); !is.ok()) return is;
  if (draft.status() == v1::DRAFT_STATUS_HELD) {
    return Refuse(v1::REASON_DRAFT_HELD, "month",
                  absl::StrCat("the draft of ", draft.customer_id(), " is held: ", draft.reason()));
  }
  if (draft.status() == v1::DRAFT_STATUS_REJECTED) {
    return Refuse(
        v1::REASON_DRAFT_REJECTED, "month",
        absl::StrCat("the draft of ", draft.customer_id(), " was rejected: ", draft.reason()));
  }
  return absl::OkStatus();
}

}  // namespace tally
