// BookFacts: the facts that rating needs, from the books.

#pragma once

#include <string>

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

 private:
  const Books& books_;
  const std::string org_id_;
};

}  // namespace tally
