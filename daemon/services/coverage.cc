#include "daemon/services/coverage.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/services/asked.h"
#include "ledger/insight/account_meters.h"
#include "ledger/insight/coverage.h"
#include "ledger/insight/customer_day.h"

namespace tally {
namespace {

// Says how meters are covered. Meters of one customer mostly come one after the other, so the last
// customer is remembered.
class Coverer {
 public:
  Coverer(const Books& books, const v1::Org& org, absl::CivilDay day)
      : books_(books), org_(org), nobodys_(books, org, v1::Customer(), day) {}

  // Nothing if the meter was not counted by the end of the day.
  std::optional<v1::MeterCoverage> Cover(const v1::Account& account, const std::string& meter) {
    const auto owner =
        books_.account_owners.Find(org_.org_id(), account.source_id(), account.account());
    if (!owner) {
      const auto count = nobodys_.LastCount(account, meter);
      if (!count) return std::nullopt;
      return NobodysCoverage(CountedMeterOf(account, meter, *count));
    }
    Remember(owner->value());
    for (const AccountMeter& each : customer_->meters) {
      const bool is_same = each.counted.source_id() == account.source_id() &&
                           each.counted.account() == account.account() &&
                           each.counted.meter() == meter;
      if (is_same) return CoverageOf(each, owner->value());
    }
    return std::nullopt;
  }

 private:
  struct Remembered {
    Remembered(const Books& books, const v1::Org& org, const v1::Customer& customer,
               absl::CivilDay day_of)
        : day(books, org, customer, day_of), meters(MetersOf(day)) {}

    // The meters refer to its plan.
    const CustomerDay day;
    const std::vector<AccountMeter> meters;
  };

  void Remember(const std::string& customer_id) {
    if (customer_ != nullptr && customer_->day.customer().customer_id() == customer_id) return;
    customer_ = std::make_unique<Remembered>(
        books_, org_, *books_.customers.Find(org_.org_id(), customer_id), nobodys_.day());
  }

  const Books& books_;
  const v1::Org& org_;
  // For accounts that are nobody's.
  const CustomerDay nobodys_;
  std::unique_ptr<Remembered> customer_;
};

}  // namespace

absl::StatusOr<v1::MeterCoveragePage> ListCoverage(const v1::ListMeterCoverage& query,
                                                   const View& view, absl::Time now) {
  const absl::StatusOr<AskedDay> asked = DayAsked(query, view, now);
  if (!asked.ok()) return asked.status();
  Coverer coverer(view.books(), asked->org, asked->day);
  v1::MeterCoveragePage reply;
  reply.set_date(asked->date);
  reply.set_next_page_token(asked->page.Fill(
      view.books().series.ScanFrom(asked->page.from(), query.org_id()), [&](const auto& rows) {
        absl::string_view key = rows.rest_of_key();
        v1::Account account;
        account.set_source_id(TakeText(key));
        account.set_account(TakeText(key));
        const auto coverage = coverer.Cover(account, TakeText(key));
        if (!coverage) return false;
        if (query.kind() != v1::COVERAGE_KIND_UNSPECIFIED && query.kind() != coverage->kind()) {
          return false;
        }
        *reply.add_meters() = *coverage;
        return true;
      }));
  return reply;
}

}  // namespace tally
