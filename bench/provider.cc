#include "bench/provider.h"

#include <google/protobuf/text_format.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/load.h"
#include "bench/must.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/runs.h"
#include "ledger/deciders/sources.h"
#include "ledger/deciders/taxes.h"
#include "projections/projections.h"

namespace tally {
namespace {

constexpr char kRunDriver[] = "tallyd";
constexpr int kObservationsPerCommand = 500;

template <class Message>
Message Parse(const std::string& text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) Stop("cannot read " + text);
  return message;
}

template <Command C>
void Send(Ledger& ledger, const std::string& text) {
  Must(ledger.Execute(Parse<C>(text), kActor));
}

// When the counts of a month are made: the last is fresh at its end.
std::vector<absl::CivilHour> InstantsIn(absl::CivilMonth month) {
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return {absl::CivilHour(month.year(), month.month(), 5, 12),
          absl::CivilHour(month.year(), month.month(), 15, 12),
          absl::CivilHour(last.year(), last.month(), last.day(), 12)};
}

// A quantity that goes up and down by customer, meter and month.
int64_t QuantityOf(size_t customer, size_t meter, absl::CivilHour instant) {
  const int64_t mixed = static_cast<int64_t>(customer * 7 + meter * 5);
  return 10 + (mixed + instant.month() * 3 + instant.day()) % 23;
}

v1::Observation ObservationOf(size_t customer, size_t meter, absl::CivilHour instant) {
  v1::Observation seen;
  *seen.mutable_observed_at() = ToProto(absl::FromCivil(instant, absl::UTCTimeZone()));
  seen.set_account(CustomerId(customer));
  seen.set_meter(kMeters[meter]);
  seen.set_quantity(absl::StrCat(QuantityOf(customer, meter, instant)));
  seen.set_unit_cost("3.115");
  seen.set_cost_currency("USD");
  return seen;
}

}  // namespace

std::unique_ptr<Ledger> OpenLedger(const std::string& directory,
                                   std::shared_ptr<const Keyring> keys) {
  const absl::Time now = absl::FromCivil(absl::CivilYear(2030), absl::UTCTimeZone());
  return Must(
      Ledger::Open(directory, AllProjections(), [now] { return now; }, {.keys = std::move(keys)}));
}

