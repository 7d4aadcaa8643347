#include "clients/cli/show/consumers.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/receive.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/consumers.pb.h"

namespace tally {
namespace {

struct NoOptions {};

struct DefineOptions {
  std::string consumer_id;
  std::string stream;
  std::string prefix;
  std::vector<std::string> types;
  std::optional<uint64_t> from;
  // Such as `30s`; the daemon's default if empty.
  std::string within;
  std::optional<uint64_t> attempts;
};

struct ConsumerOptions {
  std::string consumer_id;
};

struct PositionOptions {
  std::string consumer_id;
  std::vector<std::string> positions;
  std::string reason;
};

// Reads a time such as `30s` as milliseconds.
absl::StatusOr<uint32_t> ReadMilliseconds(const std::string& text) {
  absl::Duration duration;
  const bool is_read = absl::ParseDuration(text, &duration);
  const int64_t milliseconds = absl::ToInt64Milliseconds(duration);
  if (is_read && milliseconds > 0 && milliseconds <= std::numeric_limits<uint32_t>::max()) {
    return static_cast<uint32_t>(milliseconds);
  }
  return WrongUsage(
      absl::StrCat("--within: not a time: ", text, "; write it like 500ms, 30s or 1h"));
}

absl::StatusOr<std::vector<uint64_t>> ReadPositions(const std::vector<std::string>& words) {
  std::vector<uint64_t> positions;
  for (const std::string& word : words) {
    uint64_t position = 0;
    const bool has_digits_alone = word.find_first_not_of("0123456789") == std::string::npos;
    if (!has_digits_alone || !absl::SimpleAtoi(word, &position) || position == 0) {
      return WrongUsage(absl::StrCat("not a position: ", word, "; give a whole number from 1 on"));
    }
    positions.push_back(position);
  }
  return positions;
}

absl::Status Define(Session& session, const DefineOptions& options) {
  v1::DefineConsumer request;
  v1::Consumer& consumer = *request.mutable_consumer();
  consumer.set_consumer_id(options.consumer_id);
  consumer.set_stream(options.stream);
  consumer.set_stream_prefix(options.prefix);
  for (const std::string& type : options.types) consumer.add_types(type);
  consumer.set_from_position(options.from.value_or(0));
  if (options.attempts.value_or(0) > std::numeric_limits<uint32_t>::max()) {
    return WrongUsage("--attempts: at most 1000");
  }
  consumer.set_max_attempts(static_cast<uint32_t>(options.attempts.value_or(0)));
  if (!options.within.empty()) {
    const absl::StatusOr<uint32_t> within = ReadMilliseconds(options.within);
    if (!within.ok()) return within.status();
    consumer.set_acknowledge_within_ms(*within);
  }
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("consumer ", options.consumer_id,
                        receipt->event_count() > 0 ? " defined\n" : " is so already\n");
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, const NoOptions&) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListConsumers request;
  request.set_org_id(*org_id);
  const auto page = CallForAll<v1::ConsumerPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return ConsumerTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ConsumerOptions& options) {
  v1::GetConsumer request;
  request.set_consumer_id(options.consumer_id);
  const auto status = session.Query<v1::ConsumerStatus>(request);
  if (!status.ok()) return status.status();
  session.Show(*status, [&] { return ConsumerSheet(*status, session.look()); });
  return absl::OkStatus();
}

absl::Status Remove(Session& session, const ConsumerOptions& options) {
  absl::Status confirmed = session.Confirm(
      absl::StrCat("Remove ", options.consumer_id, " and all that is known of its progress?"));
  if (!confirmed.ok()) return confirmed;
  v1::RemoveConsumer request;
  request.set_consumer_id(options.consumer_id);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt,
               [&] { return absl::StrCat("consumer ", options.consumer_id, " removed\n"); });
  return absl::OkStatus();
}

absl::Status Acknowledge(Session& session, const PositionOptions& options) {
  const auto positions = ReadPositions(options.positions);
  if (!positions.ok()) return positions.status();
  v1::AcknowledgeEvents request;
  request.set_consumer_id(options.consumer_id);
  *request.mutable_positions() = {positions->begin(), positions->end()};
  const auto reply = session.Query<v1::AcknowledgeEventsReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("acknowledged; done up to position ", reply->done_position(), "\n");
  });
  return absl::OkStatus();
}

absl::Status Fail(Session& session, const PositionOptions& options) {
  const auto positions = ReadPositions(options.positions);
  if (!positions.ok()) return positions.status();
  v1::FailEvent request;
  request.set_consumer_id(options.consumer_id);
  request.set_position(positions->front());
  request.set_reason(options.reason);
  const auto reply = session.Query<v1::FailEventReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("position ", request.position(),
                        reply->parked() ? " is parked\n" : " is sent again\n");
  });
  return absl::OkStatus();
}

