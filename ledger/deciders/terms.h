// Terms: what payment terms may say.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

inline constexpr uint32_t kMaxTermsDays = 365;

// FIELD_INVALID if `terms`, the value of `field`, have more days than a year.
inline absl::Status CheckTerms(const std::string& field, const v1::PaymentTerms& terms) {
  if (terms.days() <= kMaxTermsDays) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat(field, ".days"),
                absl::StrCat("is ", terms.days(), "; at most ", kMaxTermsDays, " are allowed"));
}

}  // namespace tally
