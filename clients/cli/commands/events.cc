#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/follow_events.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/lists.h"
#include "tally/v1/events.pb.h"

namespace tally {
namespace {

struct FilterOptions {
  std::string stream;
  std::string prefix;
  std::vector<std::string> types;
};

struct ListOptions {
  FilterOptions filter;
  // The oldest if nothing is said, or the newest if in reverse.
  std::optional<uint64_t> from;
  bool reverse = false;
  // All if nothing is said.
  std::optional<uint64_t> limit;
};

struct TailOptions {
  FilterOptions filter;
  std::optional<uint64_t> from;
  bool follow = false;
  std::optional<uint64_t> limit;
};

struct StatusOptions {};

// How many events `tail` shows of those that are there, if nothing is said.
constexpr uint64_t kLastEvents = 10;
constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

// Of all orgs unless one is said, because the log has only one order; but a stream is one of an
// org.
absl::StatusOr<v1::EventFilter> FilterOf(Session& session, const FilterOptions& options) {
  v1::EventFilter filter;
  filter.set_org_id(session.settings().org);
  filter.set_stream_prefix(options.prefix);
  for (const std::string& type : options.types) filter.add_types(type);
  if (options.stream.empty()) return filter;
  absl::StatusOr<std::string> org = session.Org();
  if (!org.ok()) return org.status();
  filter.set_org_id(*std::move(org));
  filter.set_stream(options.stream);
  return filter;
}

// Asks for page after page until there are `limit` events, and hands over each.
template <typename Take>
absl::Status ForEachPage(Session& session, v1::ReadEvents request, uint64_t limit, Take take) {
  do {
    request.set_page_size(static_cast<uint32_t>(std::min<uint64_t>(limit, kPageSize)));
    const auto page = session.connection().Call<v1::EventPage>(request);
    if (!page.ok()) return page.status();
    take(*page);
    limit -= std::min(limit, static_cast<uint64_t>(page->events_size()));
    request.set_page_token(page->next_page_token());
  } while (limit > 0 && !request.page_token().empty());
  return absl::OkStatus();
}

// The same, merged into one page.
absl::StatusOr<v1::EventPage> AllOf(Session& session, const v1::ReadEvents& request,
                                    uint64_t limit) {
  v1::EventPage all;
  absl::Status status =
      ForEachPage(session, request, limit, [&](const v1::EventPage& page) { all.MergeFrom(page); });
  if (!status.ok()) return status;
  all.clear_next_page_token();
  return all;
}

absl::Status List(Session& session, const ListOptions& options) {
  absl::StatusOr<v1::EventFilter> filter = FilterOf(session, options.filter);
  if (!filter.ok()) return filter.status();
  v1::ReadEvents request;
  *request.mutable_filter() = *std::move(filter);
  request.set_from_position(options.from.value_or(0));
  if (options.reverse) request.set_direction(v1::DIRECTION_BACKWARDS);
  const uint64_t limit = options.limit.value_or(kAll);
  if (session.prints_json()) {
    const absl::StatusOr<v1::EventPage> all = AllOf(session, request, limit);
    if (!all.ok()) return all.status();
    session.Show(*all, [] { return ""; });
    return absl::OkStatus();
  }
  bool is_first = true;
  return ForEachPage(session, request, limit, [&](const v1::EventPage& page) {
    if (is_first || !page.events().empty()) {
      session.terminal().Print(EventTable(page, session.look()));
    }
    is_first = false;
  });
}

// Prints what is there from a position on.
absl::Status PrintFrom(Session& session, const v1::EventFilter& filter, uint64_t from,
                       uint64_t limit) {
  v1::ReadEvents request;
  *request.mutable_filter() = filter;
  request.set_from_position(from);
  return ForEachPage(session, request, limit,
                     [&](const v1::EventPage& page) { PrintEvents(session, page.events()); });
}

// Prints the last events that are there. Returns the position after them.
absl::StatusOr<uint64_t> PrintLast(Session& session, const v1::EventFilter& filter,
                                   uint64_t limit) {
  v1::ReadEvents request;
  *request.mutable_filter() = filter;
  request.set_direction(v1::DIRECTION_BACKWARDS);
  absl::StatusOr<v1::EventPage> last = AllOf(session, request, limit);
  if (!last.ok()) return last.status();
  auto& events = *last->mutable_events();
  std::reverse(events.pointer_begin(), events.pointer_end());
  PrintEvents(session, events);
  return events.empty() ? 1 : events[events.size() - 1].position() + 1;
}

absl::Status Tail(Session& session, const TailOptions& options) {
  if (options.follow && options.from && options.limit) {
    return WrongUsage(
        "--limit says how many events to show before those that --follow waits for; "
        "with --from it has no meaning");
  }
  const absl::StatusOr<v1::EventFilter> filter = FilterOf(session, options.filter);
  if (!filter.ok()) return filter.status();
  uint64_t next = options.from.value_or(0);
  if (!options.from) {
    const auto after = PrintLast(session, *filter, options.limit.value_or(kLastEvents));
    if (!after.ok()) return after.status();
    next = *after;
  }
  if (options.follow && options.from) {
    const auto head = session.connection().Call<v1::Head>(v1::GetHeadRequest());
    if (!head.ok()) return head.status();
  }
  if (options.follow) return FollowEvents(session, *filter, next);
  if (!options.from) return absl::OkStatus();
  return PrintFrom(session, *filter, next, options.limit.value_or(kAll));
}

absl::Status Status(Session& session, const StatusOptions&) {
  const auto head = session.connection().Call<v1::Head>(v1::GetHeadRequest());
  if (!head.ok()) return head.status();
  session.Show(*head, [&] { return HeadText(*head); });
  return absl::OkStatus();
}

void AddFilter(CLI::App& app, FilterOptions& options) {
  CLI::Option* stream = app.add_option("--stream", options.stream,
                                       "Only this stream, such as invoices/BILL-2026-10-001");
  app.add_option("--prefix", options.prefix, "Only streams that start so, such as invoices/")
      ->excludes(stream);
  app.add_option("--type", options.types, "Only these types, such as InvoiceIssued");
}

}  // namespace

void AddEventCommands(const CommandTree& tree) {
  const CommandTree events = AddGroup(tree, "events", "The log itself");
  auto [list, list_options] =
      AddCommand(events, "list", "List recorded events, the oldest first", &List,
                 "  tally events list --prefix invoices/ --limit 20\n"
                 "  tally events list --stream invoices/BILL-2026-10-001\n"
                 "  tally events list --from 4711 --type InvoiceIssued CreditNoteIssued\n"
                 "  tally events list --reverse --limit 1");
  AddFilter(list, list_options.filter);
  AddWholeNumber(list, "--from", list_options.from,
                 "First position; the oldest if left out, or the newest with --reverse");
  list.add_flag("--reverse", list_options.reverse, "The newest first");
  AddWholeNumber(list, "--limit", list_options.limit, "At most so many; all if left out");

  auto [tail, tail_options] =
      AddCommand(events, "tail", "Print the last events, and with --follow each new one", &Tail,
                 "  tally events tail\n"
                 "  tally events tail --follow --type InvoiceIssued\n"
                 "  tally events tail --follow --from 4711 -o json");
  AddFilter(tail, tail_options.filter);
  AddWholeNumber(tail, "--from", tail_options.from,
                 "Print from this position on instead of the last events");
  tail.add_flag("-f,--follow", tail_options.follow,
                "Go on with each event as it is recorded, until Ctrl-C; waits for a daemon that "
                "went away");
  AddWholeNumber(tail, "--limit", tail_options.limit,
                 "Print so many of the last events, 10 if left out; with --from at most so many");

  AddCommand(tree, "status", "Show where the log stands", &Status, "  tally status");
}

}  // namespace tally
