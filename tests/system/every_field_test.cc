// Every field of every request, over the wire: what options.proto declares is checked, and nothing
// of a request that is refused so is recorded.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/contract.h"
#include "system/support/story.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr uint32_t kDefaultMaxItems = 1'000;

// A text that is written as `format` says.
std::string SampleOf(v1::Format format) {
  switch (format) {
    case v1::FORMAT_CURRENCY:
      return "EUR";
    case v1::FORMAT_TIME_ZONE:
      return "Europe/Paris";
    case v1::FORMAT_DATE:
      return "2026-10-31";
    case v1::FORMAT_MONTH:
      return "2026-10";
    case v1::FORMAT_EMAIL:
      return "ap@example.com";
    case v1::FORMAT_TIME_OF_DAY:
      return "12:00";
    default:
      return "1";
  }
}

void Fill(Message& message);

// Sets `field`, or adds an item to it, by the functions of its type.
template <class Value, class Set, class Add>
void Put(Message& message, const FieldDescriptor& field, Set set, Add add, Value value) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    (reflection.*add)(&message, &field, value);
  } else {
    (reflection.*set)(&message, &field, value);
  }
}

// Sets `field` to something that is right; adds one item if it is repeated.
void SetRight(Message& message, const FieldDescriptor& field) {
  using Reflection = google::protobuf::Reflection;
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = SampleOf(field.options().GetExtension(v1::format));
      return Put(message, field, &Reflection::SetString, &Reflection::AddString, text);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return Put(message, field, &Reflection::SetEnumValue, &Reflection::AddEnumValue, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                      : *reflection.MutableMessage(&message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Put(message, field, &Reflection::SetUInt32, &Reflection::AddUInt32, uint32_t{1});
    case FieldDescriptor::CPPTYPE_INT32:
      return Put(message, field, &Reflection::SetInt32, &Reflection::AddInt32, 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return Put(message, field, &Reflection::SetUInt64, &Reflection::AddUInt64, uint64_t{1});
    case FieldDescriptor::CPPTYPE_INT64:
      return Put(message, field, &Reflection::SetInt64, &Reflection::AddInt64, int64_t{1});
    case FieldDescriptor::CPPTYPE_BOOL:
      return Put(message, field, &Reflection::SetBool, &Reflection::AddBool, true);
    default:
      FAIL() << field.full_name() << " is of a type that this test does not know";
  }
}

// Sets every field; of a oneof, the first arm.
void Fill(Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const auto* oneof = field.containing_oneof();
    if (oneof == nullptr || oneof->field(0) == &field) SetRight(message, field);
  }
}

// A field somewhere in a request, and how a refusal names it.
struct Place {
  std::vector<const FieldDescriptor*> way;
  std::string path;

  const FieldDescriptor& field() const { return *way.back(); }
};

void Collect(const Descriptor& type, const Place& parent, std::vector<Place>& places) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    Place place = parent;
    place.way.push_back(&field);
    absl::StrAppend(&place.path, parent.path.empty() ? "" : ".", field.name());
    places.push_back(place);
    const bool checked = !field.options().GetExtension(v1::refused_one_by_one);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || !checked) continue;
    if (field.is_repeated()) place.path += "[0]";
    Collect(*field.message_type(), place, places);
  }
}

// The message in `root` that holds the field at `place`. Chooses that arm of each oneof on the way.
Message& Reach(Message& root, const Place& place) {
  Message* at = &root;
  for (size_t i = 0; i + 1 < place.way.size(); ++i) {
    const FieldDescriptor& field = *place.way[i];
    const auto& reflection = *at->GetReflection();
    const bool there = field.is_repeated() ? reflection.FieldSize(*at, &field) > 0
                                           : reflection.HasField(*at, &field);
    if (!there) SetRight(*at, field);
    at = field.is_repeated() ? reflection.MutableRepeatedMessage(at, &field, 0)
                             : reflection.MutableMessage(at, &field);
  }
  return *at;
}

class EveryField : public Story {
 protected:
  using Spoil = std::function<void(Message& holder, const FieldDescriptor& field)>;

  EveryField() {
    for (const MethodDescriptor* method : MethodsOfContract()) {
      Collect(*method->input_type(), {}, places_[method]);
    }
  }

