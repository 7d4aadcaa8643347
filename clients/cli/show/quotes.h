// Quotes: what was offered, as a sheet that a client could read, and lists of quotes.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/show/look.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

std::string QuoteTable(const v1::QuotePage& page, const Look& look);

// Returns one revision of the quote, and what became of the quote.
std::string QuoteSheet(const v1::QuoteView& view, const v1::QuoteRevision& revision,
                       const Look& look);

// Names of statuses are as people type them: `sent`, `expired`.
std::string StatusName(v1::QuoteStatus status);
std::vector<std::string> QuoteStatusNames();
std::optional<v1::QuoteStatus> ParseQuoteStatus(absl::string_view name);

}  // namespace tally
