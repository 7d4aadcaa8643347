// AnyLine: lines of plans made up at random, of every kind that is accepted.

#pragma once

#include <string>

#include "tally/v1/plans.pb.h"

namespace tally {

enum class LineKind { kFixed, kCounted, kTime, kPassThrough, kTriggered, kCredit };

// A line of that kind, with all that goes with it. A credit is on the line `credited`.
v1::PlanLine AnyLine(LineKind kind, const std::string& line_id, const std::string& credited = "");

// Gives a line another price, quantity or rule, and keeps its kind and its periods.
void ChangeLine(v1::PlanLine& line);

// A line that makes every month of its plan one that is billed.
v1::PlanLine BaseLine(const std::string& line_id);

// How often; unset in one of five cases.
void SetAnyCadence(v1::PlanLine& line);
// In advance in one of two cases.
void SetAnyTiming(v1::PlanLine& line);
v1::Proration AnyProration();
v1::TieredPrice AnyTiers();
v1::Discount AnyDiscount();
// A price like 12.5, at times 0 or with many decimals.
std::string AnyPrice();

}  // namespace tally