absl::Status ListParked(Session& session, const ConsumerOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListParkedEvents request;
  request.set_org_id(*org_id);
  request.set_consumer_id(options.consumer_id);
  const auto page = CallForAll<v1::ParkedEventPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return ParkedTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Replay(Session& session, const PositionOptions& options) {
  const auto positions = ReadPositions(options.positions);
  if (!positions.ok()) return positions.status();
  v1::ReplayParkedEvents request;
  request.set_consumer_id(options.consumer_id);
  *request.mutable_positions() = {positions->begin(), positions->end()};
  const auto reply = session.Query<v1::ReplayParkedEventsReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(
      *reply, [&] { return absl::StrCat(CountText(reply->replayed(), "event"), " sent again\n"); });
  return absl::OkStatus();
}

CLI::Option* AddConsumer(CLI::App& app, std::string& consumer_id) {
  return app.add_option("CONSUMER", consumer_id, "The consumer")->required();
}

void AddDefinitions(const CommandTree& consumers) {
  auto [define, options] = AddCommand(
      consumers, "define", "Define a consumer, or change its deadline and limit", &Define,
      "  tally consumers define mailer --prefix invoices/ --type InvoiceIssued\n"
      "  tally consumers define sync --from 4711 --within 2m --attempts 10");
  AddConsumer(define, options.consumer_id);
  CLI::Option* stream =
      define.add_option("--stream", options.stream, "Only this stream: invoices/BILL-2026-10-001");
  define.add_option("--prefix", options.prefix, "Only streams that start so, such as invoices/")
      ->excludes(stream);
  define.add_option("--type", options.types, "Only these types, such as InvoiceIssued");
  AddWholeNumber(define, "--from", options.from, "First position; the oldest if left out");
  define.add_option("--within", options.within,
                    "Time to acknowledge an event, such as 500ms; 30s if left out");
  AddWholeNumber(define, "--attempts", options.attempts,
                 "How often an event is sent before it is parked; 5 if left out");

  AddCommand(consumers, "list", "List consumers and how far they are", &List,
             "  tally consumers list");
  auto [show, show_options] =
      AddCommand(consumers, "show", "Show one consumer", &Show, "  tally consumers show mailer");
  AddConsumer(show, show_options.consumer_id);
  auto [remove, remove_options] =
      AddCommand(consumers, "remove", "Remove a consumer and its progress", &Remove,
                 "  tally consumers remove mailer --yes");
  AddConsumer(remove, remove_options.consumer_id);
}

void AddReceive(const CommandTree& consumers) {
  auto [receive, options] =
      AddCommand(consumers, "receive",
                 "Print what waits as lines of JSON, or run a command for each", &Receive,
                 "  tally consumers receive mailer\n"
                 "  tally consumers receive mailer --ack >> invoices.jsonl\n"
                 "  tally consumers receive mailer --exec ./send-invoice");
  AddConsumer(receive, options.consumer_id);
  receive.add_flag("--ack", options.acknowledges, "Acknowledge each event once it is printed");
  receive.add_option("--exec", options.command,
                     "Run this shell command for each event, which it gets on stdin: exit code 0 "
                     "acknowledges it, and otherwise the last line on stderr says why it failed");
  AddWholeNumber(receive, "--outstanding", options.outstanding,
                 "How many may be unacknowledged; 100 if left out, or 1 with --exec");
  AddWholeNumber(receive, "--limit", options.limit, "End after so many events");
}

void AddOutcomes(const CommandTree& consumers) {
  auto [ack, ack_options] = AddCommand(consumers, "ack", "Say that events were dealt with",
                                       &Acknowledge, "  tally consumers ack mailer 4711 4712");
  AddConsumer(ack, ack_options.consumer_id);
  ack.add_option("POSITION", ack_options.positions, "Positions of the events")->required();

  auto [fail, fail_options] =
      AddCommand(consumers, "fail", "Say that an event could not be dealt with", &Fail,
                 "  tally consumers fail mailer 4711 --reason \"no address\"");
  AddConsumer(fail, fail_options.consumer_id);
  fail.add_option("POSITION", fail_options.positions, "Position of the event")
      ->required()
      ->expected(1);
  AddReason(fail, fail_options.reason);

  auto [parked, parked_options] = AddCommand(consumers, "parked", "List the events set aside",
                                             &ListParked, "  tally consumers parked mailer");
  AddConsumer(parked, parked_options.consumer_id);

  auto [replay, replay_options] =
      AddCommand(consumers, "replay", "Send parked events again", &Replay,
                 "  tally consumers replay mailer\n"
                 "  tally consumers replay mailer 4711");
  AddConsumer(replay, replay_options.consumer_id);
  replay.add_option("POSITION", replay_options.positions,
                    "Positions of the events; all, up to 1,000, if left out");
}

}  // namespace

void AddConsumerCommands(const CommandTree& tree) {
  const CommandTree consumers =
      AddGroup(tree, "consumers", "Programs that act on events, and how far they are");
  AddDefinitions(consumers);
  AddReceive(consumers);
  AddOutcomes(consumers);
}

}  // namespace tally
