#include "system/support/client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "system/support/grpc_call.h"
#include "tally/v1/audit.grpc.pb.h"
#include "tally/v1/backups.grpc.pb.h"
#include "tally/v1/catalog.grpc.pb.h"
#include "tally/v1/counts.grpc.pb.h"
#include "tally/v1/customers.grpc.pb.h"
#include "tally/v1/drafts.grpc.pb.h"
#include "tally/v1/events.grpc.pb.h"
#include "tally/v1/exchange_rates.grpc.pb.h"
#include "tally/v1/invoices.grpc.pb.h"
#include "tally/v1/late.grpc.pb.h"
#include "tally/v1/orgs.grpc.pb.h"
#include "tally/v1/plans.grpc.pb.h"
#include "tally/v1/runs.grpc.pb.h"
#include "tally/v1/sources.grpc.pb.h"
#include "tally/v1/taxes.grpc.pb.h"
#include "tally/v1/usage.grpc.pb.h"

namespace tally {
namespace {

class GrpcCountStream final : public CountStream {
 public:
  GrpcCountStream(const std::string& actor, v1::Counts::Stub& stub) {
    Prepare(context_, actor);
    stream_ = stub.RecordStream(&context_);
  }

  bool Write(const v1::RecordCounts& request) override { return stream_->Write(request); }
  void WritesDone() override { stream_->WritesDone(); }
  bool Read(v1::RecordCountsReply& reply) override { return stream_->Read(&reply); }
  absl::Status Finish() override { return ToAbsl(stream_->Finish()); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::RecordCounts, v1::RecordCountsReply>> stream_;
};

}  // namespace

struct Client::Stubs {
  explicit Stubs(const std::string& target, std::string who)
      : actor(std::move(who)), channel(Connect(target)) {}

  template <class Stub, class Method, class Request>
  auto Unary(Stub& stub, Method method, const Request& request) const {
    return CallUnary(actor, stub, method, request);
  }

