#include "ledger/explain/entries.h"

#include "absl/strings/str_cat.h"
#include "ledger/explain/usage_words.h"

namespace tally {
namespace {

// Entries of different kinds may have the same id, but no event records two kinds.
std::string WordsFor(const Basis& basis, const v1::BilledEntry& entry) {
  if (const auto time = FindTime(basis, entry)) return TimeWords(entry, *time);
  if (const auto charge = FindCharge(basis, entry)) return ChargeWords(entry, *charge);
  if (const auto trigger = FindTrigger(basis, entry)) return TriggerWords(entry, *trigger);
  return absl::StrCat(entry.entry_id(), " of ", entry.source_id());
}

}  // namespace

std::optional<v1::TimeEntry> FindTime(const Basis& basis, const v1::BilledEntry& entry) {
  const auto place =
      basis.books->time_entry_ids.Find(basis.org_id, entry.source_id(), entry.entry_id());
  if (!place) return std::nullopt;
  const auto found = basis.books->time_entries.Find(
      basis.org_id, place->customer_id(), place->date(), entry.source_id(), entry.entry_id());
  if (!found || found->position() != entry.position()) return std::nullopt;
  return found->entry();
}

std::optional<v1::Charge> FindCharge(const Basis& basis, const v1::BilledEntry& entry) {
  const auto place =
      basis.books->charge_ids.Find(basis.org_id, entry.source_id(), entry.entry_id());
  if (!place) return std::nullopt;
  const auto found = basis.books->charges.Find(basis.org_id, place->customer_id(), place->date(),
                                               entry.source_id(), entry.entry_id());
  if (!found || found->position() != entry.position()) return std::nullopt;
  return found->charge();
}

std::optional<v1::Trigger> FindTrigger(const Basis& basis, const v1::BilledEntry& entry) {
  const auto found = basis.books->triggers.Find(basis.org_id, basis.customer.customer_id(),
                                                entry.entry_id(), entry.source_id());
  if (!found || found->position() != entry.position()) return std::nullopt;
  return found->trigger();
}

void AddEntries(const Basis& basis, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  for (const v1::BilledEntry& entry : line.entries()) {
    const Deed deed = grounds.DeedAt(entry.position(), basis.month.zone);
    grounds.Under(parent, v1::EXPLANATION_KIND_COUNT,
                  absl::StrCat(WordsFor(basis, entry), "; recorded ", deed.when), entry.position());
  }
}

}  // namespace tally
