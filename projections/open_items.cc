#include "projections/open_items.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Where in keys the days after `day` start: behind the end of that text.
std::string After(const std::string& day) { return absl::StrCat(day, "\x01"); }

}  // namespace

void OpenItems::UseIfOpen(const ItemName& name, const Use& use) const {
  if (const auto item = Find(name)) use(*item);
}

void OpenItems::UseNotClosed(const std::string& customer_id, const v1::CustomerCreditPage& row,
                             const Use& use) const {
  for (const v1::CustomerCredit& item : row.credits()) {
    UseIfOpen({.customer_id = customer_id,
               .kind = static_cast<Number>(item.credit().kind()),
               .id = item.credit().id()},
              use);
  }
}

void OpenItems::ForEach(const Use& use) const {
  for (auto rows = receivables_.open.Scan(org_id_); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    UseNotClosed(TakeText(key), rows.row(), use);
  }
  auto rows = receivables_.closed_on.ScanFrom(After(day_), org_id_);
  for (; rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    ItemName name;
    TakeText(key);
    name.customer_id = TakeText(key);
    name.kind = TakeNumber(key);
    name.id = TakeText(key);
    UseIfOpen(name, use);
  }
}

void OpenItems::ForEachOf(const std::string& customer_id, const Use& use) const {
  const auto not_closed = receivables_.open.Find(org_id_, customer_id);
  if (not_closed) UseNotClosed(customer_id, *not_closed, use);
  auto rows = receivables_.closed.ScanFrom(After(day_), org_id_, customer_id);
  for (; rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    TakeText(key);
    ItemName name{.customer_id = customer_id, .kind = TakeNumber(key), .id = ""};
    name.id = TakeText(key);
    UseIfOpen(name, use);
  }
}

std::optional<OpenItem> OpenItems::Find(const ItemName& name) const {
  std::optional<OpenItem> item;
  auto rows = receivables_.changes.Scan(org_id_, name.customer_id, name.kind, name.id);
  for (; rows.Valid(); rows.Next()) {
    const v1::Allocation change = rows.row();
    if (change.date() > day_) break;
    const auto base =
        change.has_receivable_base() ? std::optional(change.receivable_base()) : std::nullopt;
    if (!item) {
      item = OpenItem{.name = name, .amount = change.amount(), .base = base};
      continue;
    }
    // Deciding made sure that all sums fit.
    item->amount = *Add(item->amount, change.amount());
    item->base = item->base && base ? Add(*item->base, *base) : std::nullopt;
  }
  if (item && item->amount.minor_units() == 0) return std::nullopt;
  return item;
}

}  // namespace tally
