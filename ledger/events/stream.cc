#include "ledger/events/stream.h"

#include <cstdlib>

#include "absl/strings/str_split.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::Message;

const Message* BodyOf(const v1::Event& event) {
  const auto& reflection = *event.GetReflection();
  const auto* arm =
      reflection.GetOneofFieldDescriptor(event, v1::Event::descriptor()->oneof_decl(0));
  return arm == nullptr ? nullptr : &reflection.GetMessage(event, arm);
}

// Returns the string field of `message` that `path` names, such as `invoice.number`.
std::string FieldAt(const Message& message, absl::string_view path) {
  const Message* at = &message;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i + 1 < names.size(); ++i) {
    const auto* field = at->GetDescriptor()->FindFieldByName(names[i]);
    at = &at->GetReflection()->GetMessage(*at, field);
  }
  return at->GetReflection()->GetString(*at, at->GetDescriptor()->FindFieldByName(names.back()));
}

}  // namespace

std::string StreamOf(const v1::Event& event) {
  const Message* body = BodyOf(event);
  if (body == nullptr) std::abort();  // Only reachable by recording an empty event.

  const std::string& pattern = body->GetDescriptor()->options().GetExtension(v1::stream);
  std::string name;
  for (const absl::string_view piece : absl::StrSplit(pattern, '{')) {
    const size_t end = piece.find('}');
    if (end == absl::string_view::npos) {
      name.append(piece.data(), piece.size());
      continue;
    }
    name += FieldAt(*body, piece.substr(0, end));
    name += std::string(piece.substr(end + 1));
  }
  return name;
}

std::string TypeOf(const v1::Event& event) {
  const Message* body = BodyOf(event);
  return body == nullptr ? "" : body->GetDescriptor()->name();
}

// Its one field is its arm, so that it starts with the arm's number.
int ArmOf(absl::string_view encoded_event) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream bytes(
      reinterpret_cast<const uint8_t*>(encoded_event.data()),
      static_cast<int>(encoded_event.size()));
  return WireFormatLite::GetTagFieldNumber(bytes.ReadTag());
}

}  // namespace tally
