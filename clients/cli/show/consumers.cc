#include "clients/cli/show/consumers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

std::string WantsWords(const v1::Consumer& consumer) {
  std::string words = "all streams";
  if (!consumer.stream().empty()) words = consumer.stream();
  if (!consumer.stream_prefix().empty()) words = absl::StrCat(consumer.stream_prefix(), "…");
  if (!consumer.types().empty()) {
    absl::StrAppend(&words, ": ", absl::StrJoin(consumer.types(), ", "));
  }
  return words;
}

std::string Behind(const v1::ConsumerStatus& status) {
  return absl::FormatDuration(absl::Milliseconds(static_cast<int64_t>(status.lag_ms())));
}

std::string TypeOf(const v1::Event& event) {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  const auto* arm = event.GetReflection()->GetOneofFieldDescriptor(event, body);
  return arm == nullptr ? "(not known to this program)" : arm->message_type()->name();
}

}  // namespace

std::string ConsumerTable(const v1::ConsumerPage& page, const Look& look) {
  TextTable table({{"consumer"},
                   {"wants", TextTable::kLeft, TextTable::kMayShrink},
                   {"done", TextTable::kRight},
                   {"lag", TextTable::kRight},
                   {"behind", TextTable::kRight},
                   {"outstanding", TextTable::kRight},
                   {"parked", TextTable::kRight},
                   {"receiving"}});
  for (const v1::ConsumerStatus& status : page.consumers()) {
    table.Add({{status.consumer().consumer_id()},
               {WantsWords(status.consumer())},
               {absl::StrCat(status.done_position())},
               {absl::StrCat(status.lag_events())},
               {Behind(status)},
               {absl::StrCat(status.outstanding())},
               {absl::StrCat(status.parked()), status.parked() > 0 ? Style::kBad : Style::kPlain},
               {status.connected() ? "yes" : "no"}});
  }
  return table.empty() ? "No consumers.\n" : table.Layout(look);
}

std::string ParkedTable(const v1::ParkedEventPage& page, const Look& look) {
  TextTable table({{"position", TextTable::kRight},
                   {"parked at"},
                   {"stream", TextTable::kLeft, TextTable::kMayShrink},
                   {"event"},
                   {"attempts", TextTable::kRight},
                   {"reason", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::ParkedEvent& parked : page.events()) {
    table.Add({{absl::StrCat(parked.event().position())},
               {RecordedText(parked.parked_at())},
               {parked.event().stream()},
               {TypeOf(parked.event().event())},
               {absl::StrCat(parked.attempts())},
               {parked.reason()}});
  }
  return table.empty() ? "Nothing is parked.\n" : table.Layout(look);
}

std::string ConsumerSheet(const v1::ConsumerStatus& status, const Look& look) {
  const v1::Consumer& consumer = status.consumer();
  std::string sheet = absl::StrCat(
      Paint(absl::StrCat("Consumer ", consumer.consumer_id()), Style::kHeading, look), "\n");
  const auto say = [&](const char* field, const std::string& value) {
    absl::StrAppend(&sheet, absl::StrFormat("  %-14s %s\n", field, value));
  };
  say("wants", absl::StrCat(WantsWords(consumer), ", from position ", consumer.from_position()));
  say("acknowledges",
      absl::StrCat("within ",
                   absl::FormatDuration(absl::Milliseconds(consumer.acknowledge_within_ms()))));
  say("attempts", absl::StrCat("at most ", consumer.max_attempts()));
  say("done", absl::StrCat("up to position ", status.done_position()));
  say("lag", absl::StrCat(CountText(status.lag_events(), "event"), ", ", Behind(status)));
  say("outstanding", absl::StrCat(status.outstanding()));
  say("parked", absl::StrCat(status.parked()));
  say("receiving", status.connected() ? "yes" : "no");
  return sheet;
}

}  // namespace tally
