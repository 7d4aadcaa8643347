#include "ledger/refusals.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

// Bytes of a text that are kept. Fields and ids are shorter, but for those that were refused.
constexpr size_t kMaxIdBytes = 256;
constexpr size_t kMaxFieldBytes = 256;
constexpr size_t kMaxMessageBytes = 1'000;
// Differences that are kept; those that are left out are counted.
constexpr int kMaxDifferences = 10;

// Cuts `text`, which is UTF-8, between two characters.
void Cut(std::string& text, size_t at_most) {
  if (text.size() <= at_most) return;
  while (at_most > 0 && (static_cast<unsigned char>(text[at_most]) & 0xC0) == 0x80) at_most -= 1;
  text.resize(at_most);
  text += "…";
}

uint64_t FirstKept(uint64_t last) { return last > kKeptRefusals ? last - kKeptRefusals + 1 : 1; }

}  // namespace

void CutTexts(v1::RefusalRecord& record) {
  Cut(*record.mutable_actor(), kMaxIdBytes);
  Cut(*record.mutable_request_id(), kMaxIdBytes);
  v1::Refusal& refusal = *record.mutable_refusal();
  Cut(*refusal.mutable_field(), kMaxFieldBytes);
  Cut(*refusal.mutable_message(), kMaxMessageBytes);
  const int left_out = std::max(refusal.differences_size() - kMaxDifferences, 0);
  refusal.mutable_differences()->DeleteSubrange(refusal.differences_size() - left_out, left_out);
  refusal.set_differences_left_out(refusal.differences_left_out() +
                                   static_cast<uint32_t>(left_out));
  for (v1::Difference& difference : *refusal.mutable_differences()) {
    Cut(*difference.mutable_line_id(), kMaxIdBytes);
    Cut(*difference.mutable_what(), kMaxFieldBytes);
    Cut(*difference.mutable_reviewed(), kMaxFieldBytes);
    Cut(*difference.mutable_now(), kMaxFieldBytes);
  }
}

bool Repeats(const v1::RefusalRecord& record, const v1::RefusalRecord& next) {
  return record.actor() == next.actor() && record.command() == next.command() &&
         record.refusal().reason() == next.refusal().reason() &&
         record.refusal().field() == next.refusal().field() &&
         FromProto(next.refused_at()) - FromProto(record.refused_at()) < kRepeatedWithin;
}

void CountIn(v1::RefusalRecord& record, const v1::RefusalRecord& next) {
  record.set_repeated_count(record.repeated_count() + 1 + next.repeated_count());
  *record.mutable_last_refused_at() =
      next.has_last_refused_at() ? next.last_refused_at() : next.refused_at();
}

void Refusals::Keep(absl::string_view org_id, v1::RefusalRecord record) {
  CutTexts(record);
  std::optional<v1::RefusalRecord> last = Last(org_id);
  if (last && Repeats(*last, record)) {
    CountIn(*last, record);
    records_.Put(org_id, last->number(), *last);
    return;
  }
  const uint64_t number = last ? last->number() + 1 : 1;
  record.set_number(number);
  records_.Put(org_id, number, record);
  if (number > kKeptRefusals) records_.Delete(org_id, number - kKeptRefusals);
}

uint64_t Refusals::FirstNumber(absl::string_view org_id) const {
  const uint64_t last = LastNumber(org_id);
  return last == 0 ? 0 : FirstKept(last);
}

uint64_t Refusals::LastNumber(absl::string_view org_id) const {
  const std::optional<v1::RefusalRecord> last = Last(org_id);
  return last ? last->number() : 0;
}

std::optional<v1::RefusalRecord> Refusals::Last(absl::string_view org_id) const {
  return records_.FindLast(org_id, std::numeric_limits<uint64_t>::max());
}

}  // namespace tally
