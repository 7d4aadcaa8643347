// Definition: what commands that define a whole resource have in common.

#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/money/decimal.h"
#include "ledger/store/encoding.h"

namespace tally {

// Refuses if the caller's `etag` is set and not that of `current`.
template <class Resource>
absl::Status CheckEtag(const std::string& etag, const std::optional<Resource>& current) {
  const std::string is = current ? current->etag() : "";
  if (etag.empty() || etag == is) return absl::OkStatus();
  return Refuse(v1::REASON_ETAG_MISMATCH, "etag",
                absl::StrCat("is \"", etag, "\", but the resource has \"", is, "\" now"));
}

// Whether `current` is as `wanted`, whose etag is not set.
template <class Resource>
bool IsAs(std::optional<Resource> current, const Resource& wanted) {
  if (!current) return false;
  current->clear_etag();
  return EncodeDeterministically(*current) == EncodeDeterministically(wanted);
}

// Returns the shortest way to write a number; empty stays empty. `text` was checked at the gate.
inline std::string CanonicalNumber(const std::string& text) {
  return text.empty() ? text : Decimal::Parse(text).value_or(Decimal()).ToString();
}

}  // namespace tally
