#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/base/refusal.h"
#include "ledger/events/stream.h"

namespace tally {
namespace {

// Events that one message of a subscription holds at most.
constexpr size_t kMaxEvents = 1'000;
// Events that are looked at for one message, so that a narrow filter cannot make a call long.
constexpr uint64_t kMaxLookedAt = 20'000;
// A message holds events up to this size, and at least one.
constexpr size_t kMaxMessageBytes = 1 << 20;

// Which events a caller wants.
class Filter {
 public:
  explicit Filter(const v1::EventFilter& filter)
      : filter_(filter), types_(filter.types().begin(), filter.types().end()) {}

  bool Wants(const v1::RecordedEvent& event) const {
    return (filter_.org_id().empty() || filter_.org_id() == event.org_id()) &&
           absl::StartsWith(event.stream(), filter_.stream_prefix()) &&
           (types_.empty() || types_.contains(TypeOf(event.event())));
  }

 private:
  const v1::EventFilter filter_;
  const std::set<std::string> types_;
};

absl::Status CheckTypes(const v1::EventFilter& filter) {
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < filter.types_size(); ++i) {
    bool known = false;
    for (int arm = 0; arm < arms->field_count(); ++arm) {
      known = known || arms->field(arm)->message_type()->name() == filter.types(i);
    }
    if (known) continue;
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat("filter.types[", i, "]"),
                  absl::StrCat("is \"", filter.types(i), "\", which is no type of event"));
  }
  return absl::OkStatus();
}

struct Part {
  v1::EventPage page;
  // First position that was not looked at.
  uint64_t next = 0;
};

// Reads events from `position` on, up to `max_events`.
absl::StatusOr<Part> ReadPart(Snapshot& snapshot, const Filter& filter, uint64_t position,
                              size_t max_events) {
  Part part{.page = {}, .next = position};
  const uint64_t first = position;
  size_t bytes = 0;
  const absl::Status read = snapshot.Read(position, [&](const v1::RecordedEvent& event) {
    const bool full = static_cast<size_t>(part.page.events_size()) == max_events ||
                      bytes > kMaxMessageBytes || event.position() - first >= kMaxLookedAt;
    if (full) return false;
    part.next = event.position() + 1;
    if (filter.Wants(event)) {
      bytes += event.ByteSizeLong();
      *part.page.add_events() = event;
    }
    return true;
  });
  if (!read.ok()) return read;
  return part;
}

absl::StatusOr<v1::EventPage> Read(const v1::ReadEvents& query, const View& view) {
  if (absl::Status is = CheckTypes(query.filter()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  uint64_t position = std::max<uint64_t>(query.from_position(), 1);
  if (!page->after().empty()) {
    absl::string_view key = page->after();
    // The token of a list can be made up, by anybody who knows how it is made.
    if (key.size() != sizeof(Number)) {
      return Refuse(v1::REASON_PAGE_TOKEN_INVALID, "page_token", "is not one that this list gave");
    }
    position = std::max<uint64_t>(TakeNumber(key) + 1, 1);
  }
  absl::StatusOr<Part> part =
      ReadPart(view.snapshot(), Filter(query.filter()), position, page->size());
  if (!part.ok()) return part.status();
  if (part->next <= view.position()) {
    part->page.set_next_page_token(page->TokenAfter(KeyOf(Number{part->next - 1})));
  }
  return std::move(part->page);
}

// Events from a position on, for ever.
class SubscriptionSource final : public MessageSource {
 public:
  SubscriptionSource(Ledger& ledger, const v1::SubscribeEvents& query)
      : ledger_(ledger),
        filter_(query.filter()),
        next_(std::max<uint64_t>(query.from_position(), 1)) {}

  Step Next() override {
    const View view = ledger_.Read();
    if (next_ > view.position()) return WaitBeyond(view.position());
    absl::StatusOr<Part> part = ReadPart(view.snapshot(), filter_, next_, kMaxEvents);
    if (!part.ok()) return {.message = nullptr, .end = part.status()};
    next_ = part->next;
    // Nothing was wanted of what was looked at: goes on from where it is, unless the client left.
    if (part->page.events_size() == 0) return WaitBeyond(next_ - 1);
    auto message = std::make_unique<v1::SubscriptionMessage>();
    message->mutable_events()->mutable_events()->Swap(part->page.mutable_events());
    return {.message = std::move(message), .end = std::nullopt};
  }

 private:
  static Step WaitBeyond(uint64_t position) {
    return {.message = nullptr, .end = std::nullopt, .wait_beyond = position};
  }

  Ledger& ledger_;
  const Filter filter_;
  uint64_t next_;
};

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
  service->Stream<v1::SubscribeEvents>(
      "Subscribe",
      [serving](
          const v1::SubscribeEvents& query) -> absl::StatusOr<std::unique_ptr<MessageSource>> {
        if (absl::Status is = CheckTypes(query.filter()); !is.ok()) return is;
        return std::make_unique<SubscriptionSource>(serving.ledger, query);
      });
  return service;
}

}  // namespace tally
