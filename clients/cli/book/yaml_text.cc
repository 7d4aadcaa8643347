#include "clients/cli/book/yaml_text.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace tally {
namespace {

// Words that YAML, or a program that reads it, would take for something else than text.
bool IsReserved(const std::string& text) {
  static const std::set<std::string> reserved = {"null", "true", "false", "yes", "no",
                                                 "on",   "off",  "y",     "n",   "~"};
  return reserved.contains(absl::AsciiStrToLower(text));
}

// Whether any YAML reader takes the text as it stands for text: it starts with a letter and has
// only what means nothing in YAML.
bool IsPlain(const std::string& text) {
  if (text.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(text.front()))) return false;
  if (text.back() == ' ' || IsReserved(text)) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == ' ' || c == '-' || c == '_' ||
           c == '.' || c == '@' || c == '/';
  });
}

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      absl::StrAppend(&escaped, "\\", std::string(1, c));
    } else if (absl::ascii_iscntrl(byte)) {
      absl::StrAppendFormat(&escaped, "\\x%02x", byte);
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

}  // namespace

std::string YamlText(const std::string& text) { return IsPlain(text) ? text : YamlQuoted(text); }

std::string YamlQuoted(const std::string& text) { return absl::StrCat("\"", Escaped(text), "\""); }

std::string YamlList(const std::vector<std::string>& items) {
  return items.empty() ? "" : absl::StrCat("[", absl::StrJoin(items, ", "), "]");
}

void YamlFields::Add(const std::string& key, const std::string& value) {
  if (!value.empty()) fields_.emplace_back(YamlText(key), value);
}

void YamlFields::AddText(const std::string& key, const std::string& value) {
  if (!value.empty()) Add(key, YamlText(value));
}

void YamlFields::AddQuoted(const std::string& key, const std::string& value) {
  if (!value.empty()) Add(key, YamlQuoted(value));
}

void YamlFields::AddPercent(const std::string& key, const std::string& number) {
  if (!number.empty()) Add(key, absl::StrCat(number, "%"));
}

void YamlFields::AddIf(const std::string& key, bool value) {
  if (value) Add(key, "true");
}

void YamlFields::AddAll(const YamlFields& others) {
  fields_.insert(fields_.end(), others.fields_.begin(), others.fields_.end());
}

std::string YamlFields::OnOneLine() const {
  return absl::StrCat("{", absl::StrJoin(fields_, ", ", absl::PairFormatter(": ")), "}");
}

std::string YamlFields::OnOneLineIfAny() const { return empty() ? "" : OnOneLine(); }

std::string YamlFields::OnALineEach(size_t indent) const {
  std::string lines;
  for (const auto& [key, value] : fields_) {
    absl::StrAppend(&lines, std::string(indent, ' '), key, ": ", value, "\n");
  }
  return lines;
}

}  // namespace tally
