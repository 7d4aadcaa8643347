// Tax point: which day's rates tax a line.

#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/tax_amounts.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/taxes.pb.h"

namespace tally {

// Returns the rates of `tax` on `day`; a tax without a rate takes nothing.
TaxRates RatesOn(const v1::Tax& tax, absl::CivilDay day);

// Whether the tax id alone does not say at which rates a line is taxed.
bool HasSeveralRates(const v1::Tax& tax);

// Returns the day whose rates tax each line of `content`. With TAX_POINT_SERVICE it first splits
// lines whose rates change inside their service period into lines of one rate each, `seats`,
// `seats.rate-2` …, with their amounts in proportion to the days, by largest remainder. A discount
// of the document is split as it is spread over the lines.
std::vector<absl::CivilDay> SettleTaxPoints(const DraftInput& input, v1::DraftContent& content);

}  // namespace tally
