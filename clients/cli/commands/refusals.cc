#include "clients/cli/show/refusals.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/audit.pb.h"

namespace tally {
namespace {

struct NoOptions {};

struct TailOptions {
  bool follow = false;
  std::optional<uint64_t> limit;
};

constexpr uint64_t kTailLines = 10;

absl::StatusOr<v1::RefusalPage> AllRefusals(Session& session, const std::string& org_id) {
  v1::ListRefusalsRequest request;
  request.set_org_id(org_id);
  return CallForAll<v1::RefusalPage>(session.connection(), request);
}

void Print(Session& session, const v1::RefusalRecord& record) {
  session.terminal().Print(session.prints_json() ? JsonLine(record) : RefusalLine(record));
}

absl::Status List(Session& session, const NoOptions&) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const auto page = AllRefusals(session, *org_id);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return RefusalTable(*page, session.look()); });
  return absl::OkStatus();
}

// Prints each refusal from a number on, for ever.
absl::Status Follow(Session& session, const std::string& org_id, uint64_t from) {
  v1::FollowRefusalsRequest request;
  request.set_org_id(org_id);
  request.set_from_number(from);
  const auto stream = session.connection().Open(v1::FollowRefusalsRequest::descriptor());
  stream->Write(request);
  stream->WritesDone();
  for (v1::RefusalPage page; stream->Read(page);) {
    for (const v1::RefusalRecord& record : page.refusals()) Print(session, record);
    if (!session.terminal().Flush()) return absl::OkStatus();
  }
  return stream->Finish();
}

absl::Status Tail(Session& session, const TailOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const auto page = AllRefusals(session, *org_id);
  if (!page.ok()) return page.status();
  const int count = page->refusals_size();
  const int shown =
      static_cast<int>(std::min(options.limit.value_or(kTailLines), static_cast<uint64_t>(count)));
  for (int i = count - shown; i < count; ++i) Print(session, page->refusals(i));
  if (!options.follow || !session.terminal().Flush()) return absl::OkStatus();
  return Follow(session, *org_id, count == 0 ? 1 : page->refusals(count - 1).number() + 1);
}

}  // namespace

void AddRefusalCommands(const CommandTree& tree) {
  const CommandTree refusals = AddGroup(tree, "refusals", "Commands that were refused");
  AddCommand(refusals, "list", "List the refusals that are kept, the oldest first", &List,
             "  tally refusals list\n"
             "  tally refusals list -o json");
  auto [tail, options] = AddCommand(refusals, "tail", "Print the latest refusals", &Tail,
                                    "  tally refusals tail --limit 50\n"
                                    "  tally refusals tail --follow -o json");
  tail.add_flag("--follow", options.follow, "Then print each new one, until Ctrl-C");
  AddWholeNumber(tail, "--limit", options.limit, "At most so many; 10 if left out");
}

}  // namespace tally
