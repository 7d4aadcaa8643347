#include "ledger/audit/record_chain.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

constexpr char kKind[] = "the chain of records";
constexpr size_t kMaxStreams = 3;

std::string Subject(uint64_t position) { return absl::StrCat("position ", position); }

uint64_t LastPositionOf(const v1::Commit& commit) {
  return commit.first_position() + static_cast<uint64_t>(commit.events_size()) - 1;
}

}  // namespace

std::string StreamsIn(const v1::Commit& commit) {
  std::set<std::string> names;
  for (const v1::CommittedEvent& event : commit.events()) names.insert(event.stream());
  std::vector<std::string> first;
  for (const std::string& name : names) {
    if (first.size() < kMaxStreams) first.push_back(name);
  }
  const std::string more = names.size() > kMaxStreams ? " and others" : "";
  return absl::StrCat(absl::StrJoin(first, ", "), more, " of ", commit.org_id());
}

absl::StatusOr<Record> RecordChain::Read(uint64_t position, absl::string_view stored) {
  const uint64_t expected = head_.position() + 1;
  if (position != expected) {
    return absl::DataLossError(absl::StrCat("the record at position ", expected,
                                            " is missing; the next is kept under ", position));
  }
  v1::LogHead next = head_;
  absl::StatusOr<Record> record = DecodeRecord(stored, next);
  if (!record.ok() && !other_hash_.empty()) {
    next = head_;
    next.set_hash(other_hash_);
    record = DecodeRecord(stored, next);
  }
  other_hash_.clear();
  if (!record.ok()) {
    record = ReadUnfit(stored, record.status().message());
    if (!record.ok()) return record;
    next = *HeadAfter(position, stored);
  }
  if (!IsValid(record->commit.recorded_at())) {
    return absl::DataLossError(absl::StrCat("the time of position ", position, " is no instant"));
  }
  if (head_.position() > 0 &&
      FromProto(record->commit.recorded_at()) < FromProto(head_.recorded_at())) {
    findings_.Add(
        kKind, Subject(position), position,
        absl::StrCat("was recorded at ", FormatInstant(FromProto(record->commit.recorded_at())),
                     ", before the event before it, at ",
                     FormatInstant(FromProto(head_.recorded_at()))));
  }
  head_ = next;
  return record;
}

absl::StatusOr<Record> RecordChain::ReadUnfit(absl::string_view stored, absl::string_view why) {
  const uint64_t position = head_.position() + 1;
  absl::StatusOr<Record> record = ReadRecord(stored);
  if (!record.ok()) return record;
  const v1::Commit& commit = record->commit;
  if (commit.first_position() != position) return absl::DataLossError(why);

  v1::LogHead as_if = head_;
  EncodeRecord(*record, as_if);
  other_hash_ = as_if.hash();
  const uint64_t last = LastPositionOf(commit);
  const std::string where = last == position ? "" : absl::StrCat(", up to position ", last, ",");
  findings_.Add(kKind, Subject(position), position,
                absl::StrCat("the hash of its record", where, " does not fit: ", StreamsIn(commit),
                             " was changed, or the record before it"));
  return record;
}

void RecordChain::CheckEnd(const v1::LogHead& head) {
  if (head_.position() != head.position()) {
    findings_.Add(kKind, "log", head_.position(),
                  absl::StrCat("ends at position ", head_.position(), ", but ", head.position(),
                               " was recorded"));
    return;
  }
  if (head_.hash() == head.hash() || other_hash_ == head.hash()) return;
  findings_.Add(kKind, "log", head_.position(),
                "ends with another record than the one that was recorded last");
}

}  // namespace tally
