#include "daemon/access_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

using testing::HasSubstr;

// What the file says under the one key that it has.
absl::Status Read(const std::string& text, Configuration& configuration) {
  const toml::table table = toml::parse(text);
  if (const toml::node* limits = table.get("limits")) return ReadLimits(*limits, configuration);
  return ReadIdentityProviders(*table.get("identity_provider"), configuration);
}

TEST(AccessSettings, AreRead) {
  Configuration configuration;
  EXPECT_EQ(Read("[limits]\ncalls_per_second = 7\nstreams_at_once = 1\n", configuration),
            absl::OkStatus());
  EXPECT_EQ(configuration.limits.calls_per_second, 7U);
  EXPECT_EQ(configuration.limits.streams_at_once, 1U);
  EXPECT_EQ(configuration.limits.calls_at_once, CallLimits().calls_at_once);
  EXPECT_EQ(Read("[[identity_provider]]\nissuer = 'i'\naudience = 'a'\njwks = '/etc/k'\n"
                 "[[identity_provider]]\nissuer = 'j'\naudience = 'a'\njwks = 'https://j/k'\n",
                 configuration),
            absl::OkStatus());
  ASSERT_EQ(configuration.identity_providers.size(), 2U);
  EXPECT_EQ(configuration.identity_providers[1].jwks, "https://j/k");
}

TEST(AccessSettings, AreRefusedIfTheyAreWrong) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"limits = 7", "limits: must be a table"},
      {"limits.calls = 7", "limits.calls: unknown"},
      {"limits.calls_per_second = 0", "limits.calls_per_second: must be a number from 1"},
      {"limits.calls_per_second = -1", "limits.calls_per_second: must be a number from 1"},
      {"limits.calls_per_second = 1.5", "limits.calls_per_second: must be a number from 1"},
      {"limits.calls_at_once = '9'", "limits.calls_at_once: must be a number from 1"},
      {"limits.streams_at_once = 1000001", "limits.streams_at_once: must be a number from 1"},
      {"identity_provider = 7", "must be written [[identity_provider]]"},
      {"identity_provider = [7]", "must be a list of tables"},
      {"[[identity_provider]]\nkeys = 'k'", "identity_provider.keys: unknown"},
      {"[[identity_provider]]\nissuer = 7", "identity_provider.issuer: must be a text"},
      {"[[identity_provider]]\nissuer = 'i'", "identity_provider[0].audience: is missing"},
      {"[[identity_provider]]\nissuer = 'i'\naudience = 'a'\njwks = 'http://i/k'",
       "identity_provider[0].jwks: http://i/k: must begin with https://"},
  };
  for (const auto& [text, message] : rows) {
    SCOPED_TRACE(text);
    Configuration configuration;
    const absl::Status status = Read(text, configuration);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(message));
  }
}

}  // namespace
}  // namespace tally
