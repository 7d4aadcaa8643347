#include "ledger/what_if/what_if.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/lookup.h"
#include "ledger/rating/new_line.h"
#include "ledger/what_if/changes.h"
#include "ledger/what_if/comparison.h"
#include "ledger/what_if/side.h"

namespace tally {
namespace {

constexpr int kMaxMonths = 36;
constexpr int kLeastPercent = -100;
constexpr int kMostPercent = 1'000;

absl::Status CheckMonths(const v1::PreviewWhatIf& query) {
  const auto months = *ParseMonth(query.to_month()) - *ParseMonth(query.from_month());
  if (months < 0) {
    return Refuse(v1::REASON_FIELD_INVALID, "to_month",
                  absl::StrCat("is ", query.to_month(), ", which is before ", query.from_month()));
  }
  if (months >= kMaxMonths) {
    return Refuse(v1::REASON_FIELD_INVALID, "to_month",
                  absl::StrCat("is ", query.to_month(), "; from ", query.from_month(),
                               " on, that is more than ", kMaxMonths, " months"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<WhatIf>> WhatIf::Start(const Store& rows, v1::PreviewWhatIf query,
                                                      const Context& context) {
  const std::string org_id = query.org_id();
  std::unique_ptr<WhatIf> what_if(new WhatIf(rows, std::move(query), context));
  if (absl::Status is = CheckOrg(what_if->as_is_, org_id); !is.ok()) return is;
  if (absl::Status is = CheckMonths(what_if->query_); !is.ok()) return is;
  absl::Status changed = ApplyChanges(org_id, what_if->query_.changes(), context, what_if->if_);
  if (!changed.ok()) return changed;
  if (absl::Status is = what_if->Check(); !is.ok()) return is;

  const absl::CivilMonth last = *ParseMonth(what_if->query_.to_month());
  for (absl::CivilMonth month = *ParseMonth(what_if->query_.from_month()); month <= last; ++month) {
    what_if->months_.push_back(month);
  }
  what_if->drafted_months_ = what_if->DraftedMonths();
  what_if->CountAsRun(what_if->as_is_);
  what_if->CountAsRun(what_if->if_);
  what_if->customers_.reset(new Rows<v1::Customer>(what_if->if_.customers.Scan(org_id)));
  return what_if;
}

WhatIf::WhatIf(const Store& rows, v1::PreviewWhatIf query, const Context& context)
    : query_(std::move(query)),
      context_(context),
      prices_(query_.prices()),
      as_is_rows_(rows),
      if_rows_(rows),
      as_is_(as_is_rows_),
      if_(if_rows_),
      only_(query_.customer_ids().begin(), query_.customer_ids().end()) {}

absl::Status WhatIf::Check() const {
  for (int i = 0; i < query_.customer_ids_size(); ++i) {
    const auto customer = FindCustomer(if_, query_.org_id(), absl::StrCat("customer_ids[", i, "]"),
                                       query_.customer_ids(i));
    if (!customer.ok()) return customer.status();
  }
  return CheckPrices();
}

absl::Status WhatIf::CheckPrices() const {
  for (int i = 0; i < query_.prices_size(); ++i) {
    const v1::PriceChange& change = query_.prices(i);
    const std::string field = absl::StrCat("prices[", i, "]");
    absl::Status item =
        CheckItem(if_, query_.org_id(), absl::StrCat(field, ".item_id"), change.item_id());
    if (!item.ok()) return item;
    const Fraction percent = FractionOf(change.percent());
    if (percent >= Fraction(kLeastPercent) && percent <= Fraction(kMostPercent)) continue;
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat(field, ".percent"),
                  absl::StrCat("is ", change.percent(), "; it is from ", kLeastPercent, " to ",
                               kMostPercent));
  }
  return absl::OkStatus();
}

void WhatIf::CountAsRun(Books& books) const {
  for (const absl::CivilMonth month : months_) {
    const std::string text = FormatMonth(month);
    if (books.runs_of_months.Has(query_.org_id(), text)) continue;
    v1::RunsOfMonth runs;
    runs.set_started(1);
    books.runs_of_months.Put(query_.org_id(), text, runs);
  }
}

std::vector<std::string> WhatIf::DraftedMonths() const {
  std::vector<std::string> months;
  const std::string from = KeyOf(Text(query_.from_month()));
  for (auto rows = as_is_.runs_of_months.ScanFrom(from, query_.org_id()); rows.Valid();
       rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    months.push_back(TakeText(key));
  }
  return months;
}

absl::Time WhatIf::WhenBilled(absl::CivilMonth month, const v1::Draft* draft) const {
  const absl::TimeZone zone = *FindZone(as_is_.orgs.Find(query_.org_id())->time_zone());
  if (draft != nullptr && !draft->invoice_number().empty()) {
    const auto invoice = as_is_.invoices.Find(query_.org_id(), draft->invoice_number());
    if (invoice) return FirstInstantOf(*ParseDate(invoice->invoice().issue_date()), zone);
  }
  return std::min(MonthSpan(month, zone).end, context_.now);
}

std::vector<v1::WhatIfMonth> WhatIf::Next() {
  const v1::Customer customer = customers_->row();
  customers_->Next();
  if (!only_.empty() && !only_.contains(customer.customer_id())) return {};
  return Compare(customer);
}

std::vector<v1::WhatIfMonth> WhatIf::Compare(const v1::Customer& customer) {
  const std::string& org_id = query_.org_id();
  const CustomerOf whose{.org_id = org_id, .customer_id = customer.customer_id()};
  const std::string currency = CurrencyOf(*if_.orgs.Find(org_id), customer);
  Side as_is(as_is_rows_, whose, drafted_months_);
  Side with_changes(if_rows_, whose, drafted_months_);
  const absl::Status priced = with_changes.Change(prices_);

  std::vector<v1::WhatIfMonth> compared;
  for (const absl::CivilMonth month : months_) {
    const std::string text = FormatMonth(month);
    const auto draft = as_is_.drafts.Find(org_id, text, whose.customer_id);
    const v1::Draft* real = draft ? &*draft : nullptr;
    const absl::Time now = WhenBilled(month, real);
    const Drafted is = as_is.Draft(month, now);
    const Drafted would_be = priced.ok()
                                 ? with_changes.Draft(month, now)
                                 : Drafted{.content = {}, .problem = std::string(priced.message())};

    const bool is_known = is.problem.empty() && would_be.problem.empty();
    v1::WhatIfMonth row;
    if (is_known) row = tally::Compare(is.content, would_be.content, currency);
    if (!is_known) row.set_problem(is.problem.empty() ? would_be.problem : is.problem);
    row.set_customer_id(whose.customer_id);
    row.set_month(text);
    AddInvoice(real, row);
    const bool bills = is.content || would_be.content || row.has_invoiced_net();
    if (!bills && row.problem().empty()) continue;

    v1::WhatIfTotal& total = totals_[{text, currency}];
    if (row.problem().empty() && !AddTo(total, row)) row.set_problem("the total does not fit");
    const bool is_wanted = !query_.only_different() || Differs(row) || !row.problem().empty();
    if (is_wanted) compared.push_back(std::move(row));
  }
  return compared;
}

void WhatIf::AddInvoice(const v1::Draft* draft, v1::WhatIfMonth& month) const {
  if (draft == nullptr || draft->invoice_number().empty()) return;
  const auto invoice = as_is_.invoices.Find(query_.org_id(), draft->invoice_number());
  if (invoice) *month.mutable_invoiced_net() = invoice->invoice().totals().net();
}

google::protobuf::RepeatedPtrField<v1::WhatIfTotal> WhatIf::Totals() const {
  google::protobuf::RepeatedPtrField<v1::WhatIfTotal> totals;
  for (const auto& [key, sum] : totals_) {
    // Nothing was added where all had a problem.
    if (!sum.has_net()) continue;
    v1::WhatIfTotal& total = *totals.Add();
    total = sum;
    total.set_month(key.first);
  }
  return totals;
}

}  // namespace tally
