#include "ledger/rating/content_hash.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "absl/strings/match.h"
#include "support/month.h"

namespace tally {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A month with every part that a content can have.
v1::DraftContent Full() {
  Month before;
  before.SetPlan(Counted("PERIOD_END", "held { unit_price: '12' }") + Fixed("book", "1", "5"));
  before.month = absl::CivilMonth(2026, 9);
  before.CountSeats("2026-09-30T22:00:00Z", "17");

  Month month;
  month.SetPlan(Counted("PERIOD_END", "held { unit_price: '12.50' }") + Fixed("stamp", "1", "0"));
  month.CountSeats("2026-10-31T22:00:00Z", "18");
  month.customer.clear_external_ids();
  month.customer.set_email("ap@alpha.example");
  month.org.mutable_payment_terms()->set_kind(v1::TERMS_KIND_END_OF_MONTH);
  month.org.mutable_payment_terms()->set_days(30);
  month.ComesAfter(before.Draft());
  v1::DraftContent content = month.Draft();
  month.reviewed = content;
  v1::LineOverride& changed = *month.reviewed->mutable_lines(0)->mutable_override();
  changed = Parse<v1::LineOverride>("quantity: '18' unit_price: '13' reason: 'r' actor: 'ann'");
  *month.reviewed->mutable_flags(0)->mutable_waiver() =
      Parse<v1::FlagWaiver>("reason: 'r' actor: 'ann'");
  content = month.Draft();
  // The vanished line has evidence too.
  *content.mutable_vanished_lines(0)->mutable_line()->mutable_evidence() =
      before.Draft().lines(0).line().evidence();
  return content;
}

void Change(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, reflection.GetString(message, &field) + "1");
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, reflection.GetInt64(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, reflection.GetInt32(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field, reflection.GetUInt32(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field, reflection.GetUInt64(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field,
                                     reflection.GetEnumValue(message, &field) + 1);
    default:
      FAIL() << "a field of another type: " << field.full_name();
  }
}

// Changes each figure and word of `part`, one at a time, and calls `check` with its name.
void ForEachChange(Message& part, const std::string& path,
                   const std::function<void(const std::string&)>& check) {
  const auto& reflection = *part.GetReflection();
  for (int i = 0; i < part.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *part.GetDescriptor()->field(i);
    const std::string name = absl::StrCat(path, "/", field.name());
    if (field.is_repeated()) {
      for (int j = 0; j < reflection.FieldSize(part, &field); ++j) {
        ForEachChange(*reflection.MutableRepeatedMessage(&part, &field, j), name, check);
      }
    } else if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      if (!reflection.HasField(part, &field)) continue;
      ForEachChange(*reflection.MutableMessage(&part, &field), name, check);
    } else {
      const std::unique_ptr<Message> before(part.New());
      before->CopyFrom(part);
      Change(part, field);
      check(name);
      part.CopyFrom(*before);
    }
  }
}

TEST(ContentHashOf, IsOnTheContent) {
  const v1::DraftContent content = Full();
  EXPECT_EQ(content.content_hash(), ContentHashOf(content));
  EXPECT_EQ(content.content_hash().size(), 64U);
}

TEST(ContentHashOf, CoversEveryFigureAndWordButTheEvidence) {
  v1::DraftContent content = Full();
  const std::string hash = ContentHashOf(content);
  int changes = 0;
  ForEachChange(content, "", [&](const std::string& path) {
    changes += 1;
    const bool is_left_out = path == "/content_hash" || absl::StrContains(path, "/line/evidence/");
    EXPECT_EQ(ContentHashOf(content) == hash, is_left_out) << path;
  });
  EXPECT_EQ(ContentHashOf(content), hash);
  EXPECT_GT(changes, 100);
}

TEST(ContentHashOf, CoversHowManyThereAreAndInWhichOrder) {
  const v1::DraftContent content = Full();
  v1::DraftContent turned = content;
  turned.mutable_lines()->SwapElements(0, 1);
  EXPECT_NE(ContentHashOf(turned), content.content_hash());
  v1::DraftContent shorter = content;
  shorter.mutable_vanished_lines()->RemoveLast();
  EXPECT_NE(ContentHashOf(shorter), content.content_hash());
}

}  // namespace
}  // namespace tally
