#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/lists.h"
#include "tally/v1/events.pb.h"

namespace tally {
namespace {

struct EventOptions {
  // The oldest if nothing is said.
  std::optional<uint64_t> from;
  std::string stream;
  std::vector<std::string> types;
  // All if nothing is said.
  std::optional<uint64_t> limit;
};

struct StatusOptions {};

// Of all orgs unless one is said: the log has only one order.
v1::EventFilter FilterOf(const Session& session, const EventOptions& options) {
  v1::EventFilter filter;
  filter.set_org_id(session.settings().org);
  filter.set_stream_prefix(options.stream);
  for (const std::string& type : options.types) filter.add_types(type);
  return filter;
}

uint64_t LimitOf(const EventOptions& options) {
  return options.limit.value_or(std::numeric_limits<uint64_t>::max());
}

// Asks for page after page, and hands over each.
template <typename Take>
absl::Status ForEachPage(Session& session, const EventOptions& options, Take take) {
  v1::ReadEvents request;
  *request.mutable_filter() = FilterOf(session, options);
  request.set_from_position(options.from.value_or(0));
  uint64_t left = LimitOf(options);
  do {
    request.set_page_size(static_cast<uint32_t>(std::min<uint64_t>(left, kPageSize)));
    const auto page = session.connection().Call<v1::EventPage>(request);
    if (!page.ok()) return page.status();
    take(*page);
    left -= std::min(left, static_cast<uint64_t>(page->events_size()));
    request.set_page_token(page->next_page_token());
  } while (left > 0 && !request.page_token().empty());
  return absl::OkStatus();
}

absl::Status List(Session& session, const EventOptions& options) {
  if (session.prints_json()) {
    v1::EventPage all;
    absl::Status status =
        ForEachPage(session, options, [&](const v1::EventPage& page) { all.MergeFrom(page); });
    if (!status.ok()) return status;
    all.clear_next_page_token();
    session.Show(all, [] { return ""; });
    return absl::OkStatus();
  }
  bool is_first = true;
  return ForEachPage(session, options, [&](const v1::EventPage& page) {
    if (is_first || !page.events().empty()) {
      session.terminal().Print(EventTable(page, session.look()));
    }
    is_first = false;
  });
}

absl::Status Tail(Session& session, const EventOptions& options) {
  v1::SubscribeEvents request;
  *request.mutable_filter() = FilterOf(session, options);
  request.set_from_position(options.from.value_or(0));
  const auto stream = session.connection().Open(v1::SubscribeEvents::descriptor());
  stream->Write(request);
  stream->WritesDone();
  uint64_t left = LimitOf(options);
  for (v1::SubscriptionMessage message; stream->Read(message);) {
    for (const v1::RecordedEvent& event : message.events().events()) {
      session.terminal().Print(session.prints_json() ? JsonLine(event) : EventLine(event));
      if (--left == 0) return absl::OkStatus();
    }
    if (!session.terminal().Flush()) return absl::OkStatus();
  }
  return stream->Finish();
}

absl::Status Status(Session& session, const StatusOptions&) {
  const auto head = session.connection().Call<v1::Head>(v1::GetHeadRequest());
  if (!head.ok()) return head.status();
  session.Show(*head, [&] { return HeadText(*head); });
  return absl::OkStatus();
}

void AddFilter(CLI::App& app, EventOptions& options) {
  AddWholeNumber(app, "--from", options.from, "First position; the oldest if left out");
  app.add_option("--stream", options.stream, "Only streams that start so, such as invoices/");
  app.add_option("--type", options.types, "Only these types, such as InvoiceIssued");
  AddWholeNumber(app, "--limit", options.limit, "At most so many; all if left out");
}

}  // namespace

void AddEventCommands(const CommandTree& tree) {
  const CommandTree events = AddGroup(tree, "events", "The log itself");
  auto [list, list_options] =
      AddCommand(events, "list", "List recorded events, the oldest first", &List,
                 "  tally events list --stream invoices/ --limit 20\n"
                 "  tally events list --from 4711 --type InvoiceIssued CreditNoteIssued");
  AddFilter(list, list_options);
  auto [tail, tail_options] =
      AddCommand(events, "tail", "Print events as they are recorded, until Ctrl-C", &Tail,
                 "  tally events tail --from 4711 -o json");
  AddFilter(tail, tail_options);

  AddCommand(tree, "status", "Show where the log stands", &Status, "  tally status");
}

}  // namespace tally
