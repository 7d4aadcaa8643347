#include "ledger/log/record.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/sha256.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr char kFormat = 0x01;
constexpr size_t kHashBytes = 32;
constexpr size_t kHeaderBytes = 1 + kHashBytes;

void Advance(v1::LogHead& head, const v1::Commit& commit, absl::string_view hash) {
  head.set_position(commit.first_position() + static_cast<uint64_t>(commit.events_size()) - 1);
  head.set_hash(std::string(hash));
  *head.mutable_recorded_at() = commit.recorded_at();
}

absl::Status Damaged(uint64_t position, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("the log is damaged at position ", position, ": ", what,
                   ". Nothing after it can be trusted; restore the data directory from a backup"));
}

}  // namespace

v1::LogHead EmptyHead() {
  v1::LogHead head;
  head.set_hash(std::string(kHashBytes, '\0'));
  return head;
}

std::string EncodeRecord(const v1::Commit& commit, v1::LogHead& head) {
  const std::string body = EncodeDeterministically(commit);
  const std::string hash = Sha256({head.hash(), body});
  Advance(head, commit, hash);
  return absl::StrCat(absl::string_view(&kFormat, 1), hash, body);
}

absl::StatusOr<v1::Commit> DecodeRecord(absl::string_view record, v1::LogHead& head) {
  const uint64_t expected = head.position() + 1;
  absl::StatusOr<v1::Commit> commit = ReadRecord(record);
  if (!commit.ok()) return Damaged(expected, commit.status().message());
  if (commit->first_position() != expected) {
    return Damaged(expected, absl::StrCat("the next record holds ", commit->first_position()));
  }
  const absl::string_view hash = record.substr(1, kHashBytes);
  if (Sha256({head.hash(), record.substr(kHeaderBytes)}) != hash) {
    return Damaged(expected, "its hash does not fit");
  }
  Advance(head, *commit, hash);
  return commit;
}

absl::StatusOr<v1::Commit> ReadRecord(absl::string_view record) {
  if (record.size() < kHeaderBytes || record.front() != kFormat) {
    return absl::DataLossError("a record of the log has an unknown format");
  }
  v1::Commit commit;
  const absl::string_view body = record.substr(kHeaderBytes);
  if (!commit.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
      commit.events_size() == 0) {
    return absl::DataLossError("a record of the log cannot be read");
  }
  return commit;
}

absl::StatusOr<v1::LogHead> HeadAfter(uint64_t position, absl::string_view record) {
  const absl::StatusOr<v1::Commit> commit = ReadRecord(record);
  if (!commit.ok()) return Damaged(position, commit.status().message());
  v1::LogHead head;
  Advance(head, *commit, record.substr(1, kHashBytes));
  return head;
}

absl::Status ForEachEvent(const v1::Commit& commit,
                          const std::function<bool(const v1::RecordedEvent&)>& use) {
  v1::RecordedEvent recorded;
  recorded.set_org_id(commit.org_id());
  recorded.set_actor(commit.actor());
  recorded.set_request_id(commit.request_id());
  *recorded.mutable_recorded_at() = commit.recorded_at();
  for (int i = 0; i < commit.events_size(); ++i) {
    const v1::CommittedEvent& event = commit.events(i);
    recorded.set_position(commit.first_position() + static_cast<uint64_t>(i));
    recorded.set_stream(event.stream());
    recorded.set_version(event.version());
    if (!recorded.mutable_event()->ParseFromString(event.event()) ||
        recorded.event().body_case() == v1::Event::BODY_NOT_SET) {
      return Damaged(recorded.position(),
                     "the event is of a type that this version of tallyd does not know");
    }
    if (!use(recorded)) break;
  }
  return absl::OkStatus();
}

}  // namespace tally
