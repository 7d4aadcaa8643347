// Client: calls the daemon as any client would, over its socket.
//
//   Client client("unix:/tmp/tally/tallyd.sock");
//   absl::StatusOr<v1::Draft> draft = client.Call(Parse<v1::GetDraft>("org_id: 'msp' …"));
//
// What the call is follows from the request's type. A failed call is a status with the code and the
// message that came over the wire; RefusalOf() finds the refusal in it. gRPC's headers stay in
// client.cc, because they are slow to compile.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tally/v1/audit.pb.h"
#include "tally/v1/backups.pb.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/exchange_rates.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/late.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/runs.pb.h"
#include "tally/v1/sources.pb.h"
#include "tally/v1/taxes.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

// No call takes longer on a machine that works, so that a test that hangs fails.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// The messages of a stream, as they come.
template <class Message>
class Reader {
 public:
  virtual ~Reader() = default;
  // Waits for the next message; false at the end.
  virtual bool Read(Message& message) = 0;
  virtual void Cancel() = 0;
  // How the stream ended; only after Read() was false.
  virtual absl::Status Finish() = 0;
};

// A stream of commands. One thread may write while another reads.
class CountStream {
 public:
  virtual ~CountStream() = default;
  // False if the stream has ended.
  virtual bool Write(const v1::RecordCounts& request) = 0;
  virtual void WritesDone() = 0;
  virtual bool Read(v1::RecordCountsReply& reply) = 0;
  virtual absl::Status Finish() = 0;
};

// How a call ended that knows bytes only, and the last message it brought.
struct RawOutcome {
  absl::Status status;
  std::string reply;
};

// Thread-safe.
class Client {
 public:
  // `target` is such as `unix:/tmp/tally/tallyd.sock`. Calls wait until it is listened on.
  explicit Client(const std::string& target, std::string actor = "ann");
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  absl::StatusOr<v1::Receipt> Call(const v1::DefineOrg& request) const;
  absl::StatusOr<v1::Org> Call(const v1::GetOrg& request) const;
  absl::StatusOr<v1::OrgPage> Call(const v1::ListOrgs& request) const;

  absl::StatusOr<v1::Receipt> Call(const v1::DefineTax& request) const;
  absl::StatusOr<v1::Tax> Call(const v1::GetTax& request) const;
  absl::StatusOr<v1::TaxPage> Call(const v1::ListTaxes& request) const;

  absl::StatusOr<v1::Receipt> Call(const v1::DefineItem& request) const;
  absl::StatusOr<v1::Item> Call(const v1::GetItem& request) const;
  absl::StatusOr<v1::ItemPage> Call(const v1::ListItems& request) const;

  absl::StatusOr<v1::Receipt> Call(const v1::DefineSource& request) const;
  absl::StatusOr<v1::Source> Call(const v1::GetSource& request) const;
  absl::StatusOr<v1::SourcePage> Call(const v1::ListSources& request) const;

  absl::StatusOr<v1::Receipt> Call(const v1::DefineCustomer& request) const;
  absl::StatusOr<v1::Customer> Call(const v1::GetCustomer& request) const;
  absl::StatusOr<v1::CustomerPage> Call(const v1::ListCustomers& request) const;

  absl::StatusOr<v1::Receipt> Call(const v1::SetPlan& request) const;
  absl::StatusOr<v1::Plan> Call(const v1::GetPlan& request) const;
  absl::StatusOr<v1::PlanPage> Call(const v1::ListPlans& request) const;

  absl::StatusOr<v1::RecordCountsReply> Call(const v1::RecordCounts& request) const;
  absl::StatusOr<v1::CountPage> Call(const v1::ListCounts& request) const;

  absl::StatusOr<v1::RecordUsageReply> Call(const v1::RecordTimeEntries& request) const;
  absl::StatusOr<v1::RecordUsageReply> Call(const v1::RecordChargeEntries& request) const;
  absl::StatusOr<v1::RecordUsageReply> Call(const v1::RecordTriggerEntries& request) const;
  absl::StatusOr<v1::TimeEntryPage> Call(const v1::ListTimeEntries& request) const;
  absl::StatusOr<v1::ChargePage> Call(const v1::ListChargeEntries& request) const;
  absl::StatusOr<v1::TriggerPage> Call(const v1::ListTriggerEntries& request) const;

