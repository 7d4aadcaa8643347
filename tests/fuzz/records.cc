// Fuzz target: the records of the log, as a disk gives them back.

#include <google/protobuf/stubs/logging.h>

#include <string>

#include "fuzz/fuzz.h"
#include "ledger/log/record.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr size_t kLengthAt = 33;
constexpr size_t kCommitAt = 37;

v1::LogHead Before(const Record& record) {
  v1::LogHead head = EmptyHead();
  head.set_position(record.commit.first_position() - 1);
  return head;
}

bool IsSame(const Record& left, const Record& right) {
  return EncodeDeterministically(left.commit) == EncodeDeterministically(right.commit) &&
         EncodeDeterministically(left.personal) == EncodeDeterministically(right.personal);
}

// Changes a bit of the record that its hash covers; which one, its last byte says.
void CheckDamage(std::string bytes, size_t commit_bytes, v1::LogHead head) {
  const auto pick = static_cast<unsigned char>(bytes.back());
  const size_t at = pick * 37U % (kCommitAt + commit_bytes);
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << pick % 8));
  const bool is_in_length = at >= kLengthAt && at < kCommitAt;
  const auto damaged = DecodeRecord(bytes, head);
  Require(!damaged.ok(), is_in_length ? "a changed length is found" : "a changed bit is found");
  Require(absl::IsDataLoss(damaged.status()), "a damaged record is a loss of data");
}

void CheckRoundTrip(const Record& record) {
  v1::LogHead written = Before(record);
  const std::string bytes = EncodeRecord(record, written);
  v1::LogHead read = Before(record);
  const auto again = DecodeRecord(bytes, read);
  Require(again.ok() && IsSame(record, *again), "a record is read as it was written");
  Require(EncodeDeterministically(read) == EncodeDeterministically(written),
          "who reads a log ends where its writer did");
  const auto head = HeadAfter(record.commit.first_position(), bytes);
  Require(head.ok() && EncodeDeterministically(*head) == EncodeDeterministically(written),
          "the last record tells where the log ends");
  v1::LogHead before = Before(record);
  Require(EncodeRecord(*again, before) == bytes, "a record has one way to be written");
  CheckDamage(bytes, record.commit.ByteSizeLong(), Before(record));
}

void CheckEvents(const Record& record) {
  uint64_t events = 0;
  const absl::Status status = ForEachEvent(record, [&](const v1::RecordedEvent& event) {
    Require(event.position() == record.commit.first_position() + events, "positions have no gap");
    Require(event.event().body_case() != v1::Event::BODY_NOT_SET, "every event says something");
    ++events;
    return true;
  });
  Require(status.ok() || absl::IsDataLoss(status),
          "an event that cannot be read is a loss of data");
  Require(!status.ok() || events == static_cast<uint64_t>(record.commit.events_size()),
          "no event is left out");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  // Which says on standard error what it does not take.
  const google::protobuf::LogSilencer silence;
  const absl::string_view bytes = TextOf(data, size);
  v1::LogHead head = EmptyHead();
  const auto decoded = DecodeRecord(bytes, head);
  Require(decoded.ok() || absl::IsDataLoss(decoded.status()), "a damaged record is a loss of data");
  const auto record = ReadRecord(bytes);
  Require(record.ok() || !decoded.ok(), "a record that is whole can be read");
  Require(record.ok() == HeadAfter(1, bytes).ok(), "a record that can be read has an end");
  if (!record.ok()) return 0;
  CheckRoundTrip(*record);
  CheckEvents(*record);
  return 0;
}
