#include "clients/cli/show/json.h"

#include <google/protobuf/util/json_util.h>

namespace tally {
namespace {

std::string Print(const google::protobuf::Message& message,
                  google::protobuf::util::JsonPrintOptions options) {
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}";
}

}  // namespace

std::string JsonText(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  return Print(message, options);
}

std::string JsonLine(const google::protobuf::Message& message) { return Print(message, {}) + "\n"; }

}  // namespace tally
