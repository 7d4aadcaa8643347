// SmallLog: a log in memory with the tree over it and a key, from which exports are made by hand.
//
//   SmallLog log;
//   log.Record("msp", {"customer_defined { … }"});
//   std::vector<std::string> frames = log.Export();

#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/exports/exported_event.h"
#include "ledger/exports/frames.h"
#include "ledger/exports/inclusion_paths.h"
#include "ledger/log/record.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/sealing/leaf.h"
#include "ledger/sealing/seal.h"
#include "ledger/store/encoding.h"
#include "support/text.h"
#include "tree/naive.h"

namespace tally {

class SmallLog {
 public:
  static SignerKey Key() {
    Ed25519Seed seed = {};
    seed[0] = 7;
    return {"example.com/ledger", Ed25519Key::FromSeed(seed)};
  }

  // Records a commit of one event, whose stream is said.
  void Add(const std::string& org_id, const std::string& stream, absl::string_view event) {
    Record record;
    v1::Commit& commit = record.commit;
    commit.set_first_position(size() + 1);
    commit.set_org_id(org_id);
    commit.set_actor("ann");
    commit.set_request_id(absl::StrCat("r", size() + 1));
    commit.mutable_recorded_at()->set_seconds(1'800'000'000 + static_cast<int64_t>(size()));
    AddSealed(stream, ++versions_[{org_id, stream}], Parse<v1::Event>(event), record);
    leaves_.push_back(LeafHash(EncodeLeaf(LeafOf(record.commit, 0))));
    records_.push_back(std::move(record));
  }

  // What a small provider does: an org, a customer, a draft, an invoice and its credit.
  void AddMonth() {
    Add("msp", "org", "org_defined { org { org_id: 'msp' name: 'Msp' } }");
    AddCustomer("acme");
    AddCustomer("zeta");
    Add("msp", "plans/acme", "plan_set { org_id: 'msp' plan { customer_id: 'acme' } }");
    Add("msp", "drafts/2026-10/acme",
        "draft_held { org_id: 'msp' customer_id: 'acme' month: '2026-10' reason: 'wait' }");
    AddInvoice("acme", "B-1");
    AddInvoice("zeta", "B-2");
    Add("msp", "invoices/B-1",
        "credit_note_issued { org_id: 'msp' credit_note { number: 'C-1' invoice_number: 'B-1' "
        "  bill_to { customer_id: 'acme' name: 'Acme Ltd' email: 'a@acme.example' } } }");
    Add("msp", "invoices/B-1",
        "invoice_voided { org_id: 'msp' invoice_number: 'B-1' credit_note_number: 'C-1' }");
  }

  void AddCustomer(const std::string& id) {
    Add("msp", absl::StrCat("customers/", id),
        absl::StrCat("customer_defined { org_id: 'msp' customer { customer_id: '", id, "' name: '",
                     id, " Ltd' email: 'office@", id, ".example' } }"));
  }

  void AddInvoice(const std::string& customer, const std::string& number) {
    Add("msp", absl::StrCat("invoices/", number),
        absl::StrCat("invoice_issued { org_id: 'msp' invoice { number: '", number,
                     "' bill_to { customer_id: '", customer, "' name: '", customer, " Ltd' } } }"));
  }

  // Erases the personal texts of the event at `position`, as log.proto says.
  void Erase(uint64_t position) {
    for (auto& text : *records_[position - 1].personal.mutable_texts()) text.Clear();
  }

  uint64_t size() const { return records_.size(); }
  const std::vector<Record>& records() const { return records_; }
  Hash root() const { return naive::Root(leaves_); }

  std::string Note() const { return *SignCheckpoint({Key().name, size(), root(), {}}, Key()); }

  std::vector<Hash> Path(uint64_t position) const { return naive::Path(position - 1, leaves_); }

  v1::ExportedEvent Event(uint64_t position) const {
    const Record& record = records_[position - 1];
    return ExportedEventsOf(record.commit, record.personal)->front();
  }

  // The frames of an export of the events at `positions`, each with its length before it.
  std::vector<v1::ExportFrame> Frames(const v1::ExportRequest& request,
                                      const std::vector<uint64_t>& positions) const {
    const std::vector<naive::Hashes> levels = naive::TileLevels(leaves_);
    const HashReader read = naive::ReaderOf(levels);
    InclusionPaths paths(size());
    std::vector<v1::ExportFrame> frames(1);
    frames[0].mutable_header()->set_version(1);
    frames[0].mutable_header()->set_checkpoint(Note());
    *frames[0].mutable_header()->mutable_request() = request;
    for (const uint64_t position : positions) {
      v1::ExportedEvent& event = *frames.emplace_back().mutable_event();
      event = Event(position);
      const std::vector<Hash> path = *paths.Next(position - 1, read);
      for (const Hash& hash : path) event.add_path(std::string(BytesOf(hash)));
    }
    frames.emplace_back().mutable_end()->set_event_count(positions.size());
    return frames;
  }

  // The frames of an export of everything.
  std::vector<v1::ExportFrame> Frames() const {
    v1::ExportRequest request;
    request.set_first_position(1);
    request.set_last_position(size());
    std::vector<uint64_t> positions;
    for (uint64_t position = 1; position <= size(); ++position) positions.push_back(position);
    return Frames(request, positions);
  }

 private:
  // What AddEvent() in ledger/log/record.h does, with salts that are the same each time.
  void AddSealed(const std::string& stream, uint64_t version, v1::Event event, Record& record) {
    Seal(
        event, [this] { return absl::StrCat(absl::Dec(++salts_, absl::kZeroPad16)); },
        *record.personal.mutable_texts());
    v1::CommittedEvent& committed = *record.commit.add_events();
    committed.set_stream(stream);
    committed.set_version(version);
    committed.set_sealed_event(EncodeDeterministically(event));
  }

  uint64_t salts_ = 0;
  std::vector<Record> records_;
  std::vector<Hash> leaves_;
  std::map<std::pair<std::string, std::string>, uint64_t> versions_;
};

// The file that holds `frames`.
inline std::string FileOf(const std::vector<v1::ExportFrame>& frames) {
  std::string file;
  for (const v1::ExportFrame& frame : frames) file += EncodeFrame(frame);
  return file;
}

}  // namespace tally
