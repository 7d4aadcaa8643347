#include "ledger/explain/usage_words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/explain/words.h"

namespace tally {
namespace {

// `; 4.25 hours`, or nothing that is not said.
std::string After(absl::string_view mark, absl::string_view text) {
  return text.empty() ? "" : absl::StrCat(mark, text);
}

std::string NameOf(const v1::BilledEntry& billed) {
  return absl::StrCat(billed.entry_id(), " of ", billed.source_id(), ": ");
}

// `contract end` of TRIGGER_KIND_CONTRACT_END.
std::string KindWords(const std::string& name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name.substr(prefix.size())), {{"_", " "}});
}

}  // namespace

std::string HoursText(absl::string_view hours) {
  return absl::StrCat(hours, hours == "1" ? " hour" : " hours");
}

std::string TimeWords(const v1::BilledEntry& billed, const v1::TimeEntry& entry) {
  return absl::StrCat(NameOf(billed), entry.minutes(), " minutes on ", DayWords(entry.date()),
                      After(" on ticket ", entry.ticket()), After(" on project ", entry.project()),
                      After(": ", entry.description()), "; ", HoursText(billed.quantity()),
                      " of it billed");
}

std::string ChargeWords(const v1::BilledEntry& billed, const v1::Charge& charge) {
  const std::string kind = charge.kind() == v1::CHARGE_KIND_UNSPECIFIED
                               ? ""
                               : KindWords(v1::ChargeKind_Name(charge.kind()), "CHARGE_KIND_");
  return absl::StrCat(NameOf(billed), charge.quantity(), After(" ", kind), " at ",
                      PriceWords(charge.unit_cost(), charge.cost_currency()), " ",
                      charge.cost_currency(), " each on ", DayWords(charge.date()),
                      After(": ", charge.description()));
}

std::string TriggerWords(const v1::BilledEntry& billed, const v1::Trigger& trigger) {
  return absl::StrCat(NameOf(billed), TriggerKindWords(trigger.kind()),
                      After(" of ", trigger.subject()), " on ", DayWords(trigger.date()),
                      After(": ", trigger.description()));
}

std::string TriggerKindWords(v1::TriggerKind kind) {
  if (kind == v1::TRIGGER_KIND_SLA_BREACH) return "missed service level";
  return KindWords(v1::TriggerKind_Name(kind), "TRIGGER_KIND_");
}

std::string WorkedWords(const v1::HoursAccount& hours, const v1::TimeQuantity& time) {
  const std::string worked = absl::StrCat(HoursText(hours.used()), " worked");
  if (time.increment_minutes() == 0) return worked;
  const bool is_total = time.increment_scope() == v1::INCREMENT_SCOPE_TOTAL;
  return absl::StrCat(worked, is_total ? ", the sum at each rate" : ", each entry",
                      " rounded up to ", time.increment_minutes(), " minutes");
}

std::string BeyondWords(const v1::HoursAccount& hours, v1::Overage overage) {
  const std::string beyond = absl::StrCat(HoursText(hours.beyond()), " beyond, ");
  switch (overage) {
    case v1::OVERAGE_FLAG:
      return beyond + "reported and not billed";
    case v1::OVERAGE_NEXT_PERIOD:
      return beyond + "the first to be taken of the next period's";
    default:
      return beyond + "billed";
  }
}

}  // namespace tally
