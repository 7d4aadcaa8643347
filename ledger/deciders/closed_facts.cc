#include "ledger/deciders/closed_facts.h"

#include <utility>

#include "ledger/calendar/date.h"

namespace tally {

ClosedFacts::ClosedFacts(const Books& books, const v1::Draft& closed)
    : books_(books),
      facts_(books, closed.org_id()),
      org_id_(closed.org_id()),
      month_(closed.month()),
      approved_position_(closed.changed_position()) {}

std::optional<v1::Item> ClosedFacts::FindItem(absl::string_view item_id) const {
  return facts_.FindItem(item_id);
}

std::optional<v1::Tax> ClosedFacts::FindTax(absl::string_view tax_id) const {
  return facts_.FindTax(tax_id);
}

std::optional<v1::Meter> ClosedFacts::FindMeter(absl::string_view source_id,
                                                absl::string_view meter) const {
  return facts_.FindMeter(source_id, meter);
}

std::unique_ptr<CountSeries> ClosedFacts::CountsOf(absl::string_view source_id,
                                                   absl::string_view account,
                                                   absl::string_view meter) const {
  return facts_.CountsOf(source_id, account, meter);
}

std::vector<v1::RecordedTime> ClosedFacts::TimeOn(absl::string_view customer_id,
                                                  const DaySpan& days) const {
  return facts_.TimeOn(customer_id, days);
}

std::vector<v1::RecordedCharge> ClosedFacts::ChargesOn(absl::string_view customer_id,
                                                       const DaySpan& days) const {
  return facts_.ChargesOn(customer_id, days);
}

std::vector<v1::RecordedTrigger> ClosedFacts::OpenTriggers(absl::string_view customer_id,
                                                           absl::CivilDay end,
                                                           absl::CivilMonth month) const {
  std::vector<v1::RecordedTrigger> triggers = facts_.OpenTriggers(customer_id, end, month);
  std::erase_if(triggers, [&](const v1::RecordedTrigger& trigger) {
    return trigger.billed_month() != month_;
  });
  return triggers;
}

std::optional<v1::RecordedExchangeRate> ClosedFacts::RateOn(absl::string_view from_currency,
                                                            absl::string_view to_currency,
                                                            absl::CivilDay day) const {
  return facts_.RateOn(from_currency, to_currency, day);
}

std::vector<v1::CreditNote> ClosedFacts::CreditNotesOn(absl::string_view customer_id,
                                                       absl::CivilMonth month) const {
  return facts_.CreditNotesOn(customer_id, month);
}

std::optional<v1::DraftContent> ClosedFacts::BilledIn(absl::string_view customer_id,
                                                      absl::CivilMonth month) const {
  auto draft = books_.drafts.Find(org_id_, FormatMonth(month), customer_id);
  if (!draft || draft->status() == v1::DRAFT_STATUS_REJECTED) return std::nullopt;
  if (draft->made_position() > approved_position_) return std::nullopt;
  return std::move(*draft->mutable_content());
}

}  // namespace tally
