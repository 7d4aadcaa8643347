#include "ledger/audit/difference.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/amount_words.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

// Where a field is: the words that lead to it.
using Path = std::vector<std::string>;
using Difference = std::optional<std::string>;

std::string WordsOf(const FieldDescriptor& field) {
  return absl::StrReplaceAll(field.name(), {{"_", " "}});
}

// Fields that only hold the whole of what an event is about, and say nothing by their name.
bool IsWrapper(const FieldDescriptor& field) {
  static const auto& names =
      *new std::set<std::string>{"content", "invoice", "credit_note", "line"};
  return names.contains(field.name());
}

std::string TextIn(const Message& message, const char* field_name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  const bool is_text = field != nullptr && !field->is_repeated() &&
                       field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return is_text ? message.GetReflection()->GetString(message, field) : "";
}

// What an element of a list is known by; empty if by nothing.
std::string IdOf(const Message& element) {
  for (const char* field : {"line_id", "tax_id", "customer_id", "account", "meter"}) {
    if (std::string id = TextIn(element, field); !id.empty()) return id;
  }
  const FieldDescriptor* line = element.GetDescriptor()->FindFieldByName("line");
  if (line == nullptr || line->message_type() == nullptr || line->is_repeated()) return "";
  return IdOf(element.GetReflection()->GetMessage(element, line));
}

std::string ElementName(const FieldDescriptor& field, const Message& element, int index) {
  std::string words = WordsOf(field);
  if (!words.empty() && words.back() == 's') words.pop_back();
  const std::string id = IdOf(element);
  return id.empty() ? absl::StrCat(words, " ", index + 1) : absl::StrCat(words, " ", id);
}

// A message that is one value, in words; nothing if it is more than that.
std::optional<std::string> AsValue(const Message& message) {
  if (message.GetDescriptor() == v1::Money::descriptor()) {
    const auto& money = static_cast<const v1::Money&>(message);
    return AmountWords(money);
  }
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    const auto& instant = static_cast<const Timestamp&>(message);
    return IsValid(instant) ? FormatInstant(FromProto(instant)) : message.ShortDebugString();
  }
  return std::nullopt;
}

std::string InWords(const std::string& value) {
  return value.empty() ? "nothing" : absl::StrCat("\"", absl::Utf8SafeCHexEscape(value), "\"");
}

// Any other value than a message, which is the element at `index` of a list if that is not
// negative.
std::string ValueIn(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool in_list = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = in_list ? reflection.GetRepeatedString(message, &field, index)
                                        : reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? absl::BytesToHexString(value)
                                                         : InWords(value);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection.GetUInt64(message, &field));
    default:
      return "another value";
  }
}

Difference Say(const Path& path, absl::string_view recorded, absl::string_view derived) {
  return absl::StrCat(absl::StrJoin(path, ", "), path.empty() ? "" : ": ", recorded,
                      " is recorded, ", derived, " comes out");
}

Difference Compare(const Message& recorded, const Message& derived, Path& path);

Difference CompareMessages(const Message& recorded, const Message& derived, Path& path) {
  const auto was = AsValue(recorded);
  if (!was) return Compare(recorded, derived, path);
  const auto is = AsValue(derived);
  if (was == is) return std::nullopt;
  return Say(path, *was, *is);
}

Difference CompareLists(const Message& recorded, const Message& derived,
                        const FieldDescriptor& field, Path& path) {
  const auto& reflection = *recorded.GetReflection();
  const int was = reflection.FieldSize(recorded, &field);
  const int is = reflection.FieldSize(derived, &field);
  if (was != is) {
    path.push_back(absl::StrCat("number of ", WordsOf(field)));
    return Say(path, absl::StrCat(was), absl::StrCat(is));
  }
  for (int i = 0; i < was; ++i) {
    if (field.message_type() == nullptr) {
      const std::string left = ValueIn(recorded, field, i);
      const std::string right = ValueIn(derived, field, i);
      if (left == right) continue;
      path.push_back(absl::StrCat(WordsOf(field), " ", i + 1));
      return Say(path, left, right);
    }
    const Message& left = reflection.GetRepeatedMessage(recorded, &field, i);
    const Message& right = reflection.GetRepeatedMessage(derived, &field, i);
    path.push_back(ElementName(field, left, i));
    if (const Difference found = CompareMessages(left, right, path)) return found;
    path.pop_back();
  }
  return std::nullopt;
}

Difference CompareField(const Message& recorded, const Message& derived,
                        const FieldDescriptor& field, Path& path) {
  const auto& reflection = *recorded.GetReflection();
  if (!IsWrapper(field)) path.push_back(WordsOf(field));
  Difference found;
  if (field.message_type() == nullptr) {
    const std::string was = ValueIn(recorded, field, -1);
    const std::string is = ValueIn(derived, field, -1);
    if (was != is) found = Say(path, was, is);
  } else if (reflection.HasField(recorded, &field) != reflection.HasField(derived, &field)) {
    const bool is_there = reflection.HasField(recorded, &field);
    found = Say(path, is_there ? "something" : "nothing", is_there ? "nothing" : "something");
  } else {
    found = CompareMessages(reflection.GetMessage(recorded, &field),
                            reflection.GetMessage(derived, &field), path);
  }
  if (!found && !IsWrapper(field)) path.pop_back();
  return found;
}

Difference Compare(const Message& recorded, const Message& derived, Path& path) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < recorded.GetDescriptor()->field_count(); ++i) {
    fields.push_back(recorded.GetDescriptor()->field(i));
  }
  std::sort(fields.begin(), fields.end(),
            [](const auto* left, const auto* right) { return left->number() < right->number(); });
  for (const FieldDescriptor* field : fields) {
    const Difference found = field->is_repeated() ? CompareLists(recorded, derived, *field, path)
                                                  : CompareField(recorded, derived, *field, path);
    if (found) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FirstDifference(const Message& recorded, const Message& derived) {
  if (EncodeDeterministically(recorded) == EncodeDeterministically(derived)) return std::nullopt;
  Path path;
  if (const Difference found = Compare(recorded, derived, path)) return found;
  return "fields are recorded that this version does not know";
}

}  // namespace tally