  const std::string actor;
  const std::shared_ptr<grpc::Channel> channel;
  v1::Audit::Stub audit{channel};
  v1::Backups::Stub backups{channel};
  v1::Catalog::Stub catalog{channel};
  v1::Counts::Stub counts{channel};
  v1::Customers::Stub customers{channel};
  v1::Drafts::Stub drafts{channel};
  v1::Events::Stub events{channel};
  v1::ExchangeRates::Stub exchange_rates{channel};
  v1::Invoices::Stub invoices{channel};
  v1::Late::Stub late{channel};
  v1::Orgs::Stub orgs{channel};
  v1::Plans::Stub plans{channel};
  v1::Runs::Stub runs{channel};
  v1::Sources::Stub sources{channel};
  v1::Taxes::Stub taxes{channel};
  v1::Usage::Stub usage{channel};
  grpc::GenericStub generic{channel};
};

Client::Client(const std::string& target, std::string actor)
    : stubs_(std::make_unique<Stubs>(target, std::move(actor))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

absl::StatusOr<v1::Receipt> Client::Call(const v1::DefineOrg& request) const {
  return stubs_->Unary(stubs_->orgs, &v1::Orgs::Stub::Define, request);
}
absl::StatusOr<v1::Org> Client::Call(const v1::GetOrg& request) const {
  return stubs_->Unary(stubs_->orgs, &v1::Orgs::Stub::Get, request);
}
absl::StatusOr<v1::OrgPage> Client::Call(const v1::ListOrgs& request) const {
  return stubs_->Unary(stubs_->orgs, &v1::Orgs::Stub::List, request);
}

absl::StatusOr<v1::Receipt> Client::Call(const v1::DefineTax& request) const {
  return stubs_->Unary(stubs_->taxes, &v1::Taxes::Stub::Define, request);
}
absl::StatusOr<v1::Tax> Client::Call(const v1::GetTax& request) const {
  return stubs_->Unary(stubs_->taxes, &v1::Taxes::Stub::Get, request);
}
absl::StatusOr<v1::TaxPage> Client::Call(const v1::ListTaxes& request) const {
  return stubs_->Unary(stubs_->taxes, &v1::Taxes::Stub::List, request);
}

absl::StatusOr<v1::Receipt> Client::Call(const v1::DefineItem& request) const {
  return stubs_->Unary(stubs_->catalog, &v1::Catalog::Stub::Define, request);
}
absl::StatusOr<v1::Item> Client::Call(const v1::GetItem& request) const {
  return stubs_->Unary(stubs_->catalog, &v1::Catalog::Stub::Get, request);
}
absl::StatusOr<v1::ItemPage> Client::Call(const v1::ListItems& request) const {
  return stubs_->Unary(stubs_->catalog, &v1::Catalog::Stub::List, request);
}

absl::StatusOr<v1::Receipt> Client::Call(const v1::DefineSource& request) const {
  return stubs_->Unary(stubs_->sources, &v1::Sources::Stub::Define, request);
}
absl::StatusOr<v1::Source> Client::Call(const v1::GetSource& request) const {
  return stubs_->Unary(stubs_->sources, &v1::Sources::Stub::Get, request);
}
absl::StatusOr<v1::SourcePage> Client::Call(const v1::ListSources& request) const {
  return stubs_->Unary(stubs_->sources, &v1::Sources::Stub::List, request);
}

absl::StatusOr<v1::Receipt> Client::Call(const v1::DefineCustomer& request) const {
  return stubs_->Unary(stubs_->customers, &v1::Customers::Stub::Define, request);
}
absl::StatusOr<v1::Customer> Client::Call(const v1::GetCustomer& request) const {
  return stubs_->Unary(stubs_->customers, &v1::Customers::Stub::Get, request);
}
absl::StatusOr<v1::CustomerPage> Client::Call(const v1::ListCustomers& request) const {
  return stubs_->Unary(stubs_->customers, &v1::Customers::Stub::List, request);
}

absl::StatusOr<v1::Receipt> Client::Call(const v1::SetPlan& request) const {
  return stubs_->Unary(stubs_->plans, &v1::Plans::Stub::Set, request);
}
absl::StatusOr<v1::Plan> Client::Call(const v1::GetPlan& request) const {
  return stubs_->Unary(stubs_->plans, &v1::Plans::Stub::Get, request);
}
absl::StatusOr<v1::PlanPage> Client::Call(const v1::ListPlans& request) const {
  return stubs_->Unary(stubs_->plans, &v1::Plans::Stub::List, request);
}

absl::StatusOr<v1::RecordCountsReply> Client::Call(const v1::RecordCounts& request) const {
  return stubs_->Unary(stubs_->counts, &v1::Counts::Stub::Record, request);
}
absl::StatusOr<v1::CountPage> Client::Call(const v1::ListCounts& request) const {
  return stubs_->Unary(stubs_->counts, &v1::Counts::Stub::List, request);
}

absl::StatusOr<v1::RecordUsageReply> Client::Call(const v1::RecordTimeEntries& request) const {
  return stubs_->Unary(stubs_->usage, &v1::Usage::Stub::RecordTime, request);
}
absl::StatusOr<v1::RecordUsageReply> Client::Call(const v1::RecordChargeEntries& request) const {
  return stubs_->Unary(stubs_->usage, &v1::Usage::Stub::RecordCharges, request);
}
absl::StatusOr<v1::RecordUsageReply> Client::Call(const v1::RecordTriggerEntries& request) const {
  return stubs_->Unary(stubs_->usage, &v1::Usage::Stub::RecordTriggers, request);
}
absl::StatusOr<v1::TimeEntryPage> Client::Call(const v1::ListTimeEntries& request) const {
  return stubs_->Unary(stubs_->usage, &v1::Usage::Stub::ListTime, request);
}
absl::StatusOr<v1::ChargePage> Client::Call(const v1::ListChargeEntries& request) const {
  return stubs_->Unary(stubs_->usage, &v1::Usage::Stub::ListCharges, request);
}
absl::StatusOr<v1::TriggerPage> Client::Call(const v1::ListTriggerEntries& request) const {
  return stubs_->Unary(stubs_->usage, &v1::Usage::Stub::ListTriggers, request);
}

absl::StatusOr<v1::RecordExchangeRatesReply> Client::Call(
    const v1::RecordExchangeRates& request) const {
  return stubs_->Unary(stubs_->exchange_rates, &v1::ExchangeRates::Stub::Record, request);
}
absl::StatusOr<v1::ExchangeRatePage> Client::Call(const v1::ListExchangeRates& request) const {
  return stubs_->Unary(stubs_->exchange_rates, &v1::ExchangeRates::Stub::List, request);
}
absl::StatusOr<v1::Revaluation> Client::Call(const v1::RevalueInvoices& request) const {
  return stubs_->Unary(stubs_->exchange_rates, &v1::ExchangeRates::Stub::Revalue, request);
}

absl::StatusOr<v1::StartRunReply> Client::Call(const v1::StartRun& request) const {
  return stubs_->Unary(stubs_->runs, &v1::Runs::Stub::Start, request);
}
absl::StatusOr<v1::Run> Client::Call(const v1::GetRun& request) const {
  return stubs_->Unary(stubs_->runs, &v1::Runs::Stub::Get, request);
}
absl::StatusOr<v1::RunPage> Client::Call(const v1::ListRuns& request) const {
  return stubs_->Unary(stubs_->runs, &v1::Runs::Stub::List, request);
}
absl::StatusOr<v1::RunOutcomePage> Client::Call(const v1::ListRunOutcomes& request) const {
  return stubs_->Unary(stubs_->runs, &v1::Runs::Stub::ListOutcomes, request);
}
absl::StatusOr<std::vector<v1::RunPreview>> Client::Call(const v1::PreviewRun& request) const {
  StreamReader<v1::RunPreview> reader(stubs_->actor, [&](grpc::ClientContext* context) {
    return stubs_->runs.Preview(context, request);
  });
  return ReadAll(reader);
}
absl::StatusOr<std::vector<v1::Run>> Client::Call(const v1::FollowRun& request) const {
  return ReadAll(*Open(request));
}

absl::StatusOr<v1::ApproveDraftReply> Client::Call(const v1::ApproveDraft& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::Approve, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::HoldDraft& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::Hold, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::ReleaseDraft& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::Release, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::RejectDraft& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::Reject, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::OverrideDraftLine& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::OverrideLine, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::WaiveDraftFlag& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::WaiveFlag, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::RegenerateDraft& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::Regenerate, request);
}
absl::StatusOr<v1::Draft> Client::Call(const v1::GetDraft& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::Get, request);
}
absl::StatusOr<v1::DraftPage> Client::Call(const v1::ListDrafts& request) const {
  return stubs_->Unary(stubs_->drafts, &v1::Drafts::Stub::List, request);
}

absl::StatusOr<v1::LateDifferencePage> Client::Call(const v1::ListLateDifferences& request) const {
  return stubs_->Unary(stubs_->late, &v1::Late::Stub::List, request);
}
absl::StatusOr<v1::CreditLateDifferencesReply> Client::Call(
    const v1::CreditLateDifferences& request) const {
  return stubs_->Unary(stubs_->late, &v1::Late::Stub::Credit, request);
}
absl::StatusOr<v1::Receipt> Client::Call(const v1::WaiveLateDifferences& request) const {
  return stubs_->Unary(stubs_->late, &v1::Late::Stub::Waive, request);
}

absl::StatusOr<v1::CreditInvoiceReply> Client::Call(const v1::CreditInvoice& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::Credit, request);
}
absl::StatusOr<v1::CreditInvoiceReply> Client::Call(const v1::VoidInvoice& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::Void, request);
}
absl::StatusOr<v1::CorrectInvoiceReply> Client::Call(const v1::CorrectInvoice& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::Correct, request);
}
absl::StatusOr<v1::InvoiceView> Client::Call(const v1::GetInvoice& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::Get, request);
}
absl::StatusOr<v1::InvoicePage> Client::Call(const v1::ListInvoices& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::List, request);
}
absl::StatusOr<v1::CreditNote> Client::Call(const v1::GetCreditNoteRequest& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::GetCreditNote, request);
}
absl::StatusOr<v1::CreditNotePage> Client::Call(const v1::ListCreditNotesRequest& request) const {
  return stubs_->Unary(stubs_->invoices, &v1::Invoices::Stub::ListCreditNotes, request);
}

