#include "model/seen.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "system/support/any_call.h"
#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/journal.pb.h"

namespace tally {
namespace {

using absl::StrCat;

// What is seen of each thing, in words.
using Sights = std::map<std::string, std::string>;

template <class Resource>
std::string Words(Resource resource) {
  resource.clear_etag();
  return resource.ShortDebugString();
}

std::string WordsOf(const InvoiceState& invoice) {
  return StrCat("for ", invoice.customer_id(), " total ", invoice.total(), " left ", invoice.left(),
                " payable ", invoice.payable, " credited ", invoice.credited, " paid ",
                invoice.paid, " by credit ", invoice.credit_applied, " written off ",
                invoice.written_off, " open ", invoice.open());
}

std::string WordsOf(const v1::InvoiceView& view) {
  const v1::InvoiceSettlement& settled = view.settlement();
  return StrCat("for ", view.invoice().bill_to().customer_id(), " total ",
                view.invoice().totals().total().minor_units(), " left ", view.left().minor_units(),
                " payable ", settled.payable().minor_units(), " credited ",
                settled.credited().minor_units(), " paid ", settled.paid().minor_units(),
                " by credit ", settled.credit_applied().minor_units(), " written off ",
                settled.written_off().minor_units(), " open ", settled.open().minor_units());
}

v1::InvoiceStatus StatusOf(const InvoiceState& invoice) {
  if (invoice.voided) return v1::INVOICE_STATUS_VOIDED;
  if (invoice.credit_notes == 0) return v1::INVOICE_STATUS_ISSUED;
  return invoice.left() == 0 ? v1::INVOICE_STATUS_CREDITED : v1::INVOICE_STATUS_PARTLY_CREDITED;
}

// What a customer owes and is owed: all sums, and what comes of them.
struct Balance {
  int64_t invoiced = 0;
  int64_t credited = 0;
  int64_t paid = 0;
  int64_t refunded = 0;
  int64_t granted = 0;
  int64_t written_off = 0;
  int64_t open = 0;
  int64_t credit = 0;
  int64_t deposits = 0;

