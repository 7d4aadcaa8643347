#include "daemon/rpc/malformed.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/refusal.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/runs.pb.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::LogSilencer;
using google::protobuf::UnknownFieldSet;

constexpr char kBad[] = "\xFF";

// Fields by their numbers, so that a message may hold what its type does not allow.
class Bytes {
 public:
  Bytes& Text(int number, const std::string& text) {
    UnknownFieldSet field;
    field.AddLengthDelimited(number, text);
    return Append(field);
  }
  Bytes& In(int number, const Bytes& inner) { return Text(number, inner.str()); }
  Bytes& Number(int number, uint64_t value) {
    UnknownFieldSet field;
    field.AddVarint(number, value);
    return Append(field);
  }
  Bytes& Fixed32(int number, uint32_t value) {
    UnknownFieldSet field;
    field.AddFixed32(number, value);
    return Append(field);
  }
  const std::string& str() const { return bytes_; }

 private:
  Bytes& Append(const UnknownFieldSet& field) {
    std::string bytes;
    field.SerializeToString(&bytes);
    bytes_ += bytes;
    return *this;
  }

  std::string bytes_;
};

v1::Refusal RefusalOfBytes(const std::string& bytes, const Descriptor& type) {
  const absl::Status status = RefuseMalformed(bytes, type);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const v1::Refusal refusal = RefusalOf(status).value_or(v1::Refusal());
  EXPECT_EQ(refusal.reason(), v1::REASON_MESSAGE_MALFORMED);
  return refusal;
}

TEST(RefuseMalformed, NamesTheFirstTextThatIsNotUtf8) {
  const Bytes good_line = Bytes().Text(1, "a").Text(2, "b");
  const struct {
    Bytes bytes;
    const char* field;
  } rows[] = {
      {Bytes().Text(1, kBad), "request_id"},
      {Bytes().Text(1, "good").Text(2, kBad), "org_id"},
      // The first in the message, not the first by number.
      {Bytes().Text(2, kBad).Text(1, kBad), "org_id"},
      // The same field twice: the last counts, but both must be text.
      {Bytes().Text(1, "good").Text(1, kBad).Text(1, "good"), "request_id"},
      // Nested, and in lists.
      {Bytes().In(3, Bytes().Text(1, kBad)), "plan.customer_id"},
      {Bytes().In(3, Bytes().In(3, good_line).In(3, Bytes().Text(2, kBad))),
       "plan.lines[1].item_id"},
      {Bytes().In(3, Bytes().In(3, Bytes().In(4, Bytes().Text(2, kBad)))),
       "plan.lines[0].counted.meter"},
      {Bytes().In(3, Bytes().Text(4, "etag")).Text(4, kBad), "etag"},
      // Fields that the type does not know, or that are written as another kind, are no text.
      {Bytes().Text(99, kBad).Text(2, kBad), "org_id"},
      {Bytes().Number(1, 7).Fixed32(2, 7).Text(1, kBad), "request_id"},
      {Bytes().In(3, Bytes().Text(99, kBad).Number(1, 5).Text(1, kBad)), "plan.customer_id"},
      // A message that cannot be read has no text to name; one after it has.
      {Bytes().Text(3, "\x0A").Text(4, kBad), "etag"},
  };
  for (const auto& [bytes, field] : rows) {
    const LogSilencer silence;
    EXPECT_FALSE(v1::SetPlan().ParseFromString(bytes.str())) << field;
    const v1::Refusal refusal = RefusalOfBytes(bytes.str(), *v1::SetPlan::descriptor());
    EXPECT_EQ(refusal.field(), field);
    EXPECT_EQ(refusal.message(), "is not UTF-8");
  }
}

TEST(RefuseMalformed, NamesTheItemOfAListOfTexts) {
  const Bytes bytes = Bytes().Text(4, "a").Text(4, "b").Text(4, kBad);
  EXPECT_EQ(RefusalOfBytes(bytes.str(), *v1::StartRun::descriptor()).field(), "customer_ids[2]");
}

TEST(RefuseMalformed, SaysWhichMessageItIsNotOtherwise) {
  const std::string right = Bytes().Text(1, "r").Text(2, "o").In(3, Bytes().Text(1, "c")).str();
  std::vector<std::string> rows = {
      "\x0A",  // A length is missing.
      "\x0A\x05"
      "ab",                                            // Shorter than it says.
      "\x0B",                                          // A group that does not end.
      "\x0C",                                          // A group that did not start.
      std::string("\x02\x00", 2),                      // Field number 0.
      "\x0F",                                          // There is no wire type 7.
      "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",  // A length that is no number.
      Bytes().Text(3, "\x0A").str(),                   // Wrong inside of a message.
      std::string(1000, '\x0B'),                       // Deeper than a message may be.
  };
  // Ends too early, wherever that leaves a field without its end.
  for (size_t end = 1; end < right.size(); ++end) {
    const LogSilencer silence;
    const std::string cut = right.substr(0, end);
    if (!v1::SetPlan().ParseFromString(cut)) rows.push_back(cut);
  }
  EXPECT_GT(rows.size(), 12U);
  for (const std::string& bytes : rows) {
    const LogSilencer silence;
    EXPECT_FALSE(v1::SetPlan().ParseFromString(bytes));
    const v1::Refusal refusal = RefusalOfBytes(bytes, *v1::SetPlan::descriptor());
    EXPECT_EQ(refusal.field(), "");
    EXPECT_EQ(refusal.message(), "the request is no tally.v1.SetPlan");
  }
}

}  // namespace
}  // namespace tally
