#include "ledger/log/record.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "ledger/base/sha256.h"
#include "ledger/sealing/seal.h"
#include "support/text.h"

namespace tally {
namespace {

// A record of `events` events that defines taxes, starting at `position`.
Record RecordAt(uint64_t position, int events) {
  Record record;
  record.commit = Parse<v1::Commit>(
      "recorded_at @2026-11-03T12:00:00.5Z org_id: 'msp' actor: 'ann' request_id: 'r' "
      "command: 'tally.v1.DefineTax' reply: 'yes'");
  record.commit.set_first_position(position);
  for (int i = 0; i < events; ++i) {
    AddEvent("taxes/vat", position + static_cast<uint64_t>(i),
             Parse<v1::Event>("tax_defined { org_id: 'msp' tax { tax_id: 'vat' } }"), record);
  }
  return record;
}

// The same with an event that has two personal texts.
Record WithCustomer(Record record) {
  AddEvent("customers/c", 1,
           Parse<v1::Event>("customer_defined { org_id: 'msp' customer { customer_id: 'c' "
                            "name: 'Ann Example' email: 'ann@example.com' } }"),
           record);
  return record;
}

std::string WithByte(std::string text, size_t at, int change) {
  text[at] = static_cast<char>(text[at] ^ change);
  return text;
}

TEST(EncodeRecord, IsWrittenAsTheGrammarSays) {
  v1::LogHead head = EmptyHead();
  EXPECT_EQ(head.hash(), std::string(32, '\0'));
  const Record record = WithCustomer(RecordAt(1, 2));
  const std::string bytes = EncodeRecord(record, head);
  const std::string commit = record.commit.SerializeAsString();
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes.substr(1, 32), Sha256({std::string(32, '\0'), commit}));
  EXPECT_EQ(bytes.substr(33, 4), std::string({0, 0, static_cast<char>(commit.size() >> 8),
                                              static_cast<char>(commit.size())}));
  EXPECT_EQ(bytes.substr(37), commit + record.personal.SerializeAsString());

  EXPECT_EQ(head.position(), 3U);
  EXPECT_EQ(head.hash(), bytes.substr(1, 32));
  EXPECT_TRUE(IsSame(record.commit.recorded_at(), head.recorded_at()));
}

TEST(DecodeRecord, FollowsTheRecordBefore) {
  v1::LogHead written = EmptyHead();
  const std::string first = EncodeRecord(RecordAt(1, 3), written);
  const std::string second = EncodeRecord(RecordAt(4, 1), written);
  EXPECT_TRUE(IsSame(written, *HeadAfter(2, second)));

  v1::LogHead read = EmptyHead();
  EXPECT_TRUE(IsSame(RecordAt(1, 3).commit, DecodeRecord(first, read)->commit));
  EXPECT_TRUE(IsSame(RecordAt(4, 1).commit, DecodeRecord(second, read)->commit));
  EXPECT_TRUE(IsSame(written, read));
}

// Where the chain is broken, by the position that was to be read.
void ExpectDamaged(const std::string& record, v1::LogHead head, const char* position) {
  const v1::LogHead before = head;
  const auto commit = DecodeRecord(record, head);
  EXPECT_EQ(commit.status().code(), absl::StatusCode::kDataLoss) << commit.status();
  EXPECT_TRUE(absl::StrContains(commit.status().message(),
                                absl::StrCat("the log is damaged at position ", position, ": ")))
      << commit.status();
  EXPECT_TRUE(IsSame(before, head));
}

TEST(DecodeRecord, FindsOutEveryChangedBit) {
  const google::protobuf::LogSilencer no_words_about_utf8;
  v1::LogHead head = EmptyHead();
  EncodeRecord(RecordAt(1, 3), head);
  const v1::LogHead before = head;
  const std::string record = EncodeRecord(RecordAt(4, 1), head);
  for (size_t i = 0; i < record.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) ExpectDamaged(WithByte(record, i, 1 << bit), before, "4");
  }
}

TEST(DecodeRecord, FindsOutARecordThatIsCutOff) {
  v1::LogHead head = EmptyHead();
  const std::string record = EncodeRecord(RecordAt(1, 1), head);
  for (size_t size = 0; size < record.size(); ++size) {
    ExpectDamaged(record.substr(0, size), EmptyHead(), "1");
  }
  ExpectDamaged(record + '\0', EmptyHead(), "1");
}