  int64_t balance() const { return invoiced - credited - paid - granted - written_off + refunded; }
  std::string Words() const {
    return StrCat("invoiced ", invoiced, " credited ", credited, " paid ", paid, " refunded ",
                  refunded, " granted ", granted, " written off ", written_off, " open ", open,
                  " credit ", credit, " balance ", balance());
  }
};

Balance BalanceOf(const OrgState& org, const std::string& customer_id) {
  Balance balance;
  for (const auto& [number, invoice] : org.invoices) {
    if (invoice.customer_id() != customer_id) continue;
    balance.invoiced += invoice.total();
    balance.credited += invoice.taken_back;
    balance.written_off += invoice.written_off;
    balance.open += invoice.open();
  }
  for (const auto& [key, credit] : org.credits) {
    const auto& [owner, kind, id] = key;
    if (owner != customer_id) continue;
    if (kind == v1::CREDIT_KIND_PAYMENT && !credit.reversed) balance.paid += credit.amount;
    if (kind == v1::CREDIT_KIND_GRANTED) balance.granted += credit.amount;
    balance.refunded += credit.refunded;
    balance.credit += credit.left();
    if (credit.deposit) balance.deposits += credit.left();
  }
  return balance;
}

// What the model remembers.

void RememberDefinitions(const OrgState& org, Sights& sights) {
  sights["org"] = Words(org.org.is);
  for (const auto& [id, tax] : org.taxes) sights["tax " + id] = Words(tax.is);
  for (const auto& [id, item] : org.items) sights["item " + id] = Words(item.is);
  for (const auto& [id, source] : org.sources) sights["source " + id] = Words(source.is);
  for (const auto& [id, customer] : org.customers) {
    sights["customer " + id] = Words(customer.is);
  }
  for (const auto& [key, plan] : org.plans) {
    sights[StrCat("plan ", key.first, " ", key.second)] = Words(plan.is);
  }
  for (const auto& [id, project] : org.projects) {
    const auto invoice = org.project_invoices.find(id);
    sights["project " + id] = StrCat(Words(project.is), " ",
                                     invoice == org.project_invoices.end() ? "" : invoice->second);
  }
}

void RememberBilling(const OrgState& org, Sights& sights) {
  for (const auto& [key, draft] : org.drafts) {
    sights[StrCat("draft ", key.first, " ", key.second)] =
        StrCat(v1::DraftStatus_Name(draft.status), " ", draft.content.content_hash(), " at ",
               draft.changed_at);
  }
  for (const auto& [id, run] : org.runs) {
    sights["run " + id] = run.completed ? "completed" : "under way";
  }
  for (const auto& [id, quote] : org.quotes) {
    sights["quote " + id] = StrCat(quote.customer_id, " ", v1::QuoteStatus_Name(quote.status), " ",
                                   quote.latest.revision());
  }
  for (const auto& [number, invoice] : org.invoices) {
    sights["invoice " + number] = WordsOf(invoice);
    sights["listed " + number] =
        StrCat(v1::InvoiceStatus_Name(StatusOf(invoice)), " open ", invoice.open());
  }
}

void RememberMoney(const OrgState& org, Sights& sights) {
  for (const auto& [key, credit] : org.credits) {
    const auto& [customer_id, kind, id] = key;
    sights[StrCat("credit ", customer_id, " ", kind, " ", id)] =
        StrCat(credit.amount, " allocated ", credit.allocated(), " refunded ", credit.refunded,
               " taken back ", credit.taken_back, " left ", credit.left());
  }
  for (const auto& [id, customer] : org.customers) {
    const Balance balance = BalanceOf(org, id);
    sights["balance " + id] = balance.Words();
    const auto remember = [&](v1::JournalAccount account, int64_t units) {
      if (units != 0) sights[StrCat("account ", account, " ", id)] = StrCat(units);
    };
    remember(v1::JOURNAL_ACCOUNT_RECEIVABLE, balance.open);
    remember(v1::JOURNAL_ACCOUNT_CUSTOMER_CREDIT, balance.deposits - balance.credit);
    remember(v1::JOURNAL_ACCOUNT_DEPOSIT, -balance.deposits);
  }
  sights["closed"] = org.closed_month;
}

void RememberRest(const OrgState& org, Sights& sights) {
  for (const auto& [key, dispute] : org.disputes) {
    sights[StrCat("dispute ", key.first, " ", key.second)] = dispute.closed ? "closed" : "open";
  }
  for (const auto& system : org.org.is.accounting_systems()) {
    for (const auto& [key, posting] : org.postings) {
      if (key.first != system.system()) continue;
      sights[StrCat("posting ", key.first, " ", key.second)] = StrCat(
          v1::PostingState_Name(posting.state), " ", posting.attempts, " ", posting.external_id);
    }
  }
  for (const auto& [kind, entries] : org.records) {
    const bool is_count = kind.rfind("counts/", 0) == 0 || kind == "rates";
    if (is_count && !entries.empty()) sights["recorded " + kind] = StrCat(entries.size());
  }
}

Sights Remembered(const OrgState& org) {
  Sights sights;
  RememberDefinitions(org, sights);
  RememberBilling(org, sights);
  RememberMoney(org, sights);
  RememberRest(org, sights);
  return sights;
}

// What the daemon shows.

class Look {
 public:
  Look(const Client& client, const std::string& org_id, uint64_t as_of)
      : client_(client), org_id_(org_id), as_of_(as_of) {}

  Sights All(const OrgState& org) {
    SeeDefinitions();
    SeeBilling(org);
    SeeMoney(org);
    SeeRest(org);
    return std::move(sights_);
  }

