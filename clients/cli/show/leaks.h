// Leaks, coverage and findings, as tables.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/show/look.h"
#include "tally/v1/insight.pb.h"

namespace tally {

std::string LeakTable(const v1::BillingLeakPage& page, const Look& look);

// `only` is the kind that was asked for; unspecified if that was all.
std::string CoverageTable(const v1::MeterCoveragePage& page, v1::CoverageKind only,
                          const Look& look);
// `one`, `none`, `several`, `no_customer`.
std::vector<std::string> CoverageKindNames();
std::optional<v1::CoverageKind> ParseCoverageKind(absl::string_view name);

std::string FindingTable(const v1::BookFindingPage& page, const Look& look);

}  // namespace tally
