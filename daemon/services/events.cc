#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "daemon/services/event_filter.h"
#include "daemon/services/event_part.h"
#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "daemon/services/subscription.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

// What is looked at for one page, which is then short and has a token.
constexpr uint64_t kMaxLookedAt = 20'000;
// About how large a page gets: clients take 4 MiB by default.
constexpr size_t kMaxPageBytes = 1 << 20;

// Position that a page token stands for; `first` if there is no token.
absl::StatusOr<uint64_t> PositionIn(const Page& page, uint64_t first) {
  absl::string_view key = page.after();
  if (key.empty()) return first;
  // The token of a list can be made up, by anybody who knows how it is made.
  if (key.size() != sizeof(Number)) {
    return Refuse(v1::REASON_PAGE_TOKEN_INVALID, "page_token", "is not one that this list gave");
  }
  return TakeNumber(key);
}

absl::StatusOr<v1::EventPage> Read(const v1::ReadEvents& query, const View& view) {
  const absl::StatusOr<EventFilter> filter = EventFilter::Of(query.filter());
  if (!filter.ok()) return filter.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  const bool is_backwards = query.direction() == v1::DIRECTION_BACKWARDS;
  const bool from_the_end = is_backwards && query.from_position() == 0;
  const absl::StatusOr<uint64_t> position =
      PositionIn(*page, from_the_end ? view.position() : query.from_position());
  if (!position.ok()) return position.status();

  const PartLimits limits = {
      .events = page->size(), .bytes = kMaxPageBytes, .looked_at = kMaxLookedAt};
  absl::StatusOr<EventPart> part = is_backwards ? ReadBackwards(view, *filter, *position, limits)
                                                : ReadForwards(view, *filter, *position, limits);
  if (!part.ok()) return part.status();
  v1::EventPage reply;
  reply.mutable_events()->Swap(&part->events);
  const bool is_last = is_backwards ? part->next == 0 : part->next > view.position();
  if (!is_last) reply.set_next_page_token(page->TokenAfter(KeyOf(Number{part->next})));
  return reply;
}

v1::Head HeadOf(const View& view, const std::string& version) {
  const v1::LogHead& head = view.snapshot().head();
  v1::Head reply;
  reply.set_position(head.position());
  reply.set_hash(absl::BytesToHexString(head.hash()));
  *reply.mutable_recorded_at() = head.recorded_at();
  reply.set_daemon_version(version);
  return reply;
}

}  // namespace

ServicePtr ServeEvents(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Head::descriptor()->file(), "Events", serving);
  service->Query<v1::ReadEvents, v1::EventPage>("Read", &Read);
  service->Query<v1::GetHeadRequest, v1::Head>(
      "GetHead", [version = serving.version](const v1::GetHeadRequest&, const View& view) {
        return HeadOf(view, version);
      });
  service->Stream<v1::SubscribeEvents>("Subscribe", [serving](const v1::SubscribeEvents& query) {
    return OpenSubscription(serving.ledger, query);
  });
  return service;
}

}  // namespace tally
