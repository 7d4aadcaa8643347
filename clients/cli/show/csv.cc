#include "clients/cli/show/csv.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool Is(const FieldDescriptor& field, const Descriptor* type) {
  return field.type() == FieldDescriptor::TYPE_MESSAGE && field.message_type() == type;
}

bool IsMoney(const FieldDescriptor& field) { return Is(field, v1::Money::descriptor()); }

bool IsInstant(const FieldDescriptor& field) {
  return Is(field, google::protobuf::Timestamp::descriptor());
}

// A message that may hold itself, such as an explanation, ends at this depth.
constexpr int kMaxDepth = 6;

// `QUOTE_STATUS_SENT` as `sent`; nothing for the value that is never used.
std::string WordOf(const EnumValueDescriptor& value) {
  if (value.number() == 0) return "";
  std::string prefix;
  for (const char c : value.type()->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return absl::AsciiStrToLower(absl::StripPrefix(value.name(), prefix + "_"));
}

// Text that a spreadsheet takes as it stands.
std::string Harmless(std::string text) {
  const bool may_be_formula = !text.empty() && absl::StrContains("=+-@\t\r", text.front());
  if (!may_be_formula || Decimal::Parse(text)) return text;
  return "'" + text;
}

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

// The value of a field that is no message; `index` is -1 for one that is not repeated.
std::string Scalar(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const auto get = [&](auto single, auto repeated) {
    return index < 0 ? (reflection.*single)(message, &field)
                     : (reflection.*repeated)(message, &field, index);
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Harmless(get(&Reflection::GetString, &Reflection::GetRepeatedString));
    case FieldDescriptor::CPPTYPE_ENUM:
      return WordOf(*get(&Reflection::GetEnum, &Reflection::GetRepeatedEnum));
    case FieldDescriptor::CPPTYPE_BOOL:
      return get(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64));
    default:
      return "";  // The contract has no other types.
  }
}

std::string List(const Message& message, const FieldDescriptor& field) {
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    values.push_back(Scalar(message, field, i));
  }
  return absl::StrJoin(values, "; ");
}

// Adds the columns of `type`, with their names.
void AddNames(const Descriptor& type, const std::string& prefix, int depth,
              std::vector<std::string>& names) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string name = prefix + field.name();
    const bool is_message = field.type() == FieldDescriptor::TYPE_MESSAGE;
    if (!is_message || (IsInstant(field) && !field.is_repeated())) {
      names.push_back(name);
    } else if (field.is_repeated() || depth == kMaxDepth) {
      continue;
    } else if (IsMoney(field)) {
      names.push_back(name);
      names.push_back(name + ".currency");
    } else {
      AddNames(*field.message_type(), name + ".", depth + 1, names);
    }
  }
}

// Adds the cells of `message`, in the order of AddNames().
void AddCells(const Message& message, int depth, std::vector<std::string>& cells) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool is_message = field.type() == FieldDescriptor::TYPE_MESSAGE;
    if (!is_message) {
      cells.push_back(field.is_repeated() ? List(message, field) : Scalar(message, field, -1));
    } else if (field.is_repeated()) {
      continue;
    } else if (IsInstant(field)) {
      const auto& instant =
          static_cast<const google::protobuf::Timestamp&>(reflection.GetMessage(message, &field));
      cells.push_back(reflection.HasField(message, &field) ? FormatInstant(FromProto(instant))
                                                           : "");
    } else if (depth == kMaxDepth) {
      continue;
    } else if (IsMoney(field)) {
      const auto& money = static_cast<const v1::Money&>(reflection.GetMessage(message, &field));
      const bool is_set = reflection.HasField(message, &field);
      cells.push_back(is_set ? FormatAmount(money) : "");
      cells.push_back(is_set ? money.currency() : "");
    } else {
      AddCells(reflection.GetMessage(message, &field), depth + 1, cells);
    }
  }
}

// Where a reply lists something first: the message, and its repeated field.
struct Listed {
  const Message* message = nullptr;
  const FieldDescriptor* field = nullptr;
};

Listed FirstList(const Message& message, int depth) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() != FieldDescriptor::TYPE_MESSAGE || IsMoney(field) || IsInstant(field)) {
      continue;
    }
    if (field.is_repeated()) return {&message, &field};
    if (depth == kMaxDepth) continue;
    const Listed inside =
        FirstList(message.GetReflection()->GetMessage(message, &field), depth + 1);
    if (inside.field != nullptr) return inside;
  }
  return {};
}

std::string Row(const std::vector<std::string>& cells) {
  return absl::StrJoin(cells, ",",
                       [](std::string* row, const std::string& cell) { *row += Quoted(cell); }) +
         "\r\n";
}

std::string RowOf(const Message& message) {
  std::vector<std::string> cells;
  AddCells(message, 0, cells);
  return Row(cells);
}

}  // namespace

std::string CsvText(const Message& reply) {
  const Listed listed = FirstList(reply, 0);
  const Descriptor& type =
      listed.field == nullptr ? *reply.GetDescriptor() : *listed.field->message_type();
  std::vector<std::string> names;
  AddNames(type, "", 0, names);
  std::string csv = Row(names);
  if (listed.field == nullptr) return csv + RowOf(reply);
  const Reflection& reflection = *listed.message->GetReflection();
  for (int i = 0; i < reflection.FieldSize(*listed.message, listed.field); ++i) {
    csv += RowOf(reflection.GetRepeatedMessage(*listed.message, listed.field, i));
  }
  return csv;
}

}  // namespace tally