  absl::StatusOr<v1::RecordExchangeRatesReply> Call(const v1::RecordExchangeRates& request) const;
  absl::StatusOr<v1::ExchangeRatePage> Call(const v1::ListExchangeRates& request) const;
  absl::StatusOr<v1::Revaluation> Call(const v1::RevalueInvoices& request) const;

  absl::StatusOr<v1::StartRunReply> Call(const v1::StartRun& request) const;
  absl::StatusOr<v1::Run> Call(const v1::GetRun& request) const;
  absl::StatusOr<v1::RunPage> Call(const v1::ListRuns& request) const;
  absl::StatusOr<v1::RunOutcomePage> Call(const v1::ListRunOutcomes& request) const;
  // All messages of these streams.
  absl::StatusOr<std::vector<v1::RunPreview>> Call(const v1::PreviewRun& request) const;
  absl::StatusOr<std::vector<v1::Run>> Call(const v1::FollowRun& request) const;

  absl::StatusOr<v1::ApproveDraftReply> Call(const v1::ApproveDraft& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::HoldDraft& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::ReleaseDraft& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::RejectDraft& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::OverrideDraftLine& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::WaiveDraftFlag& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::RegenerateDraft& request) const;
  absl::StatusOr<v1::Draft> Call(const v1::GetDraft& request) const;
  absl::StatusOr<v1::DraftPage> Call(const v1::ListDrafts& request) const;

  absl::StatusOr<v1::LateDifferencePage> Call(const v1::ListLateDifferences& request) const;
  absl::StatusOr<v1::CreditLateDifferencesReply> Call(
      const v1::CreditLateDifferences& request) const;
  absl::StatusOr<v1::Receipt> Call(const v1::WaiveLateDifferences& request) const;

  absl::StatusOr<v1::CreditInvoiceReply> Call(const v1::CreditInvoice& request) const;
  absl::StatusOr<v1::CreditInvoiceReply> Call(const v1::VoidInvoice& request) const;
  absl::StatusOr<v1::CorrectInvoiceReply> Call(const v1::CorrectInvoice& request) const;
  absl::StatusOr<v1::InvoiceView> Call(const v1::GetInvoice& request) const;
  absl::StatusOr<v1::InvoicePage> Call(const v1::ListInvoices& request) const;
  absl::StatusOr<v1::CreditNote> Call(const v1::GetCreditNoteRequest& request) const;
  absl::StatusOr<v1::CreditNotePage> Call(const v1::ListCreditNotesRequest& request) const;

  absl::StatusOr<v1::EventPage> Call(const v1::ReadEvents& request) const;
  absl::StatusOr<v1::Head> Call(const v1::GetHeadRequest& request) const;

  // All messages of the stream.
  absl::StatusOr<std::vector<v1::CheckProgress>> Call(const v1::CheckLedger& request) const;

  std::unique_ptr<Reader<v1::CheckProgress>> Open(const v1::CheckLedger& request) const;
  std::unique_ptr<Reader<v1::SubscriptionMessage>> Open(const v1::SubscribeEvents& request) const;
  std::unique_ptr<Reader<v1::Run>> Open(const v1::FollowRun& request) const;

  absl::StatusOr<v1::Backup> Call(const v1::CreateBackup& request) const;
  absl::StatusOr<v1::BackupList> Call(const v1::ListBackups& request) const;
  absl::StatusOr<v1::VerifyBackupReply> Call(const v1::VerifyBackup& request) const;
  absl::StatusOr<v1::RestoreBackupReply> Call(const v1::RestoreBackup& request) const;

  absl::StatusOr<v1::RefusalPage> Call(const v1::ListRefusalsRequest& request) const;
  std::unique_ptr<Reader<v1::RefusalPage>> Open(const v1::FollowRefusalsRequest& request) const;

  std::unique_ptr<CountStream> OpenCounts() const;

  // Sends `bytes` to `method`, such as `tally.v1.Orgs/Define`, a call with one reply.
  RawOutcome CallRaw(absl::string_view method, absl::string_view bytes) const;
  // The same with a request that is `bytes` as many times over, which are in memory once.
  RawOutcome CallLarge(absl::string_view method, absl::string_view bytes, size_t times) const;
  // The same for a method of any kind; leaves it after the first reply, or when it ends.
  RawOutcome Probe(absl::string_view method, absl::string_view bytes) const;

  // Whether the daemon is reached before `patience` is over.
  bool Connects(absl::Duration patience) const;

 private:
  struct Stubs;
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace tally