  // Spoils each field that `wanted` wants of a request that is right, sends it, and expects the
  // refusal for `reason` to name it, with `suffix` if it is repeated. Returns how many there were.
  int ExpectRefused(const std::function<bool(const FieldDescriptor&)>& wanted, const Spoil& spoil,
                    v1::Reason reason, absl::string_view suffix = "") {
    int count = 0;
    const uint64_t head = Head();
    for (const auto& [method, places] : places_) {
      for (const Place& place : places) {
        if (!wanted(place.field())) continue;
        SCOPED_TRACE(absl::StrCat(PathOf(*method), " ", place.path));
        const std::unique_ptr<Message> request = NewMessage(*method->input_type());
        Fill(*request);
        Message& holder = Reach(*request, place);
        if (place.field().containing_oneof() != nullptr) SetRight(holder, place.field());
        spoil(holder, place.field());
        const absl::Status status =
            client_.Probe(PathOf(*method), request->SerializeAsString()).status;
        EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
        const v1::Refusal refusal = RefusalIn(status);
        EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << status;
        EXPECT_EQ(refusal.field(),
                  absl::StrCat(place.path, place.field().is_repeated() ? suffix : ""));
        count += 1;
      }
    }
    EXPECT_EQ(Head(), head);
    return count;
  }

 private:
  std::map<const MethodDescriptor*, std::vector<Place>> places_;
};

TEST_F(EveryField, ThatIsRequiredIsMissed) {
  const int count = ExpectRefused(
      [](const FieldDescriptor& field) { return field.options().GetExtension(v1::required); },
      [](Message& holder, const FieldDescriptor& field) {
        holder.GetReflection()->ClearField(&holder, &field);
      },
      v1::REASON_FIELD_MISSING);
  EXPECT_GT(count, 100);
}

// No format allows this control character.
TEST_F(EveryField, ThatIsTextIsReadByItsFormat) {
  const int count = ExpectRefused(
      [](const FieldDescriptor& field) { return field.type() == FieldDescriptor::TYPE_STRING; },
      [](Message& holder, const FieldDescriptor& field) {
        holder.GetReflection()->ClearField(&holder, &field);
        Put(holder, field, &google::protobuf::Reflection::SetString,
            &google::protobuf::Reflection::AddString, std::string("\x01"));
      },
      v1::REASON_FIELD_INVALID, "[0]");
  EXPECT_GT(count, 100);
}

TEST_F(EveryField, ThatIsAnIdIsShort) {
  const std::string huge(64 << 10, 'x');
  const int count = ExpectRefused(
      [](const FieldDescriptor& field) {
        const v1::Format format = field.options().GetExtension(v1::format);
        return format == v1::FORMAT_ID || format == v1::FORMAT_FOREIGN_ID ||
               format == v1::FORMAT_REQUEST_ID;
      },
      [&](Message& holder, const FieldDescriptor& field) {
        holder.GetReflection()->ClearField(&holder, &field);
        Put(holder, field, &google::protobuf::Reflection::SetString,
            &google::protobuf::Reflection::AddString, huge);
      },
      v1::REASON_FIELD_INVALID, "[0]");
  EXPECT_GT(count, 80);
}

TEST_F(EveryField, ThatIsAnEnumHasAValueOfIt) {
  const int count = ExpectRefused(
      [](const FieldDescriptor& field) {
        return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM && !field.is_repeated();
      },
      [](Message& holder, const FieldDescriptor& field) {
        holder.GetReflection()->SetEnumValue(&holder, &field, 12'345);
      },
      v1::REASON_FIELD_INVALID);
  EXPECT_GE(count, 6);
}

TEST_F(EveryField, ThatIsAListHasAsManyItemsAsItMayHold) {
  const int count = ExpectRefused(
      [](const FieldDescriptor& field) { return field.is_repeated(); },
      [](Message& holder, const FieldDescriptor& field) {
        const uint32_t declared = field.options().GetExtension(v1::max_items);
        const auto most = static_cast<int>(declared == 0 ? kDefaultMaxItems : declared);
        while (holder.GetReflection()->FieldSize(holder, &field) <= most) SetRight(holder, field);
      },
      v1::REASON_TOO_MANY_ITEMS);
  EXPECT_GE(count, 10);
}

// The first thing that is looked up is the org, so that nobody learns of another's resources.
TEST_F(EveryField, ThatNamesAnOrgNamesOneThatThereIs) {
  DefineMsp();  // Another than the one that is named.
  const uint64_t head = Head();
  int count = 0;
  for (const MethodDescriptor* method : MethodsOfContract()) {
    if (method->input_type()->FindFieldByName("org_id") == nullptr) continue;
    SCOPED_TRACE(PathOf(*method));
    const std::unique_ptr<Message> request = NewMessage(*method->input_type());
    Fill(*request);
    if (IsCommand(*method)) {
      request->GetReflection()->SetString(
          request.get(), method->input_type()->FindFieldByName("request_id"), PathOf(*method));
    }
    const absl::Status status = client_.Probe(PathOf(*method), request->SerializeAsString()).status;
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;
    EXPECT_EQ(RefusalIn(status).reason(), v1::REASON_ORG_NOT_FOUND);
    EXPECT_EQ(RefusalIn(status).field(), "org_id");
    count += 1;
  }
  EXPECT_GT(count, 40);
  EXPECT_EQ(Head(), head);
}

}  // namespace
}  // namespace tally
