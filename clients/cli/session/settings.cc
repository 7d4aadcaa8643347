#include "clients/cli/session/settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/text/suggestion.h"

namespace tally {
namespace {

// Where each key of the file goes.
using Keys = std::vector<std::pair<std::string, std::string SettingsLayer::*>>;
const Keys& KeysOfFile() {
  static const Keys keys = {
      {"socket", &SettingsLayer::socket}, {"address", &SettingsLayer::address},
      {"org", &SettingsLayer::org},       {"output", &SettingsLayer::output},
      {"ca", &SettingsLayer::ca},         {"certificate", &SettingsLayer::certificate},
      {"key", &SettingsLayer::key},       {"token_file", &SettingsLayer::token_file}};
  return keys;
}

absl::Status UnknownKey(const std::string& name, const std::string& key) {
  std::vector<std::string> known;
  for (const auto& [each, member] : KeysOfFile()) known.push_back(each);
  const std::string suggestion = DidYouMean(key, known);
  return WrongUsage(absl::StrCat(
      name, ": ", key, ": not a setting",
      suggestion.empty() ? absl::StrCat("; there are ", absl::StrJoin(known, ", ")) : suggestion));
}

absl::StatusOr<SettingsLayer> LayerOf(const toml::table& table, const std::string& name) {
  SettingsLayer layer;
  for (const auto& [toml_key, value] : table) {
    const std::string key(toml_key.str());
    const auto known = std::find_if(KeysOfFile().begin(), KeysOfFile().end(),
                                    [&](const auto& each) { return each.first == key; });
    if (known == KeysOfFile().end()) return UnknownKey(name, key);
    if (!value.is_string()) {
      return WrongUsage(absl::StrCat(name, ": ", key, ": not a text; write it in quotes"));
    }
    layer.*known->second = value.value_or(std::string());
  }
  return layer;
}

std::string UsersFile(const GetVariable& get) {
  const char* config = get("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return absl::StrCat(config, "/tally/config.toml");
  const char* home = get("HOME");
  return home == nullptr ? "" : absl::StrCat(home, "/.config/tally/config.toml");
}

std::string Text(const char* value) { return value == nullptr ? "" : value; }

const std::string& First(const std::string& a, const std::string& b, const std::string& c) {
  return !a.empty() ? a : !b.empty() ? b : c;
}

}  // namespace

SettingsLayer SettingsOfEnvironment(const GetVariable& get) {
  return {.socket = Text(get("TALLY_SOCKET")),
          .address = Text(get("TALLY_ADDRESS")),
          .org = Text(get("TALLY_ORG")),
          .ca = Text(get("TALLY_CA")),
          .certificate = Text(get("TALLY_CERTIFICATE")),
          .key = Text(get("TALLY_KEY")),
          .token_file = Text(get("TALLY_TOKEN_FILE")),
          .token = Text(get("TALLY_TOKEN"))};
}

absl::StatusOr<SettingsLayer> ParseSettings(const std::string& toml, const std::string& name) {
  try {
    return LayerOf(toml::parse(toml), name);
  } catch (const toml::parse_error& error) {
    return WrongUsage(absl::StrCat(name, ":", error.source().begin.line, ":",
                                   error.source().begin.column, ": ",
                                   std::string(error.description())));
  }
}

absl::StatusOr<SettingsLayer> ReadSettingsFile(const std::string& path, const GetVariable& get) {
  const std::string name = path.empty() ? UsersFile(get) : path;
  const std::ifstream file(name);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file && path.empty()) return SettingsLayer();
  if (!file) return WrongUsage(absl::StrCat("the settings file ", name, " cannot be read"));
  return ParseSettings(text.str(), name);
}

std::optional<Output> OutputOf(absl::string_view word) {
  if (word.empty() || word == "table") return Output::kTable;
  if (word == "json") return Output::kJson;
  if (word == "csv") return Output::kCsv;
  return std::nullopt;
}

absl::StatusOr<Settings> Decide(const SettingsLayer& flags, const SettingsLayer& environment,
                                const SettingsLayer& file) {
  Settings settings;
  const std::pair<const SettingsLayer*, const char*> places[] = {
      {&flags, "--socket and --address are both given"},
      {&environment, "TALLY_SOCKET and TALLY_ADDRESS are both set"},
      {&file, "the settings file has both socket and address"}};
  for (const auto& [layer, both] : places) {
    if (!layer->socket.empty() && !layer->address.empty()) {
      return WrongUsage(absl::StrCat(both, "; keep one of the two"));
    }
    if (layer->socket.empty() && layer->address.empty()) continue;
    settings.socket = layer->socket;
    settings.address = layer->address;
    break;
  }
  settings.org = First(flags.org, environment.org, file.org);
  const std::string& word = First(flags.output, environment.output, file.output);
  const std::optional<Output> output = OutputOf(word);
  if (!output) return WrongUsage(absl::StrCat("output: not `table`, `json` or `csv`: ", word));
  settings.output = *output;
  settings.ca = First(flags.ca, environment.ca, file.ca);
  settings.certificate = First(flags.certificate, environment.certificate, file.certificate);
  settings.key = First(flags.key, environment.key, file.key);
  if (settings.certificate.empty() != settings.key.empty()) {
    return WrongUsage("--certificate and --key: give both, or none");
  }
  if (flags.token_file.empty() && !environment.token.empty() && !environment.token_file.empty()) {
    return WrongUsage("TALLY_TOKEN and TALLY_TOKEN_FILE are both set; keep one of the two");
  }
  const bool is_token_said = flags.token_file.empty() && !environment.token.empty();
  if (is_token_said) {
    settings.token = environment.token;
  } else {
    settings.token_file = First(flags.token_file, environment.token_file, file.token_file);
  }
  return settings;
}

}  // namespace tally
