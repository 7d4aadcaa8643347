#include "ledger/insight/coverage.h"

namespace tally {

v1::MeterCoverage CoverageOf(const AccountMeter& meter, const std::string& customer_id) {
  v1::MeterCoverage coverage;
  *coverage.mutable_counted() = meter.counted;
  coverage.set_customer_id(customer_id);
  coverage.set_item_id(meter.item_id);
  for (const v1::PlanLine* line : meter.billed_by) coverage.add_line_ids(line->line_id());
  for (const v1::PlanLine* line : meter.compared_by) coverage.add_compared_by(line->line_id());
  coverage.set_kind(meter.billed_by.empty()       ? v1::COVERAGE_KIND_NONE
                    : meter.billed_by.size() == 1 ? v1::COVERAGE_KIND_ONE
                                                  : v1::COVERAGE_KIND_SEVERAL);
  return coverage;
}

v1::MeterCoverage NobodysCoverage(const v1::CountedMeter& counted) {
  v1::MeterCoverage coverage;
  *coverage.mutable_counted() = counted;
  coverage.set_kind(v1::COVERAGE_KIND_NO_CUSTOMER);
  return coverage;
}

}  // namespace tally
