#include "ledger/log/record.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/random.h"
#include "ledger/base/sha256.h"
#include "ledger/sealing/seal.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr char kFormat = 0x01;
constexpr size_t kHashBytes = 32;
constexpr size_t kLengthBytes = 4;
constexpr size_t kHeaderBytes = 1 + kHashBytes + kLengthBytes;
constexpr size_t kSaltBytes = 16;

// The parts of a record; they last as long as it does.
struct Parts {
  absl::string_view hash;
  absl::string_view commit;
  absl::string_view personal;
};

std::string LengthOf(absl::string_view commit) {
  std::string length;
  for (int shift = 24; shift >= 0; shift -= 8) {
    length.push_back(static_cast<char>(commit.size() >> shift));
  }
  return length;
}

absl::StatusOr<Parts> Split(absl::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes.front() != kFormat) {
    return absl::DataLossError("a record of the log has an unknown format");
  }
  size_t length = 0;
  for (const char byte : bytes.substr(1 + kHashBytes, kLengthBytes)) {
    length = length << 8 | static_cast<unsigned char>(byte);
  }
  const absl::string_view body = bytes.substr(kHeaderBytes);
  if (length > body.size()) return absl::DataLossError("a record of the log is cut off");
  return Parts{.hash = bytes.substr(1, kHashBytes),
               .commit = body.substr(0, length),
               .personal = body.substr(length)};
}

absl::StatusOr<Record> Read(const Parts& parts) {
  Record record;
  const auto parse = [](absl::string_view from, google::protobuf::Message& to) {
    return to.ParseFromArray(from.data(), static_cast<int>(from.size()));
  };
  if (!parse(parts.commit, record.commit) || !parse(parts.personal, record.personal) ||
      record.commit.events_size() == 0) {
    return absl::DataLossError("a record of the log cannot be read");
  }
  return record;
}

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

void AddEvent(const std::string& stream, uint64_t version, v1::Event event, Record& record) {
  Seal(
      event, [] { return RandomBytes(kSaltBytes); }, *record.personal.mutable_texts());
  v1::CommittedEvent& committed = *record.commit.add_events();
  committed.set_stream(stream);
  committed.set_version(version);
  committed.set_sealed_event(EncodeDeterministically(event));
}

std::string EncodeRecord(const Record& record, v1::LogHead& head) {
  const std::string commit = EncodeDeterministically(record.commit);
  const std::string hash = Sha256({head.hash(), commit});
  Advance(head, record.commit, hash);
  return absl::StrCat(absl::string_view(&kFormat, 1), hash, LengthOf(commit), commit,
                      EncodeDeterministically(record.personal));
}

absl::StatusOr<Record> DecodeRecord(absl::string_view bytes, v1::LogHead& head) {
  const uint64_t expected = head.position() + 1;
  const absl::StatusOr<Parts> parts = Split(bytes);
  if (!parts.ok()) return Damaged(expected, parts.status().message());
  absl::StatusOr<Record> record = Read(*parts);
  if (!record.ok()) return Damaged(expected, record.status().message());
  if (record->commit.first_position() != expected) {
    return Damaged(expected,
                   absl::StrCat("the next record holds ", record->commit.first_position()));
  }
  if (Sha256({head.hash(), parts->commit}) != parts->hash) {
    return Damaged(expected, "its hash does not fit");
  }
  Advance(head, record->commit, parts->hash);
  return record;
}

absl::StatusOr<Record> ReadRecord(absl::string_view bytes) {
  const absl::StatusOr<Parts> parts = Split(bytes);
  if (!parts.ok()) return parts.status();
  return Read(*parts);
}

absl::StatusOr<v1::LogHead> HeadAfter(uint64_t position, absl::string_view bytes) {
  const absl::StatusOr<Parts> parts = Split(bytes);
  if (!parts.ok()) return Damaged(position, parts.status().message());
  const absl::StatusOr<Record> record = Read(*parts);
  if (!record.ok()) return Damaged(position, record.status().message());
  v1::LogHead head;
  Advance(head, record->commit, parts->hash);
  return head;
}

absl::Status ForEachEvent(const Record& record,
                          const std::function<bool(const v1::RecordedEvent&)>& use) {
  const v1::Commit& commit = record.commit;
  int next_text = 0;
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
    if (!recorded.mutable_event()->ParseFromString(event.sealed_event()) ||
        recorded.event().body_case() == v1::Event::BODY_NOT_SET) {
      return Damaged(recorded.position(),
                     "the event is of a type that this version of tallyd does not know");
    }
    const absl::Status unsealed =
        Unseal(*recorded.mutable_event(), record.personal.texts(), next_text);
    if (!unsealed.ok()) return Damaged(recorded.position(), unsealed.message());
    if (!use(recorded)) return absl::OkStatus();
  }
  if (next_text != record.personal.texts_size()) {
    return Damaged(recorded.position(), "there are personal texts without a seal");
  }
  return absl::OkStatus();
}

}  // namespace tally
