#include "daemon/rpc/gate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/refusal.h"
#include "ledger/store/memory_store.h"
#include "support/contract.h"

namespace tally {
namespace {

struct Row {
  const char* method;
  std::string text;
  v1::Reason reason;
  const char* field;
  const char* message;
};

void ExpectRefused(const std::vector<Row>& rows) {
  for (const auto& [method, text, reason, field, message] : rows) {
    SCOPED_TRACE(absl::StrCat(method, " ", text.substr(0, 200)));
    const auto request = ParseRequest(method, text);
    ASSERT_NE(request, nullptr);
    const absl::Status status = Validate(*request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    const auto refusal = RefusalOf(status);
    if (!refusal) continue;
    EXPECT_EQ(v1::Reason_Name(refusal->reason()), v1::Reason_Name(reason));
    EXPECT_EQ(refusal->field(), field);
    EXPECT_EQ(refusal->message(), message);
  }
}

void ExpectAccepted(const char* method, const std::string& text) {
  SCOPED_TRACE(absl::StrCat(method, " ", text.substr(0, 200)));
  EXPECT_EQ(Validate(*ParseRequest(method, text)), absl::OkStatus());
}

std::string Times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

// What a draft's commands begin with, and a plan's.
constexpr char kDraft[] = "request_id: 'r' org_id: 'o' customer_id: 'c' month: '2026-10' ";
constexpr char kPlan[] =
    "request_id: 'r' org_id: 'o' plan { customer_id: 'c' effective_from: '2026-01-01' ";

TEST(Validate, NamesTheFirstFieldThatIsMissing) {
  constexpr v1::Reason kMissing = v1::REASON_FIELD_MISSING;
  ExpectRefused({
      {"Taxes/Define", "", kMissing, "request_id", "is missing"},
      {"Taxes/Define", "request_id: ''", kMissing, "request_id", "is missing"},
      {"Taxes/Define", "request_id: 'r'", kMissing, "org_id", "is missing"},
      {"Taxes/Define", "request_id: 'r' org_id: 'o'", kMissing, "tax", "is missing"},
      {"Taxes/Define", "request_id: 'r' org_id: 'o' tax {}", kMissing, "tax.tax_id", "is missing"},
      {"Taxes/Define", "request_id: 'r' org_id: 'o' tax { tax_id: 't' }", kMissing, "tax.name",
       "is missing"},
      // A number, an enum and a list are missing at their defaults.
      {"Drafts/Approve", absl::StrCat(kDraft, "content_hash: 'h'"), kMissing, "reviewed_position",
       "is missing"},
      {"Drafts/WaiveFlag", absl::StrCat(kDraft, "reason: 'x'"), kMissing, "flag", "is missing"},
      {"Counts/Record", "request_id: 'r' org_id: 'o' source_id: 's'", kMissing, "observations",
       "is missing"},
      // In lists, in lists of lists, and in the arms of a oneof.
      {"Plans/Set", absl::StrCat(kPlan, "lines { item_id: 'i' } lines {} }"), kMissing,
       "plan.lines[1].item_id", "is missing"},
      {"Plans/Set", absl::StrCat(kPlan, "lines { item_id: 'i' fixed {} } }"), kMissing,
       "plan.lines[0].fixed.quantity", "is missing"},
      {"Plans/Set",
       absl::StrCat(kPlan, "lines { item_id: 'i' counted { source_id: 's' meter: 'm' } } }"),
       kMissing, "plan.lines[0].counted.rule", "is missing"},
      {"Invoices/Credit", "request_id: 'r' org_id: 'o' invoice_number: 'n' lines {} reason: 'x'",
       kMissing, "lines.lines", "is missing"},
      {"Invoices/Credit", "request_id: 'r' org_id: 'o' invoice_number: 'n' amount {} reason: 'x'",
       kMissing, "amount.total", "is missing"},
  });
}

TEST(Validate, NamesATextThatIsNotWrittenAsItsFormatSays) {
  constexpr v1::Reason kInvalid = v1::REASON_FIELD_INVALID;
  const std::string org = "request_id: 'r' org { org_id: 'o' name: 'O' ";
  const std::string more = " currency: 'EUR' time_zone: 'UTC' ";
  const std::string customer = "request_id: 'r' org_id: 'o' customer { customer_id: 'c' name: 'C' ";
  const std::string line = absl::StrCat(kPlan, "lines { item_id: 'i' ");
  ExpectRefused({
      // One row a format, in the order of options.proto.
      {"Orgs/Define", absl::StrCat(org, more, "number_pattern: 'a\\nb' }"), kInvalid,
       "org.number_pattern", "has a control character at byte 2"},
      {"Drafts/Hold", absl::StrCat(kDraft, "reason: 'a\\rb'"), kInvalid, "reason",
       "has a control character at byte 2"},
      {"Orgs/Get", "org_id: 'Acme'", kInvalid, "org_id",
       "is \"Acme\"; an id is made of a-z 0-9 - _ . and starts with a letter or a digit"},
      {"Catalog/Define",
       "request_id: 'r' org_id: 'o' item { item_id: 'i' name: 'I' "
       "  external_ids { system: 'a' id: '1' } external_ids { system: 'b' id: '\\t' } }",
       kInvalid, "item.external_ids[1].id", "has a control character at byte 1"},
      {"Orgs/Define", "request_id: 'r r'", kInvalid, "request_id",
       "may hold visible ASCII characters only"},
      {"Orgs/Define", absl::StrCat(org, "currency: 'EURO' }"), kInvalid, "org.currency",
       "is \"EURO\"; an ISO 4217 currency code is like EUR"},
      {"Orgs/Define", absl::StrCat(org, "currency: 'EUR' time_zone: 'Paris' }"), kInvalid,
       "org.time_zone", "is \"Paris\"; an IANA time zone name is like Europe/Paris"},
      {"Plans/Get", "org_id: 'o' customer_id: 'c' date: '2026-02-29'", kInvalid, "date",
       "is \"2026-02-29\"; a date is a day of the calendar, written like 2026-10-31"},
      {"Runs/Preview", "org_id: 'o' month: '2026-13'", kInvalid, "month",
       "is \"2026-13\"; a month is written like 2026-10"},
      {"Plans/Set", absl::StrCat(line, "fixed { quantity: '-1' } } }"), kInvalid,
       "plan.lines[0].fixed.quantity", "is \"-1\"; it must not be negative"},
      {"Plans/Set", absl::StrCat(line, "held { unit_price: '1000000001' } } }"), kInvalid,
       "plan.lines[0].held.unit_price", "is \"1000000001\"; a price is at most 1000000000"},
      {"Plans/Set", absl::StrCat(line, "vendor { markup_percent: '0.0000001' } } }"), kInvalid,
       "plan.lines[0].vendor.markup_percent",
       "is \"0.0000001\"; a percentage has at most 6 decimals"},
      {"Customers/Define", absl::StrCat(customer, "email: 'ap' }"), kInvalid, "customer.email",
       "is \"ap\"; an e-mail address is like ap@example.com"},
      {"Orgs/List", absl::StrCat("page_token: '", std::string(2049, 'x'), "'"), kInvalid,
       "page_token", "is 2049 bytes long; at most 2048 are allowed"},
      // A text without a format is FORMAT_TEXT, and so is each of a list.
      {"Runs/Get", "org_id: 'o' run_id: 'a\\x7f'", kInvalid, "run_id",
       "has a control character at byte 2"},
      {"Runs/Start",
       "request_id: 'r' org_id: 'o' month: '2026-10' customer_ids: 'a' "
       "customer_ids: 'B'",
       kInvalid, "customer_ids[1]",
       "is \"B\"; an id is made of a-z 0-9 - _ . and starts with a letter or a digit"},
      // An optional field, if it is set.
      {"Orgs/Define", absl::StrCat(org, more, "review { quantity_jump_units: 'many' } }"), kInvalid,
       "org.review.quantity_jump_units",
       "is \"many\"; a quantity is a decimal number like 12 or 12.50, of at most 18 digits"},
  });
}

TEST(Validate, NamesAnEnumThatHasNoSuchValue) {
  constexpr v1::Reason kInvalid = v1::REASON_FIELD_INVALID;
  ExpectRefused({
      {"Orgs/Define",
       "request_id: 'r' org { org_id: 'o' name: 'O' currency: 'EUR' time_zone: 'UTC' rounding: 77 "
       "}",
       kInvalid, "org.rounding", "is 77, which Rounding does not have"},
      {"Drafts/WaiveFlag", absl::StrCat(kDraft, "flag: -1 reason: 'x'"), kInvalid, "flag",
       "is -1, which FlagKind does not have"},
      {"Plans/Set",
       absl::StrCat(kPlan,
                    "lines { item_id: 'i' counted { source_id: 's' meter: 'm' rule: 40 } } }"),
       kInvalid, "plan.lines[0].counted.rule", "is 40, which QuantityRule does not have"},
      {"Drafts/List", "org_id: 'o' status: 99", kInvalid, "status",
       "is 99, which DraftStatus does not have"},
  });
}

TEST(Validate, CountsTheItemsOfAListBeforeItLooksAtThem) {
  constexpr v1::Reason kTooMany = v1::REASON_TOO_MANY_ITEMS;
  const std::string counts = "request_id: 'r' org_id: 'o' source_id: 's' ";
  const std::string run = "request_id: 'r' org_id: 'o' month: '2026-10' ";
  ExpectRefused({
      {"Plans/Set", absl::StrCat(kPlan, Times(501, "lines {} "), "}"), kTooMany, "plan.lines",
       "has 501 items; at most 500 are allowed"},
      {"Counts/Record", absl::StrCat(counts, Times(1001, "observations {} ")), kTooMany,
       "observations", "has 1001 items; at most 1000 are allowed"},
      {"Catalog/Define",
       absl::StrCat("request_id: 'r' org_id: 'o' item { item_id: 'i' name: 'I' ",
                    Times(21, "external_ids {} "), "}"),
       kTooMany, "item.external_ids", "has 21 items; at most 20 are allowed"},
      // A list that declares no limit has one.
      {"Runs/Start", absl::StrCat(run, Times(1001, "customer_ids: 'c' ")), kTooMany, "customer_ids",
       "has 1001 items; at most 1000 are allowed"},
  });
  ExpectAccepted("Plans/Set", absl::StrCat(kPlan, Times(500, "lines { item_id: 'i' } "), "}"));
  ExpectAccepted("Runs/Start", absl::StrCat(run, Times(1000, "customer_ids: 'c' ")));
  ExpectAccepted("Counts/Record", absl::StrCat(counts, Times(1000, "observations {} ")));
}

// What is wrong with an observation is said in the reply, beside those that were recorded.
TEST(Validate, LeavesWhatIsRefusedOneByOneToTheDecider) {
  ExpectAccepted("Counts/Record",
                 "request_id: 'r' org_id: 'o' source_id: 's' "
                 "observations { quantity: 'many' account: '\\n' cost_currency: 'euro' }");
}

TEST(Validate, AcceptsWhatIsRight) {
  ExpectAccepted("Events/GetHead", "");
  ExpectAccepted("Orgs/List", "");
  ExpectAccepted("Orgs/Define",
                 "request_id: 'r' org { org_id: 'o' name: '計 & Sons' currency: 'JPY' "
                 "time_zone: 'Asia/Tokyo' review {} payment_terms { days: 4000000000 } }");
  ExpectAccepted("Plans/Set", absl::StrCat(kPlan, "}"));
  ExpectAccepted("Drafts/Reject", absl::StrCat(kDraft, "reason: 'first\\n\\tsecond'"));
}

// Who calls by the Unix socket.
absl::StatusOr<Caller> CallerWith(const Metadata& metadata) {
  MemoryStore rows;
  return SignIn(CredentialsIn(metadata, "unix:"), {}, Books(rows), absl::UnixEpoch());
}

std::string ActorWith(const Metadata& metadata) {
  const auto caller = CallerWith(metadata);
  EXPECT_TRUE(caller.ok()) << caller.status();
  return caller.ok() ? caller->actor : "";
}

TEST(SignIn, ReturnsWhoTheCallerSaysTheyAre) {
  EXPECT_EQ(ActorWith({}), "anonymous");
  EXPECT_EQ(ActorWith({{"tally-actor", ""}}), "anonymous");
  EXPECT_EQ(ActorWith({{"user-agent", "x"}, {"tally-actor", "ann@example.com"}}),
            "ann@example.com");
  EXPECT_EQ(ActorWith({{"tally-actor", "Zoë 計"}}), "Zoë 計");
  const std::string longest(256, 'a');
  EXPECT_EQ(ActorWith({{"tally-actor", longest}}), longest);
}

TEST(SignIn, RefusesWhatCannotBeRecorded) {
  const std::string too_long(257, 'a');
  const struct {
    Metadata metadata;
    const char* message;
  } rows[] = {
      {{{"tally-actor", too_long}}, "is 257 bytes long; at most 256 are allowed"},
      {{{"tally-actor", "ann\nbob"}}, "has a control character at byte 4"},
      {{{"tally-actor", "\xC2\x85"}}, "has a control character at byte 1"},
      {{{"tally-actor", "ann\xFF"}}, "is not UTF-8"},
      {{{"tally-actor", "\xC3"}}, "is not UTF-8"},
      {{{"tally-actor", "\xED\xA0\x80"}}, "is not UTF-8"},
      {{{"tally-actor", "ann"}, {"tally-actor", "bob"}}, "is given more than once"},
      {{{"tally-actor", "ann"}, {"tally-actor", "ann"}}, "is given more than once"},
  };
  for (const auto& [metadata, message] : rows) {
    const auto refusal = RefusalOf(CallerWith(metadata).status());
    ASSERT_TRUE(refusal) << message;
    EXPECT_EQ(refusal->reason(), v1::REASON_FIELD_INVALID);
    EXPECT_EQ(refusal->field(), "tally-actor");
    EXPECT_EQ(refusal->message(), message);
  }
}

TEST(Acknowledgement, ReadsWhatIsAcknowledged) {
  EXPECT_FALSE(AcknowledgementIn({})->has_value());
  EXPECT_FALSE(AcknowledgementIn({{"tally-acknowledge", ""}})->has_value());
  const auto said =
      AcknowledgementIn({{"tally-acknowledge", "mail-1.x@4711"}, {"tally-actor", "ann"}});
  ASSERT_TRUE(said.ok()) << said.status();
  ASSERT_TRUE(said->has_value());
  EXPECT_EQ((*said)->consumer_id, "mail-1.x");
  EXPECT_EQ((*said)->position, 4711U);
}

TEST(Acknowledgement, RefusesAnAcknowledgementThatCannotBeRead) {
  const char* wrong = "is not written like CONSUMER_ID@POSITION";
  std::string not_utf8(64, '\xA8');
  not_utf8 += "@9";
  const struct {
    Metadata metadata;
    const char* message;
  } rows[] = {
      {{{"tally-acknowledge", "mailer"}}, wrong},
      {{{"tally-acknowledge", "mailer@"}}, wrong},
      {{{"tally-acknowledge", "@1"}}, wrong},
      {{{"tally-acknowledge", "Mailer@1"}}, wrong},
      {{{"tally-acknowledge", "mailer@0"}}, wrong},
      {{{"tally-acknowledge", "mailer@ 1"}}, wrong},
      {{{"tally-acknowledge", "mailer@18446744073709551616"}}, wrong},
      {{{"tally-acknowledge", not_utf8}}, wrong},
      {{{"tally-acknowledge", "a@1"}, {"tally-acknowledge", "a@1"}}, "is given more than once"},
  };
  for (const auto& [metadata, message] : rows) {
    const auto refusal = RefusalOf(AcknowledgementIn(metadata).status());
    ASSERT_TRUE(refusal) << metadata.begin()->second;
    EXPECT_EQ(refusal->reason(), v1::REASON_FIELD_INVALID);
    EXPECT_EQ(refusal->field(), "tally-acknowledge");
    EXPECT_EQ(refusal->message(), message);
  }
}

}  // namespace
}  // namespace tally
