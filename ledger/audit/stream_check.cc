#include "ledger/audit/stream_check.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/events/stream.h"
#include "ledger/events/visit.h"

namespace tally {
namespace {

constexpr char kKind[] = "streams of events";

// The org that the body of `event` says.
std::string OrgIn(const v1::Event& event) {
  std::string org_id;
  Visit(event, [&](const auto& body) {
    if constexpr (requires { body.org_id(); }) {
      org_id = body.org_id();
    } else {
      org_id = body.org().org_id();
    }
  });
  return org_id;
}

}  // namespace

void CheckStream(const Streams& streams, const v1::RecordedEvent& event, Findings& findings) {
  const std::string subject = absl::StrCat("stream ", event.stream());
  const auto wrong = [&](absl::string_view message) {
    findings.Add(kKind, subject, event.position(), message);
  };
  const std::string belongs = StreamOf(event.event());
  if (event.stream() != belongs) wrong(absl::StrCat("holds an event that belongs to ", belongs));
  const std::string org_id = OrgIn(event.event());
  if (event.org_id() != org_id) {
    wrong(absl::StrCat("holds an event of ", org_id, " under the org ", event.org_id()));
  }
  const auto head = streams.heads.Find(event.org_id(), event.stream());
  const uint64_t expected = head ? head->version() + 1 : 1;
  if (event.version() != expected) {
    wrong(absl::StrCat("goes on with version ", event.version(), " where ", expected, " is next"));
  }
}

}  // namespace tally
