#include "ledger/store/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <tuple>

#include "support/text.h"
#include "tally/v1/log.pb.h"
#include "tally/v1/taxes.pb.h"

namespace tally {
namespace {

Instant InstantAt(int64_t seconds, int32_t nanos) {
  Instant instant;
  instant.set_seconds(seconds);
  instant.set_nanos(nanos);
  return instant;
}

// Text that a key may hold: any bytes but zero.
rc::Gen<std::string> AnyText() {
  return rc::gen::container<std::string>(
      rc::gen::map(rc::gen::inRange(1, 256), [](int byte) { return static_cast<char>(byte); }));
}

TEST(KeyOf, IsWrittenAsTheGrammarSays) {
  using std::string_literals::operator""s;
  EXPECT_EQ(KeyOf(), "");
  EXPECT_EQ(KeyOf("msp", "vat"), "msp\0vat\0"s);
  EXPECT_EQ(KeyOf(uint64_t{0x0102}), "\0\0\0\0\0\0\x01\x02"s);
  EXPECT_EQ(KeyOf(InstantAt(0, 0)), "\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(KeyOf(InstantAt(258, 259)), "\x80\0\0\0\0\0\x01\x02\0\0\0\0\0\0\x01\x03"s);
  EXPECT_EQ(KeyOf(InstantAt(-1, 1)), "\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\x01"s);
}

TEST(KeyOf, PartsAreTakenOffTheFront) {
  const std::string key = KeyOf("a b", uint64_t{7}, "", "ü");
  absl::string_view rest = key;
  EXPECT_EQ(TakeText(rest), "a b");
  EXPECT_EQ(TakeNumber(rest), 7U);
  EXPECT_EQ(TakeText(rest), "");
  EXPECT_EQ(TakeText(rest), "ü");
  EXPECT_TRUE(rest.empty());
}

RC_GTEST_PROP(KeyOf, SortsAsItsPartsDo, ()) {
  const auto part = rc::gen::tuple(AnyText(), rc::gen::arbitrary<uint64_t>(), AnyText());
  const auto left = *part;
  const auto right = *part;
  const auto key = [](const auto& parts) {
    return KeyOf(std::get<0>(parts), std::get<1>(parts), std::get<2>(parts));
  };
  // Text is compared as bytes, which are unsigned.
  const auto bytes = [](const auto& parts) {
    const auto unsign = [](const std::string& text) {
      return std::vector<unsigned char>(text.begin(), text.end());
    };
    return std::make_tuple(unsign(std::get<0>(parts)), std::get<1>(parts),
                           unsign(std::get<2>(parts)));
  };
  RC_ASSERT((key(left) < key(right)) == (bytes(left) < bytes(right)));
}

// Any instant of the calendar, 0001 to 9999.
RC_GTEST_PROP(KeyOf, SortsInstantsByTime, ()) {
  const auto seconds = rc::gen::oneOf(rc::gen::inRange(-62'135'596'800, 253'402'300'800),
                                      rc::gen::inRange<int64_t>(-2, 2));
  const auto any =
      rc::gen::apply(InstantAt, rc::gen::resize(rc::kNominalSize, seconds),
                     rc::gen::oneOf(rc::gen::inRange(0, 1'000'000'000), rc::gen::inRange(0, 2)));
  const Instant left = *any;
  const Instant right = *any;
  const bool is_before =
      std::make_pair(left.seconds(), left.nanos()) < std::make_pair(right.seconds(), right.nanos());
  RC_ASSERT((KeyOf(left) < KeyOf(right)) == is_before);
}

TEST(EncodeDeterministically, IsReadBackByDecodeRow) {
  const auto tax = Parse<v1::Tax>("tax_id: 'vat' name: 'VAT' rate_percent: '20'");
  v1::Tax read;
  DecodeRow(EncodeDeterministically(tax), read);
  EXPECT_TRUE(IsSame(tax, read));
  EXPECT_EQ(EncodeDeterministically(v1::Tax()), "");
}

TEST(DecodeRowDeathTest, StopsTheProcessWhenARowIsDamaged) {
  v1::Tax tax;
  EXPECT_DEATH(DecodeRow("\xff\xff", tax), "a stored tally.v1.Tax cannot be read");
}

}  // namespace
}  // namespace tally
