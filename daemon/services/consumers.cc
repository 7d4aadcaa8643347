#include "ledger/deciders/consumers.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "daemon/services/consumer_status.h"
#include "daemon/services/deliveries.h"
#include "daemon/services/page.h"
#include "daemon/services/receiver.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

// Parked events that one call takes back, at most.
constexpr uint32_t kMaxReplayed = 1'000;
// About how large a page of parked events gets: clients take 4 MiB by default.
constexpr size_t kMaxPageBytes = 1 << 20;

absl::StatusOr<v1::ConsumerStatus> Get(const v1::GetConsumer& query, const View& view,
                                       const Deliveries& deliveries, absl::Time now) {
  const auto consumer =
      FindConsumer(view.books(), query.org_id(), "consumer_id", query.consumer_id());
  if (!consumer.ok()) return consumer.status();
  const auto line = deliveries.Find(query.org_id(), query.consumer_id());
  return StatusOf(view, query.org_id(), *consumer, line.get(), now);
}

absl::StatusOr<v1::ConsumerPage> List(const v1::ListConsumers& query, const View& view,
                                      const Deliveries& deliveries, absl::Time now) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::ConsumerPage reply;
  reply.set_next_page_token(page->Fill(
      view.books().consumers.ScanFrom(page->from(), query.org_id()),
      [&](const Rows<v1::Consumer>& rows) {
        const v1::Consumer consumer = rows.row();
        const auto line = deliveries.Find(query.org_id(), consumer.consumer_id());
        *reply.add_consumers() = StatusOf(view, query.org_id(), consumer, line.get(), now);
        return true;
      }));
  return reply;
}

// The parked event that `rows` stands at.
absl::StatusOr<v1::ParkedEvent> ParkedIn(const Rows<v1::ParkedState>& rows, const View& view) {
  absl::string_view key = rows.rest_of_key();
  v1::ParkedEvent parked;
  const absl::Status read =
      view.snapshot().Read(TakeNumber(key), [&](const v1::RecordedEvent& event) {
        *parked.mutable_event() = event;
        return false;
      });
  if (!read.ok()) return read;
  const v1::ParkedState state = rows.row();
  parked.set_attempts(state.attempts());
  parked.set_reason(state.reason());
  *parked.mutable_parked_at() = state.parked_at();
  return parked;
}

absl::StatusOr<v1::ParkedEventPage> ListParked(const v1::ListParkedEvents& query,
                                               const View& view) {
  const auto consumer =
      FindConsumer(view.books(), query.org_id(), "consumer_id", query.consumer_id());
  if (!consumer.ok()) return consumer.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::ParkedEventPage reply;
  const ProgressRows progress(view.snapshot().requests());
  auto rows = progress.parked.ScanFrom(page->from(), query.org_id(), query.consumer_id());
  std::string last;
  for (size_t bytes = 0; rows.Valid(); rows.Next()) {
    const bool is_full = static_cast<size_t>(reply.events_size()) == page->size();
    if (is_full || bytes >= kMaxPageBytes) {
      reply.set_next_page_token(page->TokenAfter(last));
      break;
    }
    last = std::string(rows.rest_of_key());
    const auto parked = ParkedIn(rows, view);
    if (!parked.ok()) return parked.status();
    bytes += parked->ByteSizeLong();
    *reply.add_events() = *parked;
  }
  return reply;
}

absl::StatusOr<v1::AcknowledgeEventsReply> Acknowledge(const v1::AcknowledgeEvents& request,
                                                       Progress& progress, absl::Time) {
  for (int i = 0; i < request.positions_size(); ++i) {
    absl::Status is =
        progress.Acknowledge(request.positions(i), absl::StrCat("positions[", i, "]"));
    if (!is.ok()) return is;
  }
  progress.Save();
  v1::AcknowledgeEventsReply reply;
  reply.set_done_position(progress.DonePosition());
  return reply;
}

absl::StatusOr<v1::FailEventReply> Fail(const v1::FailEvent& request, Progress& progress,
                                        absl::Time now) {
  const absl::StatusOr<bool> parked = progress.Fail(request.position(), request.reason(), now);
  if (!parked.ok()) return parked.status();
  progress.Save();
  v1::FailEventReply reply;
  reply.set_parked(*parked);
  return reply;
}

absl::StatusOr<v1::ReplayParkedEventsReply> Replay(const v1::ReplayParkedEvents& request,
                                                   Progress& progress, absl::Time) {
  v1::ReplayParkedEventsReply reply;
  reply.set_replayed(
      progress.Replay({request.positions().begin(), request.positions().end()}, kMaxReplayed));
  progress.Save();
  return reply;
}

// Serves `method` by a change to the progress of the consumer that is named.
template <class Request, class Reply>
void ServeChange(RpcService& service, const std::string& method, Ledger& ledger,
                 absl::StatusOr<Reply> (*change)(const Request&, Progress&, absl::Time)) {
  service.Action<Request, Reply>(
      method,
      [&ledger, change](const Request& request, std::function<void(absl::StatusOr<Reply>)> reply) {
        ledger.Advance<Reply>(
            request.org_id(), request.consumer_id(),
            [request, change](Progress& progress, absl::Time now) {
              return change(request, progress, now);
            },
            std::move(reply));
      });
}

absl::StatusOr<std::unique_ptr<MessageSource>> Receive(const v1::ReceiveEvents& query,
                                                       Ledger& ledger, Deliveries& deliveries) {
  const auto consumer =
      FindConsumer(ledger.Read().books(), query.org_id(), "consumer_id", query.consumer_id());
  if (!consumer.ok()) return consumer.status();
  return std::make_unique<Receiver>(ledger, query,
                                    deliveries.Open(query.org_id(), query.consumer_id()));
}

}  // namespace

ServicePtr ServeConsumers(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Delivery::descriptor()->file(), "Consumers", serving);
  Ledger& ledger = serving.ledger;
  const auto deliveries = std::make_shared<Deliveries>();
  ledger.WatchConsumers([deliveries](const auto& changes) { deliveries->Apply(changes); });

  service->Command<v1::DefineConsumer>("Define");
  service->Command<v1::RemoveConsumer>("Remove");
  service->Query<v1::GetConsumer, v1::ConsumerStatus>(
      "Get", [deliveries, &ledger](const v1::GetConsumer& query, const View& view) {
        return Get(query, view, *deliveries, ledger.Now());
      });
  service->Query<v1::ListConsumers, v1::ConsumerPage>(
      "List", [deliveries, &ledger](const v1::ListConsumers& query, const View& view) {
        return List(query, view, *deliveries, ledger.Now());
      });
  service->Stream<v1::ReceiveEvents>("Receive",
                                     [deliveries, &ledger](const v1::ReceiveEvents& query) {
                                       return Receive(query, ledger, *deliveries);
                                     });
  ServeChange(*service, "Acknowledge", ledger, &Acknowledge);
  ServeChange(*service, "Fail", ledger, &Fail);
  service->Query<v1::ListParkedEvents, v1::ParkedEventPage>("ListParked", &ListParked);
  ServeChange(*service, "ReplayParked", ledger, &Replay);
  return service;
}

}  // namespace tally
