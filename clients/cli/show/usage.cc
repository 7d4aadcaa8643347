#include "clients/cli/show/usage.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

// What a trigger comes to: `500.00`, `10%`, or nothing.
std::string Extent(const v1::Trigger& trigger) {
  if (!trigger.percent().empty()) return absl::StrCat(trigger.percent(), "%");
  return Grouped(trigger.amount());
}

}  // namespace

std::string TimeTable(const v1::TimeEntryPage& page, const Look& look) {
  TextTable table({{"client"},
                   {"date"},
                   {"minutes", TextTable::kRight},
                   {"ticket", TextTable::kLeft, TextTable::kMayVanish},
                   {"project", TextTable::kLeft, TextTable::kMayVanish},
                   {"billable", TextTable::kLeft, TextTable::kMayVanish},
                   {"rate", TextTable::kRight, TextTable::kMayVanish},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"source"},
                   {"entry", TextTable::kLeft, TextTable::kMayShrink},
                   {"position", TextTable::kRight}});
  for (const v1::RecordedTime& row : page.entries()) {
    const v1::TimeEntry& entry = row.entry();
    table.Add({{entry.customer_id()},
               {entry.date()},
               {Grouped(absl::StrCat(entry.minutes()))},
               {entry.ticket()},
               {entry.project()},
               {entry.not_billable() ? "no" : ""},
               {Grouped(entry.unit_price())},
               {entry.description()},
               {row.source_id()},
               {entry.entry_id()},
               {absl::StrCat(row.position())}});
  }
  return table.empty() ? "No time entries.\n" : table.Layout(look);
}

std::string ChargeTable(const v1::ChargePage& page, const Look& look) {
  TextTable table({{"client"},
                   {"date"},
                   {"kind"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"quantity", TextTable::kRight},
                   {"unit cost", TextTable::kRight},
                   {"currency"},
                   {"source"},
                   {"entry", TextTable::kLeft, TextTable::kMayShrink},
                   {"position", TextTable::kRight}});
  for (const v1::RecordedCharge& row : page.charges()) {
    const v1::Charge& charge = row.charge();
    table.Add({{charge.customer_id()},
               {charge.date()},
               {KindName(charge.kind())},
               {charge.description()},
               {Grouped(charge.quantity())},
               {PriceText(charge.unit_cost(), charge.cost_currency())},
               {charge.cost_currency()},
               {row.source_id()},
               {charge.entry_id()},
               {absl::StrCat(row.position())}});
  }
  return table.empty() ? "No charges.\n" : table.Layout(look);
}

std::string TriggerTable(const v1::TriggerPage& page, const Look& look) {
  TextTable table({{"client"},
                   {"key", TextTable::kLeft, TextTable::kMayShrink},
                   {"kind"},
                   {"date"},
                   {"subject", TextTable::kLeft, TextTable::kMayVanish},
                   {"amount", TextTable::kRight, TextTable::kMayVanish},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"billed in"},
                   {"source"},
                   {"position", TextTable::kRight}});
  for (const v1::RecordedTrigger& row : page.triggers()) {
    const v1::Trigger& trigger = row.trigger();
    table.Add({{trigger.customer_id()},
               {trigger.key()},
               {KindName(trigger.kind())},
               {trigger.date()},
               {trigger.subject()},
               {Extent(trigger)},
               {trigger.description()},
               {row.billed_month()},
               {row.source_id()},
               {absl::StrCat(row.position())}});
  }
  return table.empty() ? "No triggers.\n" : table.Layout(look);
}

}  // namespace tally
