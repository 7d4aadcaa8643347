#include "ledger/deciders/book_facts.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

class BookSeries final : public CountSeries {
 public:
  BookSeries(const Books& books, Text org_id, Text source_id, Text account, Text meter)
      : books_(books), org_id_(org_id), source_id_(source_id), account_(account), meter_(meter) {}

  std::optional<v1::Count> LastBefore(absl::Time instant) const override {
    const Instant last = ToProto(instant - absl::Nanoseconds(1));
    return books_.counts.FindLast(org_id_, source_id_, account_, meter_, last);
  }

  std::vector<v1::Count> In(const Span& span) const override {
    std::vector<v1::Count> counts;
    const std::string from = KeyOf(ToProto(span.start));
    for (auto rows = books_.counts.ScanFrom(from, org_id_, source_id_, account_, meter_);
         rows.Valid(); rows.Next()) {
      v1::Count count = rows.row();
      if (FromProto(count.observation().observed_at()) >= span.end) break;
      counts.push_back(std::move(count));
    }
    return counts;
  }

 private:
  const Books& books_;
  const std::string org_id_;
  const std::string source_id_;
  const std::string account_;
  const std::string meter_;
};

// The rows of a customer in a table that is ordered by day, on `days`; `date_of` returns a row's
// day.
template <class Row, class Table, class DateOf>
std::vector<Row> RowsOn(const Table& table, const std::string& org_id, Text customer_id,
                        const DaySpan& days, DateOf date_of) {
  std::vector<Row> found;
  const std::string end = FormatDate(days.end);
  const std::string from = KeyOf(Text(FormatDate(days.start)));
  for (auto rows = table.ScanFrom(from, org_id, customer_id); rows.Valid(); rows.Next()) {
    Row row = rows.row();
    if (date_of(row) >= end) break;
    found.push_back(std::move(row));
  }
  return found;
}

}  // namespace

std::optional<v1::Item> BookFacts::FindItem(absl::string_view item_id) const {
  return books_.items.Find(org_id_, item_id);
}

std::optional<v1::Tax> BookFacts::FindTax(absl::string_view tax_id) const {
  return books_.taxes.Find(org_id_, tax_id);
}

std::optional<v1::Meter> BookFacts::FindMeter(absl::string_view source_id,
                                              absl::string_view meter) const {
  const auto source = books_.sources.Find(org_id_, source_id);
  if (!source) return std::nullopt;
  for (const v1::Meter& each : source->meters()) {
    if (each.meter() == meter) return each;
  }
  return std::nullopt;
}

std::unique_ptr<CountSeries> BookFacts::CountsOf(absl::string_view source_id,
                                                 absl::string_view account,
                                                 absl::string_view meter) const {
  return std::make_unique<BookSeries>(books_, org_id_, source_id, account, meter);
}

std::vector<v1::RecordedTime> BookFacts::TimeOn(absl::string_view customer_id,
                                                const DaySpan& days) const {
  return RowsOn<v1::RecordedTime>(books_.time_entries, org_id_, customer_id, days,
                                  [](const auto& row) { return row.entry().date(); });
}

std::vector<v1::RecordedCharge> BookFacts::ChargesOn(absl::string_view customer_id,
                                                     const DaySpan& days) const {
  return RowsOn<v1::RecordedCharge>(books_.charges, org_id_, customer_id, days,
                                    [](const auto& row) { return row.charge().date(); });
}

std::vector<v1::RecordedTrigger> BookFacts::OpenTriggers(absl::string_view customer_id,
                                                         absl::CivilDay end,
                                                         absl::CivilMonth month) const {
  const std::string before = FormatDate(end);
  std::vector<v1::RecordedTrigger> found;
  for (const std::string& billed_month : {std::string(), FormatMonth(month)}) {
    for (auto rows = books_.triggers_by_month.Scan(org_id_, customer_id, Text(billed_month));
         rows.Valid(); rows.Next()) {
      absl::string_view key_and_source = rows.rest_of_key();
      const std::string key = TakeText(key_and_source);
      auto trigger = books_.triggers.Find(org_id_, customer_id, key, TakeText(key_and_source));
      if (trigger && trigger->trigger().date() < before) found.push_back(*std::move(trigger));
    }
  }
  const auto order = [](const v1::RecordedTrigger& row) {
    return std::tie(row.trigger().date(), row.source_id(), row.trigger().key());
  };
  std::sort(found.begin(), found.end(),
            [&](const auto& left, const auto& right) { return order(left) < order(right); });
  return found;
}

std::optional<v1::RecordedExchangeRate> BookFacts::RateOn(absl::string_view from_currency,
                                                          absl::string_view to_currency,
                                                          absl::CivilDay day) const {
  return books_.exchange_rates.FindLast(org_id_, from_currency, to_currency, FormatDate(day));
}

std::vector<v1::CreditNote> BookFacts::CreditNotesOn(absl::string_view customer_id,
                                                     absl::CivilMonth month) const {
  const auto draft = books_.drafts.Find(org_id_, FormatMonth(month), customer_id);
  if (!draft || draft->invoice_number().empty()) return {};
  const auto view = books_.invoices.Find(org_id_, draft->invoice_number());
  if (!view) return {};
  return {view->credit_notes().begin(), view->credit_notes().end()};
}

std::optional<v1::DraftContent> BookFacts::BilledIn(absl::string_view customer_id,
                                                    absl::CivilMonth month) const {
  auto draft = books_.drafts.Find(org_id_, FormatMonth(month), customer_id);
  if (!draft || draft->status() == v1::DRAFT_STATUS_REJECTED) return std::nullopt;
  return std::move(*draft->mutable_content());
}

}  // namespace tally
