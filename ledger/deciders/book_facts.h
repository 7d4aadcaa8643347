// BookFacts: the facts that rating needs, from the books.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/books/books.h"
#include "ledger/rating/facts.h"

namespace tally {

class BookFacts final : public Facts {
 public:
  // `books` must outlive this.
  BookFacts(const Books& books, absl::string_view org_id) : books_(books), org_id_(org_id) {}

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
  const std::string org_id_;
};

}  // namespace tally
