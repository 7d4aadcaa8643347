#include "ledger/exports/export_verifier.h"

#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/exports/exported_event.h"
#include "ledger/exports/frames.h"
#include "ledger/sealing/leaf.h"
#include "ledger/tree/verify.h"

namespace tally {
namespace {

constexpr uint32_t kVersion = 1;

template <class... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InvalidArgumentError(absl::StrCat(words...));
}

absl::Status Named(absl::string_view name, const absl::Status& status) {
  if (status.ok()) return status;
  return {status.code(), absl::StrCat(name, ": ", status.message())};
}

// Whether an event of one of the org's customers is of `customer_id`, by its stream or, where that
// is an invoice's, by what it holds.
bool Concerns(const std::string& customer_id, const std::string& stream, const v1::Event& event) {
  if (stream == absl::StrCat("customers/", customer_id)) return true;
  if (stream == absl::StrCat("plans/", customer_id)) return true;
  if (absl::StartsWith(stream, "drafts/")) {
    return absl::EndsWith(stream, absl::StrCat("/", customer_id));
  }
  if (!absl::StartsWith(stream, "invoices/")) return false;
  if (event.has_invoice_issued()) {
    return event.invoice_issued().invoice().bill_to().customer_id() == customer_id;
  }
  if (event.has_credit_note_issued()) {
    return event.credit_note_issued().credit_note().bill_to().customer_id() == customer_id;
  }
  return event.has_invoice_voided();
}

}  // namespace

absl::Status ExportVerifier::AtNext(const absl::Status& status) const {
  switch (awaits_) {
    case Awaits::kHeader:
      return Named("header", status);
    case Awaits::kEvents:
      return Named(absl::StrCat("event ", verified_.event_count + 1), status);
    case Awaits::kNothing:
      return Named("end", status);
  }
  return status;
}

absl::Status ExportVerifier::Take(absl::string_view frame) {
  if (awaits_ == Awaits::kNothing) return AtNext(Wrong("something follows behind it"));
  v1::ExportFrame parsed;
  if (!ParseExactly(frame, parsed)) return AtNext(Wrong("it is not written as it must be"));
  if (awaits_ == Awaits::kHeader) return AtNext(TakeHeader(parsed.header()));
  return TakeParsed(parsed);
}

absl::Status ExportVerifier::TakeParsed(const v1::ExportFrame& frame) {
  if (frame.has_end()) return Named("end", TakeEnd(frame.end()));
  if (!frame.has_event()) return AtNext(Wrong("it is neither an event nor the end"));
  const v1::LeafEntry& leaf = frame.event().leaf();
  const uint64_t number = verified_.event_count + 1;
  const std::string position =
      leaf.position() == number ? "" : absl::StrCat(", position ", leaf.position());
  return Named(absl::StrCat("event ", number, " (", NameOf(leaf), position, ")"),
               TakeEvent(frame.event()));
}

absl::Status ExportVerifier::TakeHeader(const v1::ExportHeader& header) {
  if (header.version() != kVersion) {
    return Wrong("it is of version ", header.version(), "; this version of tally verifies ",
                 kVersion);
  }
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(header.checkpoint(), log_);
  if (!checkpoint.ok()) return checkpoint.status();
  const v1::ExportRequest& request = header.request();
  const bool is_range = request.first_position() >= 1 &&
                        request.first_position() <= request.last_position() &&
                        request.last_position() <= checkpoint->size;
  const bool is_of_nothing =
      checkpoint->size == 0 && request.first_position() == 1 && request.last_position() == 0;
  if (!is_range && !is_of_nothing) {
    return Wrong("it says to hold positions ", request.first_position(), " to ",
                 request.last_position(), " of a log of ", checkpoint->size);
  }
  if (!request.customer_id().empty() && request.org_id().empty()) {
    return Wrong("it names a customer without an org");
  }
  paths_ = PathKeeper(checkpoint->size);
  verified_.request = request;
  verified_.checkpoint = *std::move(checkpoint);
  last_position_ = request.first_position() - 1;
  awaits_ = Awaits::kEvents;
  return absl::OkStatus();
}

