#include "ledger/sealing/seal.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/sha256.h"
#include "support/text.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

v1::Event Customer(absl::string_view name, absl::string_view email) {
  return Parse<v1::Event>(
      absl::StrCat("customer_defined { org_id: 'msp' customer { customer_id: "
                   "'acme' name: '",
                   name, "' email: '", email, "' } }"));
}

// Salts that are all different.
std::function<std::string()> Salts() {
  return [next = 0]() mutable { return absl::StrCat("salt ", next++); };
}

PersonalTextList Sealed(v1::Event& event) {
  PersonalTextList texts;
  Seal(event, Salts(), texts);
  return texts;
}

absl::Status Open(v1::Event event, const PersonalTextList& texts) {
  int next = 0;
  return Unseal(event, texts, next);
}

TEST(Seal, IsWrittenAsTheContractSays) {
  EXPECT_EQ(SealOf("s", "t"), absl::StrCat("sealed:", absl::Base64Escape(Sha256({"st"}))));
}

TEST(Seal, TakesPersonalTextsOutInTheOrderOfTheirFields) {
  v1::Event event = Customer("Acme Ltd", "office@acme.example");
  const PersonalTextList texts = Sealed(event);
  ASSERT_EQ(texts.size(), 2);
  EXPECT_TRUE(IsSame(Parse<v1::PersonalText>("salt: 'salt 0' text: 'Acme Ltd'"), texts[0]));
  EXPECT_TRUE(
      IsSame(Parse<v1::PersonalText>("salt: 'salt 1' text: 'office@acme.example'"), texts[1]));
  EXPECT_TRUE(IsSame(
      Customer(SealOf("salt 0", "Acme Ltd"), SealOf("salt 1", "office@acme.example")), event));
}

TEST(Seal, LeavesOutTextsThatAreEmpty) {
  v1::Event event = Customer("", "office@acme.example");
  EXPECT_EQ(Sealed(event).size(), 1);
  EXPECT_EQ(event.customer_defined().customer().name(), "");
}

TEST(Unseal, PutsBackWhatWasSealed) {
  const v1::Event event = Customer("Acme Ltd", "office@acme.example");
  v1::Event sealed = event;
  PersonalTextList texts;
  *texts.Add() = Parse<v1::PersonalText>("text: 'of the event before'");
  Seal(sealed, Salts(), texts);
  int next = 1;
  EXPECT_TRUE(Unseal(sealed, texts, next).ok());
  EXPECT_EQ(next, 3);
  EXPECT_TRUE(IsSame(event, sealed));
}

TEST(Unseal, SaysWhereATextWasErased) {
  v1::Event event = Customer("Acme Ltd", "office@acme.example");
  PersonalTextList texts = Sealed(event);
  texts[0].Clear();
  int next = 0;
  EXPECT_TRUE(Unseal(event, texts, next).ok());
  EXPECT_TRUE(IsSame(Customer(kErased, "office@acme.example"), event));
}

TEST(Unseal, RefusesTextsThatAreNotWhatWasSealed) {
  v1::Event event = Customer("Acme Ltd", "office@acme.example");
  const PersonalTextList texts = Sealed(event);
  EXPECT_TRUE(Open(event, texts).ok());
  for (const char* other : {"salt: 'salt 0' text: 'Acme'", "salt: 'salt 0'", "text: 'Acme Ltd'",
                            "salt: 'salt 1' text: 'Acme Ltd'", "salt: 'salt' text: '0Acme Ltd'"}) {
    PersonalTextList changed = texts;
    changed[0] = Parse<v1::PersonalText>(other);
    EXPECT_EQ(Open(event, changed).code(), absl::StatusCode::kDataLoss) << other;
  }
  PersonalTextList swapped = texts;
  swapped.SwapElements(0, 1);
  EXPECT_EQ(Open(event, swapped).code(), absl::StatusCode::kDataLoss);
  PersonalTextList fewer = texts;
  fewer.RemoveLast();
  EXPECT_EQ(Open(event, fewer).code(), absl::StatusCode::kDataLoss);
}

// Sets every text of `message`, two items to a list, and counts those that are personal.
int Fill(Message& message, int depth) {
  const auto& reflection = *message.GetReflection();
  const Descriptor& type = *message.GetDescriptor();
  int personal = 0;
  for (int i = 0; depth > 0 && i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->is_map()) continue;
    if (field->message_type() != nullptr) {
      for (int item = 0; field->is_repeated() && item < 2; ++item) {
        personal += Fill(*reflection.AddMessage(&message, field), depth - 1);
      }
      const bool replaces = field->real_containing_oneof() != nullptr &&
                            reflection.HasOneof(message, field->real_containing_oneof());
      if (field->is_repeated() || replaces) continue;
      personal += Fill(*reflection.MutableMessage(&message, field), depth - 1);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
      const bool is_personal = field->options().GetExtension(v1::personal);
      reflection.SetString(&message, field, is_personal ? "personal words" : "word");
      personal += is_personal ? 1 : 0;
    }
  }
  return personal;
}

// Whatever events there will be: nothing that is personal is left in one that is sealed.
TEST(Seal, FindsEveryPersonalTextOfEveryEvent) {
  constexpr int kDepth = 8;
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  int all = 0;
  for (int i = 0; i < arms->field_count(); ++i) {
    SCOPED_TRACE(arms->field(i)->name());
    v1::Event event;
    Message* body = event.GetReflection()->MutableMessage(&event, arms->field(i));
    const int personal = Fill(*body, kDepth);
    const v1::Event before = event;
    PersonalTextList texts = Sealed(event);
    EXPECT_EQ(texts.size(), personal);
    EXPECT_FALSE(absl::StrContains(event.SerializeAsString(), "personal words"));
    int next = 0;
    EXPECT_TRUE(Unseal(event, texts, next).ok());
    EXPECT_TRUE(IsSame(before, event));
    all += personal;
  }
  EXPECT_GT(all, 0);
}

}  // namespace
}  // namespace tally