absl::StatusOr<v1::EventPage> Client::Call(const v1::ReadEvents& request) const {
  return stubs_->Unary(stubs_->events, &v1::Events::Stub::Read, request);
}
absl::StatusOr<v1::Head> Client::Call(const v1::GetHeadRequest& request) const {
  return stubs_->Unary(stubs_->events, &v1::Events::Stub::GetHead, request);
}

absl::StatusOr<std::vector<v1::CheckProgress>> Client::Call(const v1::CheckLedger& request) const {
  return ReadAll(*Open(request));
}

std::unique_ptr<Reader<v1::CheckProgress>> Client::Open(const v1::CheckLedger& request) const {
  return std::make_unique<StreamReader<v1::CheckProgress>>(
      stubs_->actor,
      [&](grpc::ClientContext* context) { return stubs_->audit.Check(context, request); });
}
std::unique_ptr<Reader<v1::SubscriptionMessage>> Client::Open(
    const v1::SubscribeEvents& request) const {
  return std::make_unique<StreamReader<v1::SubscriptionMessage>>(
      stubs_->actor,
      [&](grpc::ClientContext* context) { return stubs_->events.Subscribe(context, request); });
}
std::unique_ptr<Reader<v1::Run>> Client::Open(const v1::FollowRun& request) const {
  return std::make_unique<StreamReader<v1::Run>>(stubs_->actor, [&](grpc::ClientContext* context) {
    return stubs_->runs.Follow(context, request);
  });
}

