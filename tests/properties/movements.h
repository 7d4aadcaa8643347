// Movements: money that is billed, paid and given back at random, as events.
//
//   Movements movements(Rates::kSometimesKnown);
//   for (int i = 0; i < 30; ++i) movements.MakeOne();
//
// Each event is one that could be decided on the books that those before it left. Books and journal
// are folded from the same events.

#pragma once

#include <string>
#include <vector>

#include "ledger/books/books.h"
#include "ledger/store/memory_store.h"
#include "projections/journal.h"

namespace tally {

// Whether it is known what currencies are worth in the org's, which is GBP.
enum class Rates { kUnknown, kSometimesKnown };

class Movements {
 public:
  explicit Movements(Rates rates) : rates_(rates) {}

  // Makes up one more movement; nothing if there is nothing to do it with.
  void MakeOne();

  const Books& books() const { return books_; }
  const Journal& journal() const { return journal_; }
  const std::vector<v1::Event>& events() const { return events_; }

 private:
  void Issue();
  void Credit();
  void Pay();
  void Grant();
  void Allocate();
  void TakeBackAllocation();
  void Reverse();
  void Refund();
  void WriteOff();
  void ReverseWriteOff();
  void ClosePeriod();
  void ReopenPeriod();

  void Record(v1::Event event);
  // A name that was never given before.
  std::string NewName(absl::string_view what);
  // What `amount` is worth, if a rate is known.
  std::optional<v1::BaseValue> Worth(const v1::Money& amount);
  std::optional<v1::ExchangeUse> AnyRate(const std::string& currency);
  std::vector<v1::CustomerCredit> CreditsLeft() const;
  std::vector<v1::InvoiceSettlement> Settlements() const;

  const Rates rates_;
  MemoryStore book_rows_;
  Books books_{book_rows_};
  MemoryStore journal_rows_;
  Journal journal_{journal_rows_};
  std::vector<v1::Event> events_;
  int names_ = 0;
};

}  // namespace tally
