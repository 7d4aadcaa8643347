#include "ledger/access_log.h"

#include <limits>

#include "absl/time/time.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

constexpr uint64_t kFirst = std::numeric_limits<uint64_t>::max();

uint64_t IdOf(const v1::AccessRecord& record) {
  return kFirst - static_cast<uint64_t>(absl::ToUnixMicros(FromProto(record.at())));
}

}  // namespace

AccessClass ClassOf(const v1::AccessRecord& record) {
  return record.kind() == v1::ACCESS_KIND_SIGN_IN_REFUSED ? AccessClass::kSignInRefused
                                                          : AccessClass::kOther;
}

void AccessLog::Keep(const AccessNews& news) {
  for (const AccessNews::Note& note : news.notes) {
    for (const std::string& org_id : note.org_ids) Put(org_id, note);
  }
  for (const auto& [token, at] : news.uses) {
    uses_.Put(std::get<0>(token), std::get<1>(token), std::get<2>(token), at);
  }
}

void AccessLog::Put(const std::string& org_id, const AccessNews::Note& note) {
  const auto which = static_cast<uint64_t>(ClassOf(note.record));
  const uint64_t id = IdOf(note.record);
  const bool is_new = !records_.Has(org_id, which, id);
  records_.Put(org_id, which, id, note.record);
  if (!is_new) return;
  google::protobuf::UInt64Value count;
  if (const auto before = counts_.Find(org_id, which)) count = *before;
  if (count.value() < kKeptAccessRecords) {
    count.set_value(count.value() + 1);
    counts_.Put(org_id, which, count);
    return;
  }
  if (const auto oldest = records_.FindLast(org_id, which, kFirst)) {
    records_.Delete(org_id, which, IdOf(*oldest));
  }
}

}  // namespace tally