absl::StatusOr<v1::Backup> Client::Call(const v1::CreateBackup& request) const {
  return stubs_->Unary(stubs_->backups, &v1::Backups::Stub::Create, request);
}
absl::StatusOr<v1::BackupList> Client::Call(const v1::ListBackups& request) const {
  return stubs_->Unary(stubs_->backups, &v1::Backups::Stub::List, request);
}
absl::StatusOr<v1::VerifyBackupReply> Client::Call(const v1::VerifyBackup& request) const {
  return stubs_->Unary(stubs_->backups, &v1::Backups::Stub::Verify, request);
}
absl::StatusOr<v1::RestoreBackupReply> Client::Call(const v1::RestoreBackup& request) const {
  return stubs_->Unary(stubs_->backups, &v1::Backups::Stub::Restore, request);
}

absl::StatusOr<v1::RefusalPage> Client::Call(const v1::ListRefusalsRequest& request) const {
  return stubs_->Unary(stubs_->audit, &v1::Audit::Stub::ListRefusals, request);
}
std::unique_ptr<Reader<v1::RefusalPage>> Client::Open(
    const v1::FollowRefusalsRequest& request) const {
  return std::make_unique<StreamReader<v1::RefusalPage>>(
      stubs_->actor,
      [&](grpc::ClientContext* context) { return stubs_->audit.FollowRefusals(context, request); });
}

std::unique_ptr<CountStream> Client::OpenCounts() const {
  return std::make_unique<GrpcCountStream>(stubs_->actor, stubs_->counts);
}

RawOutcome Client::CallRaw(absl::string_view method, absl::string_view bytes) const {
  return CallLarge(method, bytes, 1);
}

RawOutcome Client::CallLarge(absl::string_view method, absl::string_view bytes,
                             size_t times) const {
  grpc::ClientContext context;
  Prepare(context, stubs_->actor);
  return CallGeneric(stubs_->generic, context, method, ToBuffer(bytes, times));
}

RawOutcome Client::Probe(absl::string_view method, absl::string_view bytes) const {
  grpc::ClientContext context;
  Prepare(context, stubs_->actor);
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  const auto call = stubs_->generic.PrepareCall(&context, absl::StrCat("/", method), &queue);
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  if (ok) {
    call->WriteLast(ToBuffer(bytes), grpc::WriteOptions(), nullptr);
    queue.Next(&tag, &ok);
  }
  RawOutcome outcome;
  grpc::ByteBuffer reply;
  call->Read(&reply, nullptr);
  queue.Next(&tag, &ok);
  if (ok) {
    outcome.reply = ToText(reply);
    context.TryCancel();
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  outcome.status = ToAbsl(status);
  return outcome;
}

bool Client::Connects(absl::Duration patience) const {
  return stubs_->channel->WaitForConnected(absl::ToChronoTime(absl::Now() + patience));
}

}  // namespace tally
