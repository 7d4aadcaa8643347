#include "daemon/services/past.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/streams.h"

namespace tally {

absl::StatusOr<const Books*> LedgerPast::BooksAt(uint64_t position) {
  const auto known = views_.find(position);
  if (known != views_.end()) return &known->second.books();

  v1::AsOf as_of;
  as_of.set_position(position);
  absl::StatusOr<View> view = ledger_.ReadAsOf(as_of);
  if (!view.ok()) return view.status();
  return &views_.emplace(position, *std::move(view)).first->second.books();
}

absl::StatusOr<v1::RecordedEvent> LedgerPast::EventAt(uint64_t position) {
  if (position == 0 || position > view_.position()) {
    return absl::NotFoundError(absl::StrCat("there is no event at ", position));
  }
  std::optional<v1::RecordedEvent> found;
  const absl::Status read = view_.snapshot().Read(position, [&](const v1::RecordedEvent& event) {
    found = event;
    return false;
  });
  if (!read.ok()) return read;
  if (!found || found->position() != position) {
    return absl::DataLossError(absl::StrCat("there is no event at ", position));
  }
  return *std::move(found);
}

absl::Status LedgerPast::ReadStream(absl::string_view stream,
                                    const std::function<bool(const v1::RecordedEvent&)>& use) {
  const auto store = view_.RowsOf(kStreamsFold);
  const Streams streams(*store);
  for (auto rows = streams.positions.Scan(org_id_, stream); rows.Valid(); rows.Next()) {
    const absl::StatusOr<v1::RecordedEvent> event = EventAt(rows.row().value());
    if (!event.ok()) return event.status();
    if (!use(*event)) break;
  }
  return absl::OkStatus();
}

}  // namespace tally
