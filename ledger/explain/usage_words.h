// Usage words: the sentences about hours, costs and what happened once, from facts alone.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

// `e1 of desk: 250 minutes on 7 Mar 2026 on ticket T1: Printer; 4.25 hours of it billed`.
std::string TimeWords(const v1::BilledEntry& billed, const v1::TimeEntry& entry);
// `e2 of desk: 2 hardware at 900.00 EUR each on 9 Oct 2026: Laptop`.
std::string ChargeWords(const v1::BilledEntry& billed, const v1::Charge& charge);
// `m1 of desk: milestone of rollout on 5 Oct 2026: Go-live`.
std::string TriggerWords(const v1::BilledEntry& billed, const v1::Trigger& trigger);

// `milestone`, `contract end`.
std::string TriggerKindWords(v1::TriggerKind kind);

// `2.75 hours`, `1 hour`.
std::string HoursText(absl::string_view hours);
// `12.75 hours worked, each entry rounded up to 15 minutes`.
std::string WorkedWords(const v1::HoursAccount& hours, const v1::TimeQuantity& time);
// `2.75 hours beyond, billed`: what becomes of them is what `overage` says.
std::string BeyondWords(const v1::HoursAccount& hours, v1::Overage overage);

}  // namespace tally
