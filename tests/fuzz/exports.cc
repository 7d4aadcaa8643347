// Fuzz target: the verifier of exports and proofs of events.
//
//   input := file                 an export or a proof of SmallLog's month, more or less
//          | 0x00 size frame*     frames behind a header that the log has signed, of a tree of
//                                 `size` (8 bytes, big-endian) whose root is that of the month
//
// What is accepted of the first must be what the log recorded. The second is what no key protects
// from: a log that signs anything.

#include <sstream>

#include "absl/strings/strip.h"
#include "exports/small_log.h"
#include "fuzz/fuzz.h"
#include "ledger/base/utf8.h"
#include "ledger/exports/event_proof.h"
#include "ledger/exports/export_verifier.h"

namespace tally {
namespace {

// What the log recorded.
struct Recorded {
  std::vector<v1::ExportedEvent> events;
  Hash root = {};

  bool Has(uint64_t position) const { return position >= 1 && position <= events.size(); }
  const v1::ExportedEvent& At(uint64_t position) const { return events[position - 1]; }
};

Recorded RecordMonth() {
  SmallLog month;
  month.AddMonth();
  const std::string file = FileOf(month.Frames());
  std::istringstream in(file);
  Require(VerifyExport(in, SmallLog::Key().verifier(), [](uint64_t) {}).ok(),
          "the month's own export is verified");
  Recorded recorded{.events = {}, .root = month.root()};
  for (uint64_t at = 1; at <= month.size(); ++at) recorded.events.push_back(month.Event(at));
  return recorded;
}

const Recorded& Month() {
  static const Recorded month = RecordMonth();
  return month;
}

const SignerKey& Signer() {
  static const SignerKey signer = SmallLog::Key();
  return signer;
}

const VerifierKey& Key() {
  static const VerifierKey key = Signer().verifier();
  return key;
}

// Whether an event is as the log recorded it; personal texts may have been erased.
bool IsRecorded(const v1::ExportedEvent& event) {
  if (!Month().Has(event.leaf().position())) return false;
  const v1::ExportedEvent& recorded = Month().At(event.leaf().position());
  if (event.leaf().SerializeAsString() != recorded.leaf().SerializeAsString()) return false;
  if (event.sealed_event() != recorded.sealed_event()) return false;
  if (event.personal_size() != recorded.personal_size()) return false;
  for (int i = 0; i < event.personal_size(); ++i) {
    const v1::PersonalText& text = event.personal(i);
    const bool is_erased = text.salt().empty() && text.text().empty();
    if (!is_erased && text.SerializeAsString() != recorded.personal(i).SerializeAsString()) {
      return false;
    }
  }
  return true;
}

// The events of an export that was accepted.
std::vector<v1::ExportedEvent> EventsOf(const std::string& file) {
  std::istringstream in(file);
  std::vector<v1::ExportedEvent> events;
  for (auto frame = ReadFrame(in); frame.ok() && *frame; frame = ReadFrame(in)) {
    v1::ExportFrame parsed;
    Require(parsed.ParseFromString(**frame), "a frame that was accepted can be read");
    if (parsed.has_event()) events.push_back(parsed.event());
  }
  return events;
}

void CheckExport(const std::string& file) {
  std::istringstream in(file);
  const auto verified = VerifyExport(in, Key(), [](uint64_t) {});
  if (!verified.ok()) {
    Require(!verified.status().message().empty() && IsUtf8(verified.status().message()),
            "what is wrong with an export can be shown");
    return;
  }
  Require(verified->checkpoint.size == Month().events.size() &&
              verified->checkpoint.root == Month().root,
          "what was verified leads to the root that the log signed");
  const std::vector<v1::ExportedEvent> events = EventsOf(file);
  Require(events.size() == verified->event_count, "every event is counted");
  for (const v1::ExportedEvent& event : events) {
    Require(IsRecorded(event), "an event that was verified is the one that was recorded");
  }
  const v1::ExportRequest& request = verified->request;
  Require(!verified->is_whole() ||
              events.size() == request.last_position() - request.first_position() + 1,
          "a whole export leaves nothing out");
}

void CheckProof(absl::string_view file) {
  const auto proven = VerifyEventProof(file, Key());
  if (!proven.ok()) return;
  const uint64_t position = proven->leaf.position();
  Require(Month().Has(position), "what was proved is in the log");
  Require(proven->leaf.SerializeAsString() == Month().At(position).leaf().SerializeAsString(),
          "what was proved was recorded");
}

void CheckAnythingSigned(absl::string_view input) {
  if (input.size() < sizeof(uint64_t)) return;
  uint64_t size = 0;
  for (const char byte : input.substr(0, sizeof(size))) {
    size = size << 8 | static_cast<unsigned char>(byte);
  }
  v1::ExportFrame header;
  header.mutable_header()->set_version(1);
  header.mutable_header()->set_checkpoint(
      *SignCheckpoint({Signer().name, size, Month().root, {}}, Signer()));
  header.mutable_header()->mutable_request()->set_first_position(size == 0 ? 1 : size / 2 + 1);
  header.mutable_header()->mutable_request()->set_last_position(size);

  const std::string file = EncodeFrame(header) + std::string(input.substr(sizeof(uint64_t)));
  std::istringstream in(file);
  const auto verified = VerifyExport(in, Key(), [](uint64_t) {});
  Require(!verified.ok() || verified->event_count == EventsOf(file).size(),
          "every event is counted");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  absl::string_view input = TextOf(data, size);
  if (absl::ConsumePrefix(&input, absl::string_view("\0", 1))) {
    CheckAnythingSigned(input);
    return 0;
  }
  CheckExport(std::string(input));
  CheckProof(input);
  return 0;
}
