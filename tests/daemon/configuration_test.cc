#include "daemon/configuration.h"

#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"

namespace tally {
namespace {

using testing::ExitedWithCode;
using Words = std::vector<std::string>;

// What tallyd makes of `flags`.
Configuration Read(const Words& flags) {
  Words words = {"tallyd"};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return ReadConfiguration(static_cast<int>(words.size()), arguments.data());
}

class ConfigurationFile : public testing::Test {
 protected:
  // Reads `text` as a configuration file, and `flags`.
  Configuration ReadFile(const std::string& text, const Words& flags = {}) const {
    std::ofstream(path_) << text;
    Words words = {"--config", path_};
    words.insert(words.end(), flags.begin(), flags.end());
    return Read(words);
  }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/tallyd.toml";
};

TEST(Flags, NeedADirectoryAlone) {
  const Configuration configuration = Read({"--data", "d"});
  EXPECT_EQ(configuration.data, "d");
  EXPECT_EQ(configuration.socket, "d/tallyd.sock");
  EXPECT_EQ(configuration.listen, Words{"127.0.0.1:7420"});
  EXPECT_FALSE(configuration.listen_was_said);
  EXPECT_EQ(configuration.log_level, "info");
  EXPECT_EQ(configuration.max_request_bytes, 8 << 20);
  EXPECT_FALSE(configuration.rebuild);
}

TEST(Flags, SayEachThing) {
  const Configuration configuration =
      Read({"--data", "d", "--socket", "s", "--listen", "127.0.0.1:1", "--listen", "[::1]:2",
            "--log-level", "debug", "--rebuild"});
  EXPECT_EQ(configuration.socket, "s");
  EXPECT_EQ(configuration.listen, (Words{"127.0.0.1:1", "[::1]:2"}));
  EXPECT_TRUE(configuration.listen_was_said);
  EXPECT_EQ(configuration.log_level, "debug");
  EXPECT_TRUE(configuration.rebuild);
}

TEST(Flags, MaySayWhichBackupIsRestored) {
  EXPECT_FALSE(Read({"--data", "d"}).restore);
  const Configuration configuration = Read({"--data", "d", "--backups", "b", "--restore", "3"});
  EXPECT_EQ(configuration.restore, 3U);
  EXPECT_EQ(configuration.backups, "b");
  EXPECT_EQ(Read({"--data", "d", "--backups", "b", "--restore", "latest"}).restore, 0U);
}

TEST(FlagsDeathTest, NameTheBackupThatIsNone) {
  for (const char* id : {"0", "-1", "x", "", "4294967296"}) {
    EXPECT_EXIT(Read({"--data", "d", "--backups", "b", "--restore", id}), ExitedWithCode(2),
                "--restore: ");
  }
  EXPECT_EXIT(Read({"--data", "d", "--restore", "3"}), ExitedWithCode(2), "--backups is missing");
  EXPECT_EXIT(Read({"--data", "d", "--backups", "b", "--restore", "3", "--rebuild"}),
              ExitedWithCode(2), "--rebuild");
}

TEST(Flags, MaySayThatNoAddressIsListenedOn) {
  const Configuration configuration = Read({"--data", "d", "--listen", "none"});
  EXPECT_EQ(configuration.listen, Words{});
  EXPECT_TRUE(configuration.listen_was_said);
}

TEST(Flags, SayHowTlsIsSpoken) {
  EXPECT_EQ(Read({"--data", "d"}).tls_min_version, "1.3");
  const Configuration configuration =
      Read({"--data", "d", "--tls-certificate", "c", "--tls-key", "k", "--tls-client-ca", "a",
            "--tls-min-version", "1.2", "--listen-without-tls", "0.0.0.0:1"});
  EXPECT_EQ(configuration.tls_certificate, "c");
  EXPECT_EQ(configuration.tls_key, "k");
  EXPECT_EQ(configuration.tls_client_ca, "a");
  EXPECT_EQ(configuration.tls_min_version, "1.2");
  EXPECT_EQ(configuration.listen_without_tls, Words{"0.0.0.0:1"});
  EXPECT_EQ(configuration.listen, Words{"127.0.0.1:7420"});
}

TEST(Flags, SayWhatInitMakes) {
  EXPECT_FALSE(Read({"--data", "d"}).init);
  const Configuration both = Read({"init", "--data", "d", "--tls-ca", "t", "--tls-host", "a.b",
                                   "--tls-client", "rmm", "--tls-client", "psa"});
  ASSERT_TRUE(both.init);
  EXPECT_TRUE(both.init->makes_ledger);
  EXPECT_EQ(both.data, "d");
  EXPECT_EQ(both.init->ca, "t");
  EXPECT_EQ(both.init->hosts, Words{"a.b"});
  EXPECT_EQ(both.init->clients, (Words{"rmm", "psa"}));
  EXPECT_FALSE(Read({"init", "--tls-ca", "t"}).init->makes_ledger);
}

TEST(FlagsDeathTest, SayOfTlsWhatBelongsTogether) {
  EXPECT_EXIT(Read({"--data", "d", "--tls-key", "k"}), ExitedWithCode(2), "give both, or none");
  EXPECT_EXIT(Read({"--data", "d", "--tls-certificate", "c"}), ExitedWithCode(2), "give both");
  EXPECT_EXIT(Read({"--data", "d", "--tls-client-ca", "a"}), ExitedWithCode(2), "--tls-client-ca");
  EXPECT_EXIT(Read({"--data", "d", "--tls-min-version", "1.1"}), ExitedWithCode(2), "1.2 or 1.3");
  EXPECT_EXIT(Read({"init"}), ExitedWithCode(2), "--data is missing");
}

TEST(Flags, SayWhatStaysFree) {
  EXPECT_EQ(Read({"--data", "d", "--keep-free-bytes", "4096"}).keep_free_bytes, 4096U);
}

TEST(Flags, TakeEachLogLevel) {
  for (const char* level : {"trace", "debug", "info", "warn", "error", "off"}) {
    EXPECT_EQ(Read({"--data", "d", "--log-level", level}).log_level, level);
  }
}

TEST_F(ConfigurationFile, SaysTheSameAsFlags) {
  const Configuration configuration = ReadFile(
      "data = 'd'\nsocket = 's'\nlisten = ['127.0.0.1:1', '[::1]:2']\nlog_level = 'warn'\n"
      "max_request_bytes = 65536\nkeep_free_bytes = 0\n");
  EXPECT_EQ(configuration.data, "d");
  EXPECT_EQ(configuration.socket, "s");
  EXPECT_EQ(configuration.listen, (Words{"127.0.0.1:1", "[::1]:2"}));
  EXPECT_TRUE(configuration.listen_was_said);
  EXPECT_EQ(configuration.log_level, "warn");
  EXPECT_EQ(configuration.max_request_bytes, 65'536);
  EXPECT_EQ(configuration.keep_free_bytes, 0U);
}

TEST_F(ConfigurationFile, SaysHowTlsIsSpoken) {
  const Configuration configuration = ReadFile(
      "data = 'd'\ntls_certificate = 'c'\ntls_key = 'k'\ntls_client_ca = 'a'\n"
      "tls_min_version = '1.2'\nlisten_without_tls = ['0.0.0.0:1']\n");
  EXPECT_EQ(configuration.tls_certificate, "c");
  EXPECT_EQ(configuration.tls_key, "k");
  EXPECT_EQ(configuration.tls_client_ca, "a");
  EXPECT_EQ(configuration.tls_min_version, "1.2");
  EXPECT_EQ(configuration.listen_without_tls, Words{"0.0.0.0:1"});
}

TEST_F(ConfigurationFile, MaySayNothing) {
  const Configuration configuration = ReadFile("# nothing\n", {"--data", "d"});
  EXPECT_EQ(configuration.socket, "d/tallyd.sock");
  EXPECT_EQ(configuration.listen, Words{"127.0.0.1:7420"});
  EXPECT_EQ(configuration.log_level, "info");
  EXPECT_EQ(configuration.max_request_bytes, 8 << 20);
  EXPECT_EQ(configuration.keep_free_bytes, 64U << 20);
}

TEST_F(ConfigurationFile, MaySayThatNoAddressIsListenedOn) {
  for (const char* listen : {"[]", "['none']"}) {
    const Configuration configuration = ReadFile(absl::StrCat("data = 'd'\nlisten = ", listen));
    EXPECT_EQ(configuration.listen, Words{}) << listen;
    EXPECT_TRUE(configuration.listen_was_said) << listen;
  }
}

TEST_F(ConfigurationFile, GivesWayToEachFlagByItself) {
  const char* text = "data = 'd'\nsocket = 's'\nlisten = ['127.0.0.1:1']\nlog_level = 'warn'\n";
  EXPECT_EQ(ReadFile(text, {"--data", "other"}).data, "other");
  EXPECT_EQ(ReadFile(text, {"--data", "other"}).socket, "s");
  EXPECT_EQ(ReadFile(text, {"--socket", "other"}).socket, "other");
  EXPECT_EQ(ReadFile(text, {"--socket", "other"}).data, "d");
  EXPECT_EQ(ReadFile(text, {"--listen", "localhost:2"}).listen, Words{"localhost:2"});
  EXPECT_EQ(ReadFile(text, {"--listen", "none"}).listen, Words{});
  EXPECT_EQ(ReadFile(text, {"--log-level", "info"}).log_level, "info");
  EXPECT_EQ(ReadFile(text, {"--rebuild"}).log_level, "warn");
}

TEST_F(ConfigurationFile, GivesItsSocketTheDirectoryThatTheFlagNames) {
  EXPECT_EQ(ReadFile("data = 'd'\n", {"--data", "other"}).socket, "other/tallyd.sock");
}

TEST(FlagsDeathTest, EndTheProcessIfTheyAreWrong) {
  const struct {
    Words flags;
    const char* said;
  } rows[] = {
      {{}, "tallyd: --data is missing; say which directory the ledger is in"},
      {{"--data", ""}, "--data"},
      {{"--data"}, "--data"},
      {{"--data", "d", "--data", "e"}, "--data"},
      {{"--data", "d", "--what"}, "--what"},
      {{"--data", "d", "what"}, "what"},
      {{"--data", "d", "--log-level", "Info"}, "tallyd: --log-level: is \"Info\"; must be trace"},
      {{"--data", "d", "--config"}, "--config"},
      {{"--data", "d", "--rebuild=maybe"}, "--rebuild"},
  };
  for (const auto& [flags, said] : rows) {
    EXPECT_EXIT(Read(flags), ExitedWithCode(2), said) << testing::PrintToString(flags);
  }
}

TEST(FlagsDeathTest, EndTheProcessWellIfTheyAsk) {
  EXPECT_EXIT(Read({"--help"}), ExitedWithCode(0), "");
  EXPECT_EXIT(Read({"--version"}), ExitedWithCode(0), "");
}

using ConfigurationFileDeathTest = ConfigurationFile;

TEST_F(ConfigurationFileDeathTest, EndsTheProcessNamingFileAndKey) {
  const struct {
    const char* text;
    const char* said;
  } rows[] = {
      {"data = 1", ": data: must be a path"},
      {"data = ['d']", ": data: must be a path"},
      {"socket = true", ": socket: must be a path"},
      {"log_level = 3", ": log_level: must be a name"},
      {"log_level = ''", ": log_level: is \"\"; must be trace"},
      {"listen = '127.0.0.1:0'", ": listen: must be a list of addresses"},
      {"listen = [['127.0.0.1:0']]", ": listen: must be a list of addresses"},
      {"listen = ['127.0.0.1:0', 7420]", ": listen: must be a list of addresses"},
      {"max_request_bytes = '8 MB'", ": max_request_bytes: must be a number of bytes"},
      {"max_request_bytes = 2147483648", ": max_request_bytes: must be a number of bytes"},
      {"max_request_bytes = 65535", ": max_request_bytes: must be at least 65536"},
      {"max_request_bytes = -65536", ": max_request_bytes: must be at least 65536"},
      {"keep_free_bytes = '64 MB'", ": keep_free_bytes: must be a number of bytes"},
      {"keep_free_bytes = -1", ": keep_free_bytes: must not be negative"},
      {"listen_without_tls = '0.0.0.0:0'", ": listen_without_tls: must be a list of addresses"},
      {"tls_min_version = 1.3", ": tls_min_version: must be a text"},
      {"tls_key = 'k'", "--tls-certificate and --tls-key"},
      {"sockets = 's'", ": sockets: unknown; see tallyd --help"},
      {"rebuild = true", ": rebuild: unknown"},
      {"[data]\npath = 'd'", ": data: must be a path"},
      {"data = 'd'\nsocket =", ":2: "},
      {"data = 'd'\n\ndata = 'e'", ":3: "},
      {"log_level = 'info'", "--data is missing"},
      {"data = ''", "--data is missing"},
  };
  for (const auto& [text, said] : rows) {
    EXPECT_EXIT(ReadFile(text), ExitedWithCode(2), said) << text;
  }
  EXPECT_EXIT(ReadFile("data = 1"), ExitedWithCode(2), "tallyd: " + path_);
  EXPECT_EXIT(Read({"--config", directory_.path() + "/none.toml"}), ExitedWithCode(2), "none.toml");
  EXPECT_EXIT(Read({"--config", directory_.path()}), ExitedWithCode(2), directory_.path());
}

}  // namespace
}  // namespace tally
