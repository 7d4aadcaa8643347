#include "ledger/insight/account_meters.h"

#include <algorithm>

namespace tally {
namespace {

bool Bills(const v1::CountedQuantity& counted, const v1::Account& account,
           const std::string& meter) {
  if (counted.source_id() != account.source_id() || counted.meter() != meter) return false;
  return counted.accounts().empty() ||
         std::ranges::find(counted.accounts(), account.account()) != counted.accounts().end();
}

bool ComparesWith(const v1::CountedQuantity& counted, const v1::Account& account,
                  const std::string& meter) {
  return std::ranges::any_of(counted.others(), [&](const v1::CountSource& other) {
    return other.source_id() == account.source_id() && other.meter() == meter;
  });
}

std::string MappedItem(const CustomerDay& day, const v1::Account& account,
                       const std::string& meter) {
  for (const v1::MeterOverride& own : day.customer().meters()) {
    if (own.source_id() == account.source_id() && own.meter() == meter) return own.item_id();
  }
  const auto mapped = day.input().facts.FindMeter(account.source_id(), meter);
  return mapped ? mapped->item_id() : "";
}

AccountMeter Look(const CustomerDay& day, const v1::Account& account, const std::string& meter,
                  const v1::Count& count) {
  AccountMeter found;
  found.counted = CountedMeterOf(account, meter, count);
  found.count = count;
  if (day.plan() != nullptr) {
    for (const v1::PlanLine& line : day.plan()->lines()) {
      if (!line.has_counted()) continue;
      if (Bills(line.counted(), account, meter)) found.billed_by.push_back(&line);
      if (ComparesWith(line.counted(), account, meter)) found.compared_by.push_back(&line);
    }
  }
  found.item_id = !found.billed_by.empty()     ? found.billed_by.front()->item_id()
                  : !found.compared_by.empty() ? found.compared_by.front()->item_id()
                                               : MappedItem(day, account, meter);
  return found;
}

}  // namespace

v1::CountedMeter CountedMeterOf(const v1::Account& account, const std::string& meter,
                                const v1::Count& count) {
  v1::CountedMeter counted;
  counted.set_source_id(account.source_id());
  counted.set_account(account.account());
  counted.set_meter(meter);
  counted.set_quantity(count.observation().quantity());
  *counted.mutable_observed_at() = count.observation().observed_at();
  counted.set_position(count.position());
  return counted;
}

std::vector<AccountMeter> MetersOf(const CustomerDay& day) {
  std::vector<v1::Account> accounts(day.customer().accounts().begin(),
                                    day.customer().accounts().end());
  std::ranges::sort(accounts, {}, [](const v1::Account& account) {
    return std::pair(account.source_id(), account.account());
  });
  std::vector<AccountMeter> meters;
  for (const v1::Account& account : accounts) {
    for (auto rows =
             day.books().series.Scan(day.org().org_id(), account.source_id(), account.account());
         rows.Valid(); rows.Next()) {
      absl::string_view key = rows.rest_of_key();
      const std::string meter = TakeText(key);
      if (const auto count = day.LastCount(account, meter)) {
        meters.push_back(Look(day, account, meter, *count));
      }
    }
  }
  return meters;
}

}  // namespace tally
