// ClosedFacts: what is known of a month that was invoiced.
//
// Plans, counts and usage are those of now. Of what other documents bill, only those that were
// there when the month was invoiced are seen: what was drafted since rests on this one's invoice.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/books/books.h"
#include "ledger/deciders/book_facts.h"

namespace tally {

class ClosedFacts final : public Facts {
 public:
  // `books` must outlive this. `closed` is a draft that was approved.
  ClosedFacts(const Books& books, const v1::Draft& closed);

  std::optional<v1::Item> FindItem(absl::string_view item_id) const override;
  std::optional<v1::Tax> FindTax(absl::string_view tax_id) const override;
  std::optional<v1::Meter> FindMeter(absl::string_view source_id,
                                     absl::string_view meter) const override;
  std::unique_ptr<CountSeries> CountsOf(absl::string_view source_id, absl::string_view account,
                                        absl::string_view meter) const override;
  std::vector<v1::RecordedTime> TimeOn(absl::string_view customer_id,
                                       const DaySpan& days) const override;
  std::vector<v1::RecordedCharge> ChargesOn(absl::string_view customer_id,
                                            const DaySpan& days) const override;
  // Those that the invoice bills: the next draft bills those that none has billed.
  std::vector<v1::RecordedTrigger> OpenTriggers(absl::string_view customer_id, absl::CivilDay end,
                                                absl::CivilMonth month) const override;
  std::optional<v1::RecordedExchangeRate> RateOn(absl::string_view from_currency,
                                                 absl::string_view to_currency,
                                                 absl::CivilDay day) const override;
  std::vector<v1::CreditNote> CreditNotesOn(absl::string_view customer_id,
                                            absl::CivilMonth month) const override;
  std::optional<v1::DraftContent> BilledIn(absl::string_view customer_id,
                                           absl::CivilMonth month) const override;

 private:
  const Books& books_;
  const BookFacts facts_;
  const std::string org_id_;
  const std::string month_;
  const uint64_t approved_position_;
};

}  // namespace tally