TEST(DecodeRecord, FindsOutRecordsThatDoNotFollow) {
  v1::LogHead head = EmptyHead();
  const std::string first = EncodeRecord(RecordAt(1, 1), head);
  const v1::LogHead after_first = head;
  const std::string second = EncodeRecord(RecordAt(2, 1), head);
  const std::string third = EncodeRecord(RecordAt(3, 1), head);
  ExpectDamaged(second, EmptyHead(), "1");  // The first was removed.
  ExpectDamaged(third, after_first, "2");   // The second was removed.
  ExpectDamaged(first, after_first, "2");   // The first came again.

  // Another history, in which all but the hash of the one before is right.
  v1::LogHead other = after_first;
  other.set_hash(std::string(32, 'x'));
  ExpectDamaged(EncodeRecord(RecordAt(2, 1), other), after_first, "2");
}

TEST(ReadRecord, RefusesACommitWithoutEvents) {
  v1::LogHead head = EmptyHead();
  const std::string record = EncodeRecord(RecordAt(1, 0), head);
  EXPECT_EQ(ReadRecord(record).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(HeadAfter(1, record).status().code(), absl::StatusCode::kDataLoss);
}

TEST(ForEachEvent, TellsWhereEachEventStands) {
  std::vector<v1::RecordedEvent> events;
  const auto keep = [&](const v1::RecordedEvent& event) {
    events.push_back(event);
    return events.size() < 2;
  };
  ASSERT_TRUE(ForEachEvent(RecordAt(7, 3), keep).ok());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(IsSame(
      Parse<v1::RecordedEvent>(
          "position: 8 org_id: 'msp' stream: 'taxes/vat' version: 8 actor: 'ann' request_id: 'r' "
          "recorded_at @2026-11-03T12:00:00.5Z "
          "event { tax_defined { org_id: 'msp' tax { tax_id: 'vat' } } }"),
      events[1]));
}

TEST(ForEachEvent, PutsPersonalTextsBackOrSaysThatTheyAreErased) {
  Record record = WithCustomer(RecordAt(1, 1));
  const auto names = [](const Record& from) {
    std::vector<std::string> found;
    const absl::Status read = ForEachEvent(from, [&](const v1::RecordedEvent& recorded) {
      const v1::Customer& customer = recorded.event().customer_defined().customer();
      found = {customer.name(), customer.email()};
      return true;
    });
    EXPECT_TRUE(read.ok()) << read;
    return found;
  };
  EXPECT_EQ(names(record), std::vector<std::string>({"Ann Example", "ann@example.com"}));

  v1::LogHead head = EmptyHead();
  const std::string hash = EncodeRecord(record, head).substr(1, 32);
  record.personal.mutable_texts(0)->Clear();
  EXPECT_EQ(names(record), std::vector<std::string>({kErased, "ann@example.com"}));
  head = EmptyHead();
  EXPECT_EQ(EncodeRecord(record, head).substr(1, 32), hash);
}

TEST(ForEachEvent, FindsOutAPersonalTextThatWasChanged) {
  const auto changed = [](void (*change)(v1::PersonalTexts&)) {
    Record record = WithCustomer(RecordAt(1, 1));
    change(record.personal);
    return ForEachEvent(record, [](const auto&) { return true; });
  };
  for (const absl::Status& read : {
           changed([](auto& texts) { texts.mutable_texts(0)->set_text("Bob"); }),
           changed([](auto& texts) { texts.mutable_texts(1)->set_salt("0123456789abcdef"); }),
           changed([](auto& texts) { texts.mutable_texts()->RemoveLast(); }),
           changed([](auto& texts) { texts.mutable_texts()->SwapElements(0, 1); }),
           changed([](auto& texts) { texts.add_texts()->set_text("more"); }),
       }) {
    EXPECT_EQ(read.code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(absl::StrContains(read.message(), "at position 2: ")) << read;
  }
}

// Field 1999 is no event type of this version, and 0xff no event at all.
TEST(ForEachEvent, RefusesAnEventTypeThatItDoesNotKnow) {
  for (const std::string& unknown :
       {std::string("\xfa\x7c\x00", 3), std::string("\xff"), std::string()}) {
    Record record = RecordAt(7, 2);
    record.commit.mutable_events(1)->set_sealed_event(unknown);
    int used = 0;
    const absl::Status read = ForEachEvent(record, [&](const auto&) { return ++used > 0; });
    EXPECT_EQ(read.code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(absl::StrContains(read.message(), "at position 8: ")) << read;
    EXPECT_EQ(used, 1);
  }
}

}  // namespace
}  // namespace tally