absl::Status ExportVerifier::TakeEvent(const v1::ExportedEvent& event) {
  const v1::LeafEntry& leaf = event.leaf();
  if (absl::Status is = CheckPosition(leaf.position()); !is.ok()) return is;
  const absl::StatusOr<v1::Event> opened = OpenEvent(event);
  if (!opened.ok()) return opened.status();
  if (absl::Status is = CheckPath(event); !is.ok()) return is;
  if (absl::Status is = CheckBelongs(leaf, *opened); !is.ok()) return is;
  if (absl::Status is = CheckVersion(leaf); !is.ok()) return is;
  last_position_ = leaf.position();
  verified_.event_count += 1;
  verified_.erased_texts += ErasedTextsOf(event);
  return absl::OkStatus();
}

absl::Status ExportVerifier::CheckPosition(uint64_t position) const {
  if (position > verified_.request.last_position()) {
    return Wrong("its position is ", position, ", but the export ends at ",
                 verified_.request.last_position());
  }
  if (position <= last_position_) {
    return Wrong("its position is ", position, ", but ", last_position_ + 1,
                 " or later was to come");
  }
  if (verified_.is_whole() && position != last_position_ + 1) {
    return Wrong("its position is ", position, ", but ", last_position_ + 1, " was to come");
  }
  return absl::OkStatus();
}

absl::Status ExportVerifier::CheckPath(const v1::ExportedEvent& event) {
  std::vector<Hash> lowest;
  for (const std::string& bytes : event.path()) {
    const std::optional<Hash> hash = HashOf(bytes);
    if (!hash) return Wrong("its path holds something that is no hash");
    lowest.push_back(*hash);
  }
  const uint64_t index = event.leaf().position() - 1;
  const absl::StatusOr<std::vector<Hash>> path = paths_.Complete(index, lowest);
  if (!path.ok()) return path.status();
  return VerifyInclusion(LeafHash(EncodeLeaf(event.leaf())), index, verified_.checkpoint.size,
                         *path, verified_.checkpoint.root);
}

absl::Status ExportVerifier::CheckBelongs(const v1::LeafEntry& leaf, const v1::Event& event) const {
  const v1::ExportRequest& request = verified_.request;
  if (!request.org_id().empty() && leaf.org_id() != request.org_id()) {
    return Wrong("it is of another org than the export");
  }
  if (!request.customer_id().empty() && !Concerns(request.customer_id(), leaf.stream(), event)) {
    return Wrong("it does not concern the customer of the export");
  }
  return absl::OkStatus();
}

// An export holds all of a stream that is between its positions, or nothing of it.
absl::Status ExportVerifier::CheckVersion(const v1::LeafEntry& leaf) {
  uint64_t& last = versions_[{leaf.org_id(), leaf.stream()}];
  const bool is_known = last > 0 || verified_.request.first_position() == 1;
  if (leaf.version() == 0 || (is_known && leaf.version() != last + 1)) {
    return Wrong("version ", last + 1, " of its stream was to come");
  }
  last = leaf.version();
  return absl::OkStatus();
}

absl::Status ExportVerifier::TakeEnd(const v1::ExportEnd& end) {
  if (end.event_count() != verified_.event_count) {
    return Wrong("it says ", end.event_count(), " events, but ", verified_.event_count,
                 " were there");
  }
  if (verified_.is_whole() && last_position_ != verified_.request.last_position()) {
    return Wrong("it comes after position ", last_position_, "; the events up to ",
                 verified_.request.last_position(), " are missing");
  }
  awaits_ = Awaits::kNothing;
  return absl::OkStatus();
}

absl::StatusOr<VerifiedExport> ExportVerifier::Finish() const {
  if (awaits_ != Awaits::kNothing) return AtNext(Wrong("the file ends before it"));
  return verified_;
}

absl::StatusOr<VerifiedExport> VerifyExport(std::istream& in, const VerifierKey& log,
                                            const std::function<void(uint64_t)>& progress) {
  ExportVerifier verifier(log);
  for (uint64_t frames = 0;; ++frames) {
    const absl::StatusOr<std::optional<std::string>> read = ReadFrame(in);
    if (!read.ok()) return verifier.AtNext(read.status());
    const std::optional<std::string>& frame = *read;
    if (!frame) return verifier.Finish();
    if (absl::Status taken = verifier.Take(*frame); !taken.ok()) return taken;
    progress(frames);
  }
}

}  // namespace tally