 private:
  template <class Page, class Request>
  Page Ask(Request request) {
    request.set_org_id(org_id_);
    if constexpr (requires { request.set_page_size(1); }) request.set_page_size(1'000);
    if (as_of_ > 0) request.mutable_as_of()->set_position(as_of_);
    return AnswerOf<Page>(client_, request);
  }

  void SeeDefinitions() {
    sights_["org"] = Words(Ask<v1::Org>(v1::GetOrg()));
    for (const auto page = Ask<v1::TaxPage>(v1::ListTaxes()); const auto& tax : page.taxes()) {
      sights_["tax " + tax.tax_id()] = Words(tax);
    }
    for (const auto page = Ask<v1::ItemPage>(v1::ListItems()); const auto& item : page.items()) {
      sights_["item " + item.item_id()] = Words(item);
    }
    for (const auto page = Ask<v1::SourcePage>(v1::ListSources());
         const auto& source : page.sources()) {
      sights_["source " + source.source_id()] = Words(source);
    }
    for (const auto page = Ask<v1::CustomerPage>(v1::ListCustomers());
         const auto& customer : page.customers()) {
      sights_["customer " + customer.customer_id()] = Words(customer);
    }
    for (const auto page = Ask<v1::PlanPage>(v1::ListPlans()); const auto& plan : page.plans()) {
      sights_[StrCat("plan ", plan.customer_id(), " ", plan.effective_from())] = Words(plan);
    }
    for (const auto page = Ask<v1::ProjectPage>(v1::ListProjects());
         const auto& view : page.projects()) {
      sights_["project " + view.project().project_id()] =
          StrCat(Words(view.project()), " ", view.invoice_number());
    }
  }

  void SeeBilling(const OrgState& org) {
    for (const auto page = Ask<v1::DraftPage>(v1::ListDrafts());
         const auto& draft : page.entries()) {
      sights_[StrCat("draft ", draft.month(), " ", draft.customer_id())] =
          StrCat(v1::DraftStatus_Name(draft.status()), " ", draft.content_hash(), " at ",
                 draft.changed_position());
    }
    for (const auto page = Ask<v1::RunPage>(v1::ListRuns()); const auto& run : page.runs()) {
      sights_["run " + run.run_id()] =
          run.status() == v1::RUN_STATUS_COMPLETED ? "completed" : "under way";
    }
    for (const auto page = Ask<v1::QuotePage>(v1::ListQuotes());
         const auto& quote : page.quotes()) {
      sights_["quote " + quote.quote_id()] =
          StrCat(quote.customer_id(), " ", v1::QuoteStatus_Name(quote.status()), " ",
                 quote.revisions().rbegin()->revision());
    }
    for (const auto page = Ask<v1::InvoicePage>(v1::ListInvoices());
         const auto& invoice : page.invoices()) {
      sights_["listed " + invoice.number()] =
          StrCat(v1::InvoiceStatus_Name(invoice.status()), " open ", invoice.open().minor_units());
    }
    for (const auto& [number, invoice] : org.invoices) {
      v1::GetInvoice get;
      get.set_invoice_number(number);
      sights_["invoice " + number] = WordsOf(Ask<v1::InvoiceView>(get));
    }
  }

  void SeeMoney(const OrgState& org) {
    v1::ListCustomerCredits credits;
    credits.set_also_used_up(true);
    for (const auto page = Ask<v1::CustomerCreditPage>(credits);
         const auto& credit : page.credits()) {
      sights_[StrCat("credit ", credit.customer_id(), " ", credit.credit().kind(), " ",
                     credit.credit().id())] =
          StrCat(credit.amount().minor_units(), " allocated ", credit.allocated().minor_units(),
                 " refunded ", credit.refunded().minor_units(), " taken back ",
                 credit.taken_back().minor_units(), " left ", credit.left().minor_units());
    }
    for (const auto& [id, customer] : org.customers) SeeBalance(id);
    for (const auto page = Ask<v1::JournalBalancePage>(v1::ListJournalBalances());
         const auto& each : page.balances()) {
      const bool is_customers = each.account() == v1::JOURNAL_ACCOUNT_RECEIVABLE ||
                                each.account() == v1::JOURNAL_ACCOUNT_CUSTOMER_CREDIT ||
                                each.account() == v1::JOURNAL_ACCOUNT_DEPOSIT;
      if (!is_customers) continue;
      sights_[StrCat("account ", each.account(), " ", each.subject())] =
          StrCat(each.amount().minor_units());
    }
    const auto periods = Ask<v1::AccountingPeriodPage>(v1::ListAccountingPeriods());
    sights_["closed"] = periods.closed_through().substr(0, 7);
  }

  void SeeBalance(const std::string& customer_id) {
    v1::GetCustomerBalance get;
    get.set_customer_id(customer_id);
    const auto shown = Ask<v1::CustomerBalance>(get);
    const Balance balance{.invoiced = shown.invoiced().minor_units(),
                          .credited = shown.credited().minor_units(),
                          .paid = shown.paid().minor_units(),
                          .refunded = shown.refunded().minor_units(),
                          .granted = shown.granted().minor_units(),
                          .written_off = shown.written_off().minor_units(),
                          .open = shown.open().minor_units(),
                          .credit = shown.credit().minor_units()};
    sights_["balance " + customer_id] = balance.Words();
    if (balance.balance() == shown.balance().minor_units()) return;
    sights_["balance " + customer_id] = StrCat("does not add up: ", shown.ShortDebugString());
  }

  void SeeRest(const OrgState& org) {
    v1::ListInvoiceDisputes disputes;
    disputes.set_also_closed(true);
    for (const auto page = Ask<v1::DisputePage>(disputes); const auto& dispute : page.disputes()) {
      sights_[StrCat("dispute ", dispute.invoice_number(), " ", dispute.dispute_id())] =
          dispute.closed_on().empty() ? "open" : "closed";
    }
    for (const auto& system : org.org.is.accounting_systems()) {
      for (const auto state : {v1::POSTING_STATE_WAITING, v1::POSTING_STATE_IN_DOUBT,
                               v1::POSTING_STATE_POSTED, v1::POSTING_STATE_FAILED}) {
        SeePostings(system.system(), state);
      }
    }
    for (const auto& [id, source] : org.sources) {
      v1::ListCounts counts;
      counts.set_source_id(id);
      SeeNumber("counts/" + id, Ask<v1::CountPage>(counts).counts_size());
    }
    SeeNumber("rates", Ask<v1::ExchangeRatePage>(v1::ListExchangeRates()).rates_size());
  }

  void SeePostings(const std::string& system, v1::PostingState state) {
    v1::ListPostings list;
    list.set_system(system);
    list.set_state(state);
    for (const auto page = Ask<v1::PostingPage>(list); const auto& posting : page.postings()) {
      sights_[StrCat("posting ", system, " ", posting.document().number())] =
          StrCat(v1::PostingState_Name(posting.state()), " ", posting.attempts(), " ",
                 posting.external_id());
    }
  }

  void SeeNumber(const std::string& kind, int number) {
    if (number > 0) sights_["recorded " + kind] = StrCat(number);
  }

  const Client& client_;
  const std::string& org_id_;
  const uint64_t as_of_;
  Sights sights_;
};

// What cannot be asked as of then.
void AddWhatIsNow(const Client& client, const std::string& org_id, const OrgState& org,
                  Sights& remembered, Sights& seen) {
  for (const auto& [id, consumer] : org.consumers) {
    remembered["consumer " + id] = consumer.ShortDebugString();
  }
  for (const auto& [id, principal] : org.principals) {
    remembered["principal " + id] = Words(principal.is);
  }
  v1::ListPrincipals principals;
  principals.set_org_id(org_id);
  for (const auto page = AnswerOf<v1::PrincipalPage>(client, principals);
       const auto& details : page.principals()) {
    seen["principal " + details.principal().principal_id()] = Words(details.principal());
  }
  v1::ListConsumers list;
  list.set_org_id(org_id);
  for (const auto page = AnswerOf<v1::ConsumerPage>(client, list);
       const auto& status : page.consumers()) {
    seen["consumer " + status.consumer().consumer_id()] = status.consumer().ShortDebugString();
  }
}

// The first thing that is not seen as it is remembered.
std::optional<Divergence> Compare(const Sights& remembered, const Sights& seen,
                                  const std::string& when) {
  Sights all = remembered;
  all.insert(seen.begin(), seen.end());
  const auto in = [](const Sights& sights, const std::string& thing) {
    const auto found = sights.find(thing);
    return found == sights.end() ? "nothing" : found->second;
  };
  for (const auto& [thing, words] : all) {
    if (in(remembered, thing) == in(seen, thing)) continue;
    return Divergence{.kind = StrCat("seen: ", thing.substr(0, thing.find(' '))),
                      .words = StrCat(thing, when, " is seen as\n    ", in(seen, thing),
                                      "\n  and the model remembers\n    ", in(remembered, thing))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Divergence> CompareSeen(const Client& client, const State& state, uint64_t as_of) {
  const std::string when = as_of == 0 ? "" : StrCat(" as of ", as_of);
  for (const auto& [org_id, org] : state.orgs) {
    Sights remembered = Remembered(org);
    Sights seen = Look(client, org_id, as_of).All(org);
    if (as_of == 0) AddWhatIsNow(client, org_id, org, remembered, seen);
    if (auto wrong = Compare(remembered, seen, when)) return wrong;
  }
  return std::nullopt;
}

}  // namespace tally
