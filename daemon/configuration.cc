#include "daemon/configuration.h"

#include <toml++/toml.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "daemon/version.h"

namespace tally {
namespace {

constexpr char kAbout[] =
    "tallyd keeps the ledger of Tallystick and serves it over gRPC.\n"
    "\n"
    "It listens on a Unix socket and on loopback. Everyone who can reach these can do everything;\n"
    "the socket is open to the user who runs the daemon only.";

constexpr char kExamples[] =
    "\nExamples:\n"
    "  tallyd --data /var/lib/tally\n"
    "  tallyd --data ./ledger --socket ./tally.sock --listen none\n"
    "  tallyd --config /etc/tally/tallyd.toml\n"
    "  tallyd --data /var/lib/tally --rebuild\n"
    "  tallyd --restore latest --backups /backup/tally --data /var/lib/tally-restored\n"
    "\n"
    "The configuration file is TOML and has the same names:\n"
    "  data = \"/var/lib/tally\"\n"
    "  signer = \"/etc/tally/signer\"\n"
    "  backups = \"/backup/tally\"\n"
    "  socket = \"/run/tally/tallyd.sock\"\n"
    "  listen = [\"127.0.0.1:7420\"]\n"
    "  log_level = \"info\"\n"
    "  max_request_bytes = 8388608\n"
    "  keep_free_bytes = 67108864\n"
    "\n"
    "Ends with 0 when stopped by SIGTERM or SIGINT, after a restore, or after a rebuild that found "
    "nothing changed;\n"
    "1 if it cannot serve, listen or restore; 2 if a flag or the configuration file is wrong; 3 "
    "after a "
    "rebuild that mended "
    "something.";

// A smaller limit would refuse what the command line sends.
constexpr int kMinRequestBytes = 1 << 16;

[[noreturn]] void Refuse(const std::string& what) {
  std::fprintf(stderr, "tallyd: %s\n", what.c_str());
  std::exit(2);
}

template <class T>
T Require(const std::string& path, const std::string& key, const std::optional<T>& value,
          const char* what) {
  if (!value) Refuse(absl::StrCat(path, ": ", key, ": must be ", what));
  return *value;
}

void ReadListen(const std::string& path, const toml::node& node, Configuration& configuration) {
  const toml::array* addresses = node.as_array();
  if (addresses == nullptr) Refuse(absl::StrCat(path, ": listen: must be a list of addresses"));
  configuration.listen_was_said = true;
  for (const toml::node& address : *addresses) {
    configuration.listen.push_back(
        Require(path, "listen", address.value<std::string>(), "a list of addresses"));
  }
}

void CheckLevel(const std::string& field, const std::string& level) {
  static const std::set<std::string> kLevels = {"trace", "debug", "info", "warn", "error", "off"};
  if (kLevels.contains(level)) return;
  Refuse(
      absl::StrCat(field, ": is \"", level, "\"; must be trace, debug, info, warn, error or off"));
}

uint32_t ReadBackupId(const std::string& text) {
  uint32_t id = 0;
  if (text == "latest") return id;
  if (absl::SimpleAtoi(text, &id) && id > 0) return id;
  Refuse(absl::StrCat("--restore: is \"", text, "\"; must be the number of a backup, or latest"));
}

void ReadFile(const std::string& path, Configuration& configuration) {
  // Reading a directory gives nothing, which would be taken for an empty file.
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    Refuse(absl::StrCat(path, ": is a directory; name the file in it"));
  }
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    Refuse(
        absl::StrCat(path, ":", error.source().begin.line, ": ", std::string(error.description())));
  }
  for (const auto& [name, node] : table) {
    const std::string key(name.str());
    if (key == "data") {
      configuration.data = Require(path, key, node.value<std::string>(), "a path");
    } else if (key == "socket") {
      configuration.socket = Require(path, key, node.value<std::string>(), "a path");
    } else if (key == "signer") {
      configuration.signer = Require(path, key, node.value<std::string>(), "a path");
    } else if (key == "backups") {
      configuration.backups = Require(path, key, node.value<std::string>(), "a path");
    } else if (key == "log_level") {
      configuration.log_level = Require(path, key, node.value<std::string>(), "a name");
      CheckLevel(absl::StrCat(path, ": ", key), configuration.log_level);
    } else if (key == "max_request_bytes") {
      configuration.max_request_bytes = Require(path, key, node.value<int>(), "a number of bytes");
      if (configuration.max_request_bytes < kMinRequestBytes) {
        Refuse(absl::StrCat(path, ": ", key, ": must be at least ", kMinRequestBytes));
      }
    } else if (key == "keep_free_bytes") {
      const int64_t bytes = Require(path, key, node.value<int64_t>(), "a number of bytes");
      if (bytes < 0) Refuse(absl::StrCat(path, ": ", key, ": must not be negative"));
      configuration.keep_free_bytes = static_cast<uint64_t>(bytes);
    } else if (key == "listen") {
      ReadListen(path, node, configuration);
    } else {
      Refuse(absl::StrCat(path, ": ", key, ": unknown; see tallyd --help"));
    }
  }
}

}  // namespace

