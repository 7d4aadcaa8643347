#include "clients/cli/session/settings.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "clients/cli/rpc/failure.h"

namespace tally {
namespace {

Settings Decided(const SettingsLayer& flags, const SettingsLayer& environment,
                 const SettingsLayer& file) {
  const auto settings = Decide(flags, environment, file);
  EXPECT_TRUE(settings.ok()) << settings.status();
  return settings.value_or(Settings());
}

TEST(Settings, HaveDefaults) {
  const Settings settings = Decided({}, {}, {});
  EXPECT_EQ(settings.socket, "");
  EXPECT_EQ(settings.address, "127.0.0.1:7420");
  EXPECT_EQ(settings.org, "");
  EXPECT_EQ(settings.output, Output::kTable);
}

TEST(Settings, TakeFlagsBeforeTheEnvironmentBeforeTheFile) {
  const SettingsLayer file{.org = "of-file", .output = "json"};
  const SettingsLayer environment{.org = "of-environment"};
  const SettingsLayer flags{.org = "of-flags", .output = "table"};
  EXPECT_EQ(Decided({}, {}, file).org, "of-file");
  EXPECT_EQ(Decided({}, environment, file).org, "of-environment");
  EXPECT_EQ(Decided(flags, environment, file).org, "of-flags");
  EXPECT_EQ(Decided({}, environment, file).output, Output::kJson);
  EXPECT_EQ(Decided(flags, environment, file).output, Output::kTable);
}

TEST(Settings, TakeSocketAndAddressAsOneQuestion) {
  const Settings settings = Decided({.address = "localhost:1"}, {.socket = "/run/tally.sock"}, {});
  EXPECT_EQ(settings.socket, "");
  EXPECT_EQ(settings.address, "localhost:1");
  EXPECT_EQ(Decided({}, {.socket = "/run/tally.sock"}, {.address = "localhost:1"}).socket,
            "/run/tally.sock");
}

TEST(Settings, RefuseSocketAndAddressInOnePlace) {
  const auto settings = Decide({.socket = "/run/tally.sock", .address = "localhost:1"}, {}, {});
  EXPECT_EQ(ExitCodeOf(settings.status()), ExitCode::kWrongUsage);
  EXPECT_EQ(settings.status().message(),
            "--socket and --address are both given; keep one of the two");
}

TEST(Settings, ReadTheEnvironment) {
  const std::map<std::string, const char*> variables = {{"TALLY_SOCKET", "/s"},
                                                        {"TALLY_ORG", "acme"}};
  const SettingsLayer layer = SettingsOfEnvironment([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second;
  });
  EXPECT_EQ(layer.socket, "/s");
  EXPECT_EQ(layer.address, "");
  EXPECT_EQ(layer.org, "acme");
}

TEST(Settings, ReadAFile) {
  const auto layer = ParseSettings("address = \"localhost:1\"\noutput = \"json\"\n", "c.toml");
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(layer->address, "localhost:1");
  EXPECT_EQ(layer->output, "json");
}

TEST(Settings, SayWhatIsWrongWithAFile) {
  struct Case {
    const char* toml;
    const char* message;
  };
  for (const Case& each :
       {Case{"adress = \"x\"", "c.toml: adress: not a setting; did you mean address?"},
        Case{"colour = \"x\"",
             "c.toml: colour: not a setting; there are socket, address, org, output, ca, "
             "certificate, "
             "key, token_file"},
        Case{"org = 5", "c.toml: org: not a text; write it in quotes"}}) {
    const auto layer = ParseSettings(each.toml, "c.toml");
    EXPECT_EQ(ExitCodeOf(layer.status()), ExitCode::kWrongUsage);
    EXPECT_EQ(layer.status().message(), each.message);
  }
  EXPECT_EQ(ParseSettings("org = ", "c.toml").status().message().substr(0, 11), "c.toml:1:7:");
}

TEST(Settings, NeedNoFileOfTheUser) {
  const auto nothing = [](const char* name) {
    return std::string(name) == "HOME" ? "/nonexistent" : nullptr;
  };
  EXPECT_TRUE(ReadSettingsFile("", nothing).ok());
  EXPECT_EQ(ExitCodeOf(ReadSettingsFile("/nonexistent.toml", nothing).status()),
            ExitCode::kWrongUsage);
}

TEST(Settings, RefuseAnUnknownOutput) {
  EXPECT_EQ(ExitCodeOf(Decide({}, {}, {.output = "xml"}).status()), ExitCode::kWrongUsage);
}

TEST(Settings, TakeATokenFromWhatGoesFirst) {
  const SettingsLayer file{.token_file = "of-file"};
  const SettingsLayer environment{.token = "tally_x"};
  EXPECT_EQ(Decided({}, {}, file).token_file, "of-file");
  EXPECT_EQ(Decided({}, environment, file).token, "tally_x");
  EXPECT_EQ(Decided({}, environment, file).token_file, "");
  const Settings flagged = Decided({.token_file = "of-flags"}, environment, file);
  EXPECT_EQ(flagged.token_file, "of-flags");
  EXPECT_EQ(flagged.token, "");
}

TEST(Settings, RefuseWhatContradictsItself) {
  EXPECT_EQ(ExitCodeOf(Decide({}, {.token_file = "f", .token = "t"}, {}).status()),
            ExitCode::kWrongUsage);
  EXPECT_EQ(ExitCodeOf(Decide({.certificate = "c"}, {}, {}).status()), ExitCode::kWrongUsage);
  EXPECT_EQ(ExitCodeOf(Decide({.key = "k"}, {}, {}).status()), ExitCode::kWrongUsage);
}

}  // namespace
}  // namespace tally
