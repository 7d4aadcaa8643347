// Fuzz target: how text fields are written: numbers, amounts, days, months, and every format.

#include <google/protobuf/stubs/logging.h>

#include <string>

#include "clients/cli/text/utf8.h"
#include "fuzz/fuzz.h"
#include "ledger/base/utf8.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/formats/format.h"
#include "ledger/formats/number_pattern.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "tally/v1/log.pb.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

void CheckNumber(absl::string_view text) {
  const auto number = Decimal::Parse(text);
  if (!number) return;
  const std::string shortest = number->ToString();
  Require(Decimal::Parse(shortest) == number, "a number is read as it was written");
  Require(shortest.size() <= text.size(), "no text of a number is shorter than ToString()'s");
  Require(Fraction(*number).Reduced() == Fraction(*number), "a reduced fraction is the same");
}

// Of currencies with no, two and three decimals.
void CheckAmounts(absl::string_view text) {
  for (const char* currency : {"JPY", "EUR", "KWD"}) {
    const auto amount = ParseAmount(text, currency);
    if (!amount) continue;
    const auto again = ParseAmount(FormatAmount(*amount), currency);
    Require(again && again->minor_units() == amount->minor_units(),
            "an amount is read as it was written");
  }
}

void CheckDays(absl::string_view text) {
  const auto day = ParseDate(text);
  Require(!day || FormatDate(*day) == text, "a day has one way to be written");
  const auto month = ParseMonth(text);
  Require(!month || FormatMonth(*month) == text, "a month has one way to be written");
}

bool IsParsed(absl::string_view text, v1::Format format) {
  switch (format) {
    case v1::FORMAT_DATE:
      return ParseDate(text).has_value();
    case v1::FORMAT_MONTH:
      return ParseMonth(text).has_value();
    case v1::FORMAT_TIME_ZONE:
      return FindZone(text).has_value();
    case v1::FORMAT_QUANTITY:
    case v1::FORMAT_CHANGE:
    case v1::FORMAT_PRICE:
    case v1::FORMAT_PERCENT:
      return Decimal::Parse(text).has_value();
    default:
      return true;
  }
}

void CheckFormats(absl::string_view text) {
  if (text.empty() || !IsUtf8(text)) return;
  for (int number = v1::Format_MIN; number <= v1::Format_MAX; ++number) {
    const auto format = static_cast<v1::Format>(number);
    const auto problem = ProblemWith(text, format);
    if (problem) {
      Require(!problem->empty() && IsUtf8(*problem), "what is wrong can be said in a refusal");
    } else {
      Require(IsParsed(text, format), "what passes the gate can be read");
    }
  }
  const auto problem = ProblemWithNumberPattern(text);
  Require(!problem || IsUtf8(*problem), "what is wrong with a pattern can be said in a refusal");
}

void CheckUtf8(absl::string_view text) {
  // Which says on standard error what it does not take.
  const google::protobuf::LogSilencer silence;
  const size_t invalid = FindInvalidUtf8(text);
  Require(IsUtf8(text.substr(0, invalid)), "all before the first byte that is not UTF-8 is");
  v1::PersonalText message;
  message.set_text(std::string(text));
  Require(v1::PersonalText().ParseFromString(message.SerializeAsString()) == IsUtf8(text),
          "UTF-8 is what protobuf takes for it");
}

void CheckTerminal(absl::string_view text) {
  if (!IsUtf8(text)) return;
  const std::string visible = WithoutControlCharacters(text);
  Require(IsUtf8(visible) && FindControlCharacter(visible, "") == visible.size(),
          "what is shown has no control characters");
  for (const size_t width : {1U, 2U, 5U, 40U}) {
    const std::string shortened = Shorten(visible, width);
    Require(IsUtf8(shortened) && DisplayWidth(shortened) <= width,
            "a text is as wide as it may be");
  }
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view text = TextOf(data, size);
  CheckNumber(text);
  CheckAmounts(text);
  CheckDays(text);
  CheckFormats(text);
  CheckUtf8(text);
  CheckTerminal(text);
  return 0;
}
