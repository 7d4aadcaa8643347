// Figures: amounts, prices, quantities and counts as people read them.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "tally/v1/money.pb.h"

namespace tally {

// Returns the exact decimal with commas between thousands: `1,234,567.5`. What is no number stays
// as it is.
std::string Grouped(absl::string_view decimal);

// Whether the decimal is zero, or there is none.
bool IsZero(absl::string_view decimal);

// Returns the amount without its currency: `-1,234.50` USD, `1,001` JPY. Empty if it is unset.
std::string AmountText(const v1::Money& amount);

// Returns the amount with its currency: `1,234.50 USD`.
std::string AmountWithCurrency(const v1::Money& amount);

// Returns a change, always with its sign unless it is zero: `+118.50`, `-3.00`, `0.00`.
std::string ChangeText(const v1::Money& change);

// Returns the exact price with at least the decimals of its currency: `39.50`, `0.00042`.
std::string PriceText(absl::string_view price, absl::string_view currency);

// Returns `1 row`, `4,722 rows`; `plural` if it is not the word with an `s`.
std::string CountText(uint64_t count, absl::string_view word);
std::string CountText(uint64_t count, absl::string_view word, absl::string_view plural);

// Returns the instant as RFC 3339 in UTC, exact; empty if it is unset.
std::string InstantText(const google::protobuf::Timestamp& instant);

// Returns the same to the millisecond, for what a clock has recorded.
std::string RecordedText(const google::protobuf::Timestamp& instant);

// The amounts of a column, whose currency is said once in its title if it is the same in all.
class MoneyColumn {
 public:
  // Call for each amount before asking for the title or a cell; one that is unset does not count.
  void See(const v1::Money& amount);

  // Returns `words`, and behind it the currency if there is only one.
  std::string Title(absl::string_view words) const;
  // Returns the amount, with its currency if there are several.
  std::string Amount(const v1::Money& amount) const;
  // The same for a change, which has a sign.
  std::string Change(const v1::Money& change) const;

 private:
  std::string WithCurrency(const std::string& text, const v1::Money& amount) const;

  std::map<std::string, int> currencies_;
};

// Sums of amounts by currency. What does not fit is left out, and the sum shown as unknown.
class AmountSums {
 public:
  void Add(const v1::Money& amount);

  // One sum a currency, by code.
  const std::map<std::string, v1::Money>& sums() const { return sums_; }

 private:
  std::map<std::string, v1::Money> sums_;
};

}  // namespace tally
