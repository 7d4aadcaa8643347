#include "ledger/exports/exported_event.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/logging.h"
#include "ledger/base/sha256.h"
#include "ledger/sealing/leaf.h"
#include "ledger/sealing/seal.h"

namespace tally {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

bool IsErased(const v1::PersonalText& text) { return text.salt().empty() && text.text().empty(); }

absl::StatusOr<v1::Event> Parse(const std::string& sealed_event) {
  v1::Event event;
  if (!event.ParseFromString(sealed_event)) return Wrong("its sealed event cannot be read");
  if (event.body_case() == v1::Event::BODY_NOT_SET) {
    return Wrong("its sealed event is of a type that this version of tally does not know");
  }
  return event;
}

}  // namespace

absl::StatusOr<std::vector<v1::ExportedEvent>> ExportedEventsOf(const v1::Commit& commit,
                                                                const v1::PersonalTexts& texts) {
  std::vector<v1::ExportedEvent> events;
  int next = 0;
  for (int i = 0; i < commit.events_size(); ++i) {
    v1::ExportedEvent& exported = events.emplace_back();
    *exported.mutable_leaf() = LeafOf(commit, i);
    exported.set_sealed_event(commit.events(i).sealed_event());
    absl::StatusOr<v1::Event> event = Parse(exported.sealed_event());
    const int first = next;
    const absl::Status status = event.ok() ? Unseal(*event, texts.texts(), next) : event.status();
    if (!status.ok()) {
      return absl::DataLossError(
          absl::StrCat("position ", exported.leaf().position(), ": ", status.message()));
    }
    for (int text = first; text < next; ++text) *exported.add_personal() = texts.texts(text);
  }
  if (next != texts.texts_size()) {
    return absl::DataLossError(absl::StrCat("position ", commit.first_position(),
                                            ": there are personal texts without a seal"));
  }
  return events;
}

absl::StatusOr<v1::Event> OpenEvent(const v1::ExportedEvent& event) {
  if (Sha256({event.sealed_event()}) != event.leaf().event_digest()) {
    return Wrong("its sealed event is not the one that its leaf holds the digest of");
  }
  absl::StatusOr<v1::Event> opened = Parse(event.sealed_event());
  if (!opened.ok()) return opened.status();
  int next = 0;
  if (const absl::Status status = Unseal(*opened, event.personal(), next); !status.ok()) {
    return Wrong(status.message());
  }
  if (next != event.personal_size()) return Wrong("it has a personal text without a seal");
  return opened;
}

uint64_t ErasedTextsOf(const v1::ExportedEvent& event) {
  return static_cast<uint64_t>(
      std::count_if(event.personal().begin(), event.personal().end(), &IsErased));
}

std::string NameOf(const v1::LeafEntry& leaf) {
  return absl::StrCat(absl::Utf8SafeCHexEscape(leaf.stream()), " version ", leaf.version());
}

bool ParseExactly(absl::string_view bytes, google::protobuf::Message& message) {
  if (bytes.size() > std::numeric_limits<int>::max()) return false;
  // What is wrong with it is said by whoever asked, and not by protobuf on standard error.
  const google::protobuf::LogSilencer silence;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  // Those would be written again as they were.
  message.DiscardUnknownFields();
  return message.SerializeAsString() == bytes;
}

}  // namespace tally
