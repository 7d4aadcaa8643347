#include "ledger/books/exchange_rates.h"

namespace tally {

void Evolve(Books& books, const v1::ExchangeRatesRecorded& event,
            const v1::RecordedEvent& recorded) {
  v1::RecordedExchangeRate row;
  row.set_position(recorded.position());
  for (const v1::ExchangeRate& rate : event.rates()) {
    *row.mutable_rate() = rate;
    books.exchange_rates.Insert(event.org_id(), rate.from_currency(), rate.to_currency(),
                                rate.date(), row);
  }
}

}  // namespace tally
