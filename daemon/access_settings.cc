#include "daemon/access_settings.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr int64_t kMaxLimit = 1'000'000;

absl::Status Invalid(const std::string& field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

}  // namespace

absl::Status ReadIdentityProviders(const toml::node& node, Configuration& configuration) {
  static const std::map<std::string, std::string IdentityProvider::*>* const kFields =
      new std::map<std::string, std::string IdentityProvider::*>{
          {"issuer", &IdentityProvider::issuer},
          {"audience", &IdentityProvider::audience},
          {"jwks", &IdentityProvider::jwks}};
  const toml::array* list = node.as_array();
  if (list == nullptr) return Invalid("identity_provider", "must be written [[identity_provider]]");
  for (const toml::node& item : *list) {
    IdentityProvider& provider = configuration.identity_providers.emplace_back();
    const toml::table* table = item.as_table();
    if (table == nullptr) return Invalid("identity_provider", "must be a list of tables");
    for (const auto& [name, value] : *table) {
      const std::string field = absl::StrCat("identity_provider.", std::string(name.str()));
      const auto known = kFields->find(std::string(name.str()));
      if (known == kFields->end()) return Invalid(field, "unknown; see docs/access.md");
      const std::optional<std::string> text = value.value<std::string>();
      if (!text) return Invalid(field, "must be a text");
      provider.*known->second = *text;
    }
  }
  return CheckProviders(configuration.identity_providers);
}

absl::Status ReadLimits(const toml::node& node, Configuration& configuration) {
  static const std::map<std::string, size_t CallLimits::*>* const kFields =
      new std::map<std::string, size_t CallLimits::*>{
          {"calls_per_second", &CallLimits::calls_per_second},
          {"calls_at_once", &CallLimits::calls_at_once},
          {"streams_at_once", &CallLimits::streams_at_once}};
  const toml::table* table = node.as_table();
  if (table == nullptr) return Invalid("limits", "must be a table of numbers");
  for (const auto& [name, value] : *table) {
    const std::string field = absl::StrCat("limits.", std::string(name.str()));
    const auto known = kFields->find(std::string(name.str()));
    if (known == kFields->end()) return Invalid(field, "unknown; see docs/operating.md");
    const std::optional<int64_t> number = value.value_exact<int64_t>();
    if (!number || *number < 1 || *number > kMaxLimit) {
      return Invalid(field, absl::StrCat("must be a number from 1 to ", kMaxLimit));
    }
    configuration.limits.*known->second = static_cast<size_t>(*number);
  }
  return absl::OkStatus();
}

}  // namespace tally
