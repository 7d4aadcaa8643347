#include "clients/cli/csv/exchange_rate_columns.h"

namespace tally {

std::vector<EntryColumn<v1::ExchangeRate>> ExchangeRateColumns() {
  using Entry = v1::ExchangeRate;
  return {
      TextColumn("from", CsvColumn::kNeeded, "from_currency", &Entry::mutable_from_currency),
      TextColumn("to", CsvColumn::kNeeded, "to_currency", &Entry::mutable_to_currency),
      TextColumn("rate", CsvColumn::kNeeded, "rate", &Entry::mutable_rate),
      TextColumn("date", CsvColumn::kNeeded, "date", &Entry::mutable_date),
      TextColumn("source", CsvColumn::kOptional, "source", &Entry::mutable_source),
  };
}

}  // namespace tally
