#include "ledger/audit/document_check.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/audit/difference.h"
#include "ledger/audit/subject.h"
#include "ledger/events/stream.h"

namespace tally {
namespace {

constexpr char kKind[] = "documents derived again";

using google::protobuf::Message;

const Message& BodyOf(const v1::Event& event) {
  const auto& reflection = *event.GetReflection();
  return reflection.GetMessage(
      event, reflection.GetOneofFieldDescriptor(event, v1::Event::descriptor()->oneof_decl(0)));
}

std::optional<std::string> DifferenceOf(const v1::Event& recorded, const v1::Event& derived) {
  if (recorded.body_case() != derived.body_case()) {
    return absl::StrCat(TypeOf(recorded), " is recorded, ", TypeOf(derived), " comes out");
  }
  return FirstDifference(BodyOf(recorded), BodyOf(derived));
}

// Compares event by event. Returns whether all are the same.
bool CompareEvents(const DecidedCommit& decided, const std::vector<v1::Event>& derived,
                   Findings& findings) {
  bool same = true;
  const size_t both = std::min(decided.events.size(), derived.size());
  for (size_t i = 0; i < both; ++i) {
    const v1::RecordedEvent& recorded = decided.events[i];
    const auto difference = DifferenceOf(recorded.event(), derived[i]);
    if (!difference) continue;
    same = false;
    findings.Add(kKind, SubjectOf(recorded.event()), recorded.position(), *difference);
    // What follows an event of another type is out of step.
    if (recorded.event().body_case() != derived[i].body_case()) return false;
  }
  for (size_t i = both; i < decided.events.size(); ++i) {
    findings.Add(
        kKind, SubjectOf(decided.events[i].event()), decided.events[i].position(),
        absl::StrCat(TypeOf(decided.events[i].event()), " is recorded, but does not come out"));
  }
  for (size_t i = both; i < derived.size(); ++i) {
    findings.Add(kKind, SubjectOf(derived[i]), decided.events.back().position(),
                 absl::StrCat(TypeOf(derived[i]), " comes out, but is not recorded"));
  }
  return same && decided.events.size() == derived.size();
}

}  // namespace

uint64_t CheckDocuments(const DecidedCommit& decided, const Books& books, Findings& findings) {
  const std::optional<DecidedAgain> again = DecideAgain(decided, books);
  if (!again) return 0;

  const v1::RecordedEvent& first = decided.events.front();
  const auto wrong = [&](absl::string_view message) {
    findings.Add(kKind, SubjectOf(first.event()), first.position(), message);
  };
  if (!again->events.ok()) {
    wrong(absl::StrCat("could not have been decided: ", again->events.status().message()));
    return 0;
  }
  if (decided.commit.command() != again->command) {
    wrong(absl::StrCat("was decided by ", decided.commit.command(), ", which does not lead to it"));
  }
  if (CompareEvents(decided, *again->events, findings) && decided.commit.reply() != again->reply) {
    wrong("the reply that is recorded is not the one that comes out");
  }
  return static_cast<uint64_t>(
      std::count_if(decided.events.begin(), decided.events.end(),
                    [](const auto& event) { return HoldsDocument(event.event()); }));
}

}  // namespace tally
