#include "daemon/rpc/method_log.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

std::string TextField(const google::protobuf::Message* message, const char* name) {
  if (message == nullptr) return "";
  const auto* field = message->GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : message->GetReflection()->GetString(*message, field);
}

}  // namespace

void LogCall(spdlog::logger& log, absl::string_view method,
             const google::protobuf::Message* request, absl::string_view actor,
             const absl::Status& status) {
  const auto level = status.ok() ? spdlog::level::debug : spdlog::level::info;
  if (!log.should_log(level)) return;
  std::string line = absl::StrCat("event=call method=", method, " actor=", LogValue(actor),
                                  " code=", absl::StatusCodeToString(status.code()));
  for (const char* name : {"org_id", "request_id"}) {
    const std::string value = TextField(request, name);
    if (!value.empty()) absl::StrAppend(&line, " ", name, "=", LogValue(value));
  }
  if (!status.ok()) absl::StrAppend(&line, " message=", LogValue(status.message()));
  log.log(level, line);
}

std::string LogValue(absl::string_view text) {
  const auto needs_quotes = [](char c) {
    return c == '"' || c == '=' || c == '\\' || absl::ascii_isspace(c) || absl::ascii_iscntrl(c);
  };
  const bool plain = !text.empty() && std::none_of(text.begin(), text.end(), needs_quotes);
  return plain ? std::string(text) : absl::StrCat("\"", absl::Utf8SafeCEscape(text), "\"");
}

}  // namespace tally
