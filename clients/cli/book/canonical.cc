#include "clients/cli/book/canonical.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/formats/canonical.h"
#include "ledger/plans/line_ids.h"

namespace tally {
namespace {

std::string Or(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : text;
}

template <typename List, typename Key>
void SortBy(List& list, Key key) {
  std::sort(list.begin(), list.end(),
            [&](const auto& left, const auto& right) { return key(left) < key(right); });
}

void SortExternalIds(google::protobuf::RepeatedPtrField<v1::ExternalId>& ids) {
  SortBy(ids, [](const v1::ExternalId& id) -> const auto& { return id.system(); });
}

void FillIn(v1::PaymentTerms& terms) {
  if (terms.kind() == v1::TERMS_KIND_UNSPECIFIED) terms.set_kind(v1::TERMS_KIND_NET);
}

void FillIn(v1::Org& org) {
  if (org.rounding() == v1::ROUNDING_UNSPECIFIED) {
    org.set_rounding(v1::ROUNDING_HALF_AWAY_FROM_ZERO);
  }
  if (org.tax_rounding() == v1::TAX_ROUNDING_UNSPECIFIED) {
    org.set_tax_rounding(v1::TAX_ROUNDING_PER_GROUP);
  }
  org.set_number_pattern(Or(org.number_pattern(), kDefaultNumberPattern));
  org.set_credit_note_pattern(Or(org.credit_note_pattern(), kDefaultCreditNotePattern));
  FillIn(*org.mutable_payment_terms());
  v1::ReviewLimits& review = *org.mutable_review();
  review.set_quantity_jump_percent(Or(review.quantity_jump_percent(), kDefaultJumpPercent));
  review.set_quantity_jump_units(Or(review.quantity_jump_units(), kDefaultJumpUnits));
  if (review.stale_after_hours() == 0) review.set_stale_after_hours(kDefaultStaleHours);
  SortBy(*org.mutable_cash_rounding(),
         [](const v1::CashRounding& coin) -> const auto& { return coin.currency(); });
  for (v1::DunningStep& step : *org.mutable_dunning()->mutable_steps()) {
    SortBy(*step.mutable_fees(),
           [](const v1::LateFee& fee) -> const auto& { return fee.currency(); });
  }
  if (org.dunning().ByteSizeLong() == 0) org.clear_dunning();
  SortBy(*org.mutable_accounting_systems(),
         [](const v1::AccountingSystem& each) -> const auto& { return each.system(); });
  MakeCanonical(org);
}

void FillIn(v1::Customer& customer, const v1::Org& org) {
  if (customer.currency() == org.currency()) customer.clear_currency();
  if (customer.has_payment_terms()) FillIn(*customer.mutable_payment_terms());
  SortBy(*customer.mutable_accounts(), [](const v1::Account& account) {
    return std::tie(account.source_id(), account.account());
  });
  SortExternalIds(*customer.mutable_external_ids());
  SortBy(*customer.mutable_meters(),
         [](const v1::MeterOverride& meter) { return std::tie(meter.source_id(), meter.meter()); });
}

void FillIn(v1::Plan& plan) {
  constexpr char kMidnight[] = "00:00";
  MakeCanonical(plan);
  if (plan.effective_time() == kMidnight) plan.clear_effective_time();
  const std::vector<std::string> ids = LineIds(plan);
  for (int i = 0; i < plan.lines_size(); ++i) {
    plan.mutable_lines(i)->set_line_id(ids[static_cast<size_t>(i)]);
  }
}

}  // namespace

Book Canonical(Book book) {
  FillIn(book.org);
  for (v1::Tax& tax : book.taxes) MakeCanonical(tax);
  for (v1::Item& item : book.items) SortExternalIds(*item.mutable_external_ids());
  for (v1::Source& source : book.sources) {
    SortBy(*source.mutable_meters(),
           [](const v1::Meter& meter) -> const auto& { return meter.meter(); });
  }
  for (v1::Customer& customer : book.customers) FillIn(customer, book.org);
  for (v1::Plan& plan : book.plans) FillIn(plan);
  for (v1::Project& project : book.projects) MakeCanonical(project);

  SortBy(book.taxes, [](const v1::Tax& tax) -> const auto& { return tax.tax_id(); });
  SortBy(book.items, [](const v1::Item& item) -> const auto& { return item.item_id(); });
  SortBy(book.sources, [](const v1::Source& source) -> const auto& { return source.source_id(); });
  SortBy(book.customers,
         [](const v1::Customer& customer) -> const auto& { return customer.customer_id(); });
  SortBy(book.plans,
         [](const v1::Plan& plan) { return std::tie(plan.customer_id(), plan.effective_from()); });
  SortBy(book.projects,
         [](const v1::Project& project) -> const auto& { return project.project_id(); });
  return book;
}

}  // namespace tally