void DefineProvider(Ledger& ledger) {
  Send<v1::DefineOrg>(ledger,
                      "request_id: 'org' org { org_id: 'msp' name: 'Managed Services' "
                      "  currency: 'USD' time_zone: 'UTC' number_pattern: 'BILL-{YYYY}-{NNNNNN}' "
                      "  payment_terms { kind: TERMS_KIND_NET days: 30 } }");
  Send<v1::DefineTax>(ledger,
                      "request_id: 'tax' org_id: 'msp' "
                      "tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
  for (const char* item : {"licence", "mailbox", "server", "workstation", "helpdesk"}) {
    Send<v1::DefineItem>(
        ledger, absl::StrCat("request_id: 'item/", item, "' org_id: 'msp' item { item_id: '", item,
                             "' name: 'Managed ", item, "' tax_id: 'vat' }"));
  }
  Send<v1::DefineSource>(ledger,
                         "request_id: 'source' org_id: 'msp' source { source_id: 'rmm' kind: 'rmm' "
                         "  meters { meter: 'LICENCE' item_id: 'licence' } "
                         "  meters { meter: 'MAILBOX' item_id: 'mailbox' } "
                         "  meters { meter: 'SERVER' item_id: 'server' } "
                         "  meters { meter: 'WORKSTATION' item_id: 'workstation' } }");
}

std::string CustomerId(size_t customer) { return absl::StrFormat("c%07d", customer); }

v1::DefineCustomer DefinitionOf(size_t customer) {
  const std::string id = CustomerId(customer);
  return Parse<v1::DefineCustomer>(
      absl::StrCat("request_id: 'customer/", id, "' org_id: 'msp' customer { customer_id: '", id,
                   "' name: 'Customer ", customer, " Incorporated' email: 'accounts@", id,
                   ".example' ", "accounts { source_id: 'rmm' account: '", id,
                   "' } external_ids { system: 'quickbooks' id: '", customer, "' } }"));
}

v1::SetPlan PlanOf(size_t customer) {
  const std::string id = CustomerId(customer);
  return Parse<v1::SetPlan>(absl::StrCat(
      "request_id: 'plan/", id, "' org_id: 'msp' plan { customer_id: '", id,
      "' effective_from: '2026-01-01' "
      "lines { item_id: 'licence' vendor { markup_percent: '15' } counted { "
      "  source_id: 'rmm' meter: 'LICENCE' rule: QUANTITY_RULE_PERIOD_END } } "
      "lines { item_id: 'mailbox' held { unit_price: '4.125' } counted { "
      "  source_id: 'rmm' meter: 'MAILBOX' rule: QUANTITY_RULE_PEAK } } "
      "lines { item_id: 'server' held { unit_price: '95' } counted { "
      "  source_id: 'rmm' meter: 'SERVER' rule: QUANTITY_RULE_PERIOD_START } } "
      "lines { item_id: 'workstation' held { unit_price: '32.50' } counted { "
      "  source_id: 'rmm' meter: 'WORKSTATION' rule: QUANTITY_RULE_PERIOD_END } } "
      "lines { item_id: 'helpdesk' held { unit_price: '250' } fixed { quantity: '1' } } }"));
}

void DefineCustomers(Ledger& ledger, size_t customers) {
  std::vector<v1::DefineCustomer> definitions;
  std::vector<v1::SetPlan> plans;
  for (size_t customer = 0; customer < customers; ++customer) {
    definitions.push_back(DefinitionOf(customer));
    plans.push_back(PlanOf(customer));
  }
  SendAll(ledger, std::move(definitions), kInFlightToPrepare);
  SendAll(ledger, std::move(plans), kInFlightToPrepare);
}

std::vector<v1::RecordCounts> CountsOf(absl::CivilMonth month, size_t customers) {
  std::vector<v1::RecordCounts> commands;
  for (const absl::CivilHour instant : InstantsIn(month)) {
    for (size_t series = 0; series < customers * std::size(kMeters); ++series) {
      if (commands.empty() || commands.back().observations_size() == kObservationsPerCommand) {
        v1::RecordCounts& command = commands.emplace_back();
        command.set_request_id(absl::StrCat("counts/", FormatMonth(month), "/", commands.size()));
        command.set_org_id(kOrgId);
        command.set_source_id(kSourceId);
      }
      *commands.back().add_observations() =
          ObservationOf(series / std::size(kMeters), series % std::size(kMeters), instant);
    }
  }
  return commands;
}

void RunMonth(Ledger& ledger, absl::CivilMonth month) {
  v1::StartRun start;
  start.set_request_id(absl::StrCat("run/", FormatMonth(month)));
  start.set_org_id(kOrgId);
  start.set_month(FormatMonth(month));
  const std::string run_id = Must(ledger.Execute(start, kActor)).run_id();

  bool completed = false;
  for (size_t step = 0; !completed; ++step) {
    v1::AdvanceRun advance;
    advance.set_request_id(absl::StrCat("advance/", run_id, "/", step));
    advance.set_org_id(kOrgId);
    advance.set_run_id(run_id);
    completed = Must(ledger.Execute(advance, kRunDriver)).completed();
  }
}

std::vector<v1::ApproveDraft> ApprovalsOf(Ledger& ledger, absl::CivilMonth month) {
  std::vector<v1::ApproveDraft> approvals;
  const View view = ledger.Read();
  for (auto rows = view.books().drafts.Scan(Text(kOrgId), Text(FormatMonth(month))); rows.Valid();
       rows.Next()) {
    const v1::Draft draft = rows.row();
    v1::ApproveDraft& approve = approvals.emplace_back();
    approve.set_request_id(absl::StrCat("approve/", draft.month(), "/", draft.customer_id()));
    approve.set_org_id(draft.org_id());
    approve.set_customer_id(draft.customer_id());
    approve.set_month(draft.month());
    approve.set_reviewed_position(view.position());
    approve.set_content_hash(draft.content().content_hash());
  }
  return approvals;
}

}  // namespace tally
