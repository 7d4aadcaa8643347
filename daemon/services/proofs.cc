#include "absl/strings/str_cat.h"
#include "daemon/access/reach.h"
#include "daemon/services/audit.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/lookup.h"
#include "ledger/exports/event_proof.h"
#include "ledger/exports/exported_event.h"
#include "ledger/sealing/leaf.h"
#include "ledger/streams.h"
#include "ledger/tree/tree.h"

namespace tally {
namespace {

void AddPath(const std::vector<Hash>& path, google::protobuf::RepeatedPtrField<std::string>& to) {
  for (const Hash& hash : path) to.Add(std::string(BytesOf(hash)));
}

// Returns the size that is asked for, which is that of the log if it is zero.
absl::StatusOr<uint64_t> SizeOf(uint64_t asked, absl::string_view field, const View& view) {
  if (asked == 0) return view.position();
  if (asked <= view.position()) return asked;
  return Refuse(v1::REASON_SIZE_NOT_REACHED, field,
                absl::StrCat("is ", asked, ", but the log has ", view.position(), " events"));
}

// Returns the event at `position`, which is in the log, without its path.
absl::StatusOr<v1::ExportedEvent> EventAt(Snapshot& snapshot, uint64_t position) {
  absl::StatusOr<std::vector<v1::ExportedEvent>> events = std::vector<v1::ExportedEvent>();
  uint64_t first = position;
  absl::Status read = snapshot.ReadRecords(position, [&](const Record& record) {
    first = record.commit.first_position();
    events = ExportedEventsOf(record.commit, record.personal);
    return false;
  });
  if (!read.ok()) return read;
  if (!events.ok()) return events.status();
  if (position < first || position - first >= events->size()) {
    return absl::DataLossError(absl::StrCat("the log does not hold position ", position));
  }
  return std::move((*events)[position - first]);
}

// The position where the invoice was issued.
absl::StatusOr<uint64_t> PositionOf(const v1::ProveInvoiceRequest& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const std::unique_ptr<Store> rows = view.RowsOf(kStreamsFold);
  const auto position =
      OrRefuse(Streams(*rows).positions.Find(query.org_id(),
                                             absl::StrCat("invoices/", query.invoice_number()), 1),
               v1::REASON_INVOICE_NOT_FOUND, "invoice_number", query.invoice_number());
  if (!position.ok()) return position.status();
  return position->value();
}

}  // namespace

absl::StatusOr<v1::SignedCheckpoint> GetCheckpoint(Signer& signer) {
  absl::StatusOr<Signed> checkpoint = signer.Sign();
  if (!checkpoint.ok()) return checkpoint.status();
  v1::SignedCheckpoint reply;
  reply.set_note(std::move(checkpoint->note));
  reply.set_size(checkpoint->checkpoint.size);
  reply.set_root(std::string(BytesOf(checkpoint->checkpoint.root)));
  reply.set_verifier_key(FormatVerifierKey(signer.verifier_key()));
  return reply;
}

absl::StatusOr<v1::InclusionProof> ProveInclusionFor(const Caller& caller,
                                                     const v1::ProveInclusionRequest& query,
                                                     const View& view, const Serving& serving) {
  const absl::StatusOr<uint64_t> size = SizeOf(query.size(), "size", view);
  if (!size.ok()) return size.status();
  if (query.position() > *size) {
    return Refuse(v1::REASON_POSITION_NOT_FOUND, "position",
                  absl::StrCat("is ", query.position(), ", beyond the ", *size, " events"));
  }
  const absl::StatusOr<v1::ExportedEvent> event = EventAt(view.snapshot(), query.position());
  if (!event.ok()) return event.status();
  if (!ReachesAllOf(caller, serving.gatekeeper.roles(), "Audit.ProveInclusion",
                    event->leaf().org_id())) {
    return Refuse(v1::REASON_POSITION_NOT_FOUND, "position",
                  absl::StrCat("is ", query.position(), ", which is no event of yours"));
  }
  const uint64_t index = query.position() - 1;
  const auto path = InclusionProof(index, *size, ReaderOf(view.snapshot()));
  if (!path.ok()) return path.status();
  const absl::StatusOr<Hash> root = RootAt(view.snapshot(), *size);
  if (!root.ok()) return root.status();

  v1::InclusionProof reply;
  reply.set_leaf_index(index);
  reply.set_size(*size);
  AddPath(*path, *reply.mutable_path());
  reply.set_entry(EncodeLeaf(event->leaf()));
  reply.set_root(std::string(BytesOf(*root)));
  return reply;
}

absl::StatusOr<v1::ConsistencyProof> ProveConsistency(const v1::ProveConsistencyRequest& query,
                                                      const View& view) {
  const absl::StatusOr<uint64_t> second = SizeOf(query.second_size(), "second_size", view);
  if (!second.ok()) return second.status();
  if (query.first_size() > *second) {
    return Refuse(v1::REASON_SIZE_NOT_REACHED, "first_size",
                  absl::StrCat("is ", query.first_size(), ", beyond the later size, ", *second));
  }
  const auto path = ConsistencyProof(query.first_size(), *second, ReaderOf(view.snapshot()));
  if (!path.ok()) return path.status();
  const absl::StatusOr<Hash> first_root = RootAt(view.snapshot(), query.first_size());
  if (!first_root.ok()) return first_root.status();
  const absl::StatusOr<Hash> second_root = RootAt(view.snapshot(), *second);
  if (!second_root.ok()) return second_root.status();

  v1::ConsistencyProof reply;
  reply.set_first_size(query.first_size());
  reply.set_second_size(*second);
  AddPath(*path, *reply.mutable_path());
  reply.set_first_root(std::string(BytesOf(*first_root)));
  reply.set_second_root(std::string(BytesOf(*second_root)));
  return reply;
}

absl::StatusOr<v1::InvoiceProof> ProveInvoice(const v1::ProveInvoiceRequest& query,
                                              const View& view, const Serving& serving) {
  const absl::StatusOr<uint64_t> position = PositionOf(query, view);
  if (!position.ok()) return position.status();
  absl::StatusOr<Signed> checkpoint = serving.signer.Sign();
  if (!checkpoint.ok()) return checkpoint.status();
  // What was signed may be later than what `view` shows.
  const View later = serving.ledger.Read();
  absl::StatusOr<std::vector<Hash>> path =
      InclusionProof(*position - 1, checkpoint->checkpoint.size, ReaderOf(later.snapshot()));
  if (!path.ok()) return path.status();
  const absl::StatusOr<v1::ExportedEvent> event = EventAt(later.snapshot(), *position);
  if (!event.ok()) return event.status();

  v1::InvoiceProof reply;
  reply.set_position(*position);
  reply.set_proof_file(FormatEventProof(*event, *std::move(path), std::move(checkpoint->note)));
  return reply;
}

}  // namespace tally
