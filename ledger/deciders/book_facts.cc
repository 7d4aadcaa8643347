#include "ledger/deciders/book_facts.h"

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

}  // namespace tally