Configuration ReadConfiguration(int argc, char** argv) {
  Configuration flags;
  std::string file;
  CLI::App app(kAbout, "tallyd");
  app.footer(kExamples);
  app.set_version_flag("--version", kVersion);
  app.add_option("--config", file, "Configuration file (TOML)");
  const auto* data = app.add_option("--data", flags.data, "Directory of the ledger");
  const auto* signer = app.add_option(
      "--signer", flags.signer,
      "Directory of the signing key and of what was signed last; DATA/signer by default, better "
      "on another disk");
  const auto* backups = app.add_option("--backups", flags.backups,
                                       "Directory of the backups; DATA/backups by default, better "
                                       "on another disk");
  const auto* socket =
      app.add_option("--socket", flags.socket, "Unix socket; DATA/tallyd.sock by default");
  const auto* listen = app.add_option("--listen", flags.listen,
                                      absl::StrCat("Address on loopback, or none; ",
                                                   kDefaultAddress, " by default, if it is free"));
  const auto* level = app.add_option("--log-level", flags.log_level,
                                     "trace, debug, info, warn, error or off; info by default");
  const auto* keep_free = app.add_option(
      "--keep-free-bytes", flags.keep_free_bytes,
      "What is to stay free on the disk of DATA; with less, commands are refused and reads go on; "
      "67108864 (64 MiB) by default");
  app.add_flag("--rebuild", flags.rebuild,
               "Make books and projections again from the log, compare, and end");
  std::string restore;
  const auto* restored = app.add_option(
      "--restore", restore,
      "Make DATA, which must not exist or be empty, of this backup (its number, or latest) in "
      "BACKUPS, compare it with its checkpoint, and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error) == 0 ? 0 : 2);
  }

  Configuration configuration;
  if (!file.empty()) ReadFile(file, configuration);
  if (data->count() > 0) configuration.data = flags.data;
  if (signer->count() > 0) configuration.signer = flags.signer;
  if (backups->count() > 0) configuration.backups = flags.backups;
  if (socket->count() > 0) configuration.socket = flags.socket;
  if (keep_free->count() > 0) configuration.keep_free_bytes = flags.keep_free_bytes;
  if (level->count() > 0) {
    CheckLevel("--log-level", flags.log_level);
    configuration.log_level = flags.log_level;
  }
  if (listen->count() > 0) {
    configuration.listen = flags.listen;
    configuration.listen_was_said = true;
  }
  configuration.rebuild = flags.rebuild;
  if (restored->count() > 0) {
    if (configuration.rebuild) Refuse("--restore and --rebuild: give one of the two");
    if (configuration.backups.empty()) {
      Refuse("--backups is missing; say which directory the backups are in");
    }
    configuration.restore = ReadBackupId(restore);
  }
  if (configuration.data.empty()) {
    Refuse("--data is missing; say which directory the ledger is in, such as --data ./ledger");
  }
  if (configuration.signer.empty()) configuration.signer = configuration.data + "/signer";
  if (configuration.backups.empty()) configuration.backups = configuration.data + "/backups";
  if (configuration.socket.empty()) configuration.socket = configuration.data + "/tallyd.sock";
  if (!configuration.listen_was_said) configuration.listen = {kDefaultAddress};
  if (configuration.listen == std::vector<std::string>{"none"}) configuration.listen.clear();
  return configuration;
}

}  // namespace tally
