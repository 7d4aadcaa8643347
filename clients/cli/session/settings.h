// Settings: where the daemon is, which org is meant, and how to print.
//
// Each can be said by a flag, by the environment and in a settings file; a flag goes before the
// environment, and the environment before the file.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tally {

// What one of the places says; empty where it says nothing.
struct SettingsLayer {
  std::string socket = {};
  std::string address = {};
  std::string org = {};
  // `table`, `json` or `csv`.
  std::string output = {};
  // Paths of files in PEM.
  std::string ca = {};
  std::string certificate = {};
  std::string key = {};
  // Path of a file that holds a token.
  std::string token_file = {};
  // A token; of the environment alone, as others see the command line, and files are copied.
  std::string token = {};
};

enum class Output { kTable, kJson, kCsv };

inline constexpr char kDefaultAddress[] = "127.0.0.1:7420";

struct Settings {
  // Path of a Unix socket; if empty, the address counts.
  std::string socket;
  std::string address = kDefaultAddress;
  // Empty if nothing says it.
  std::string org;
  Output output = Output::kTable;
  // Paths, as in SettingsLayer; each may be empty.
  std::string ca = {};
  std::string certificate = {};
  std::string key = {};
  std::string token_file = {};
  std::string token = {};
};

// Reads a variable of the environment; null if it is not set.
using GetVariable = std::function<const char*(const char* name)>;

// Reads TALLY_SOCKET, TALLY_ADDRESS, TALLY_ORG, TALLY_CA, TALLY_CERTIFICATE, TALLY_KEY,
// TALLY_TOKEN_FILE and TALLY_TOKEN.
SettingsLayer SettingsOfEnvironment(const GetVariable& get);

// Reads a settings file, TOML with the keys socket, address, org, output, ca,
// certificate, key and token_file. `name` is what
// messages call it. Wrong usage if it cannot be read or has other keys.
absl::StatusOr<SettingsLayer> ParseSettings(const std::string& toml, const std::string& name);

// Reads the settings file `path`, or if that is empty the user's own, which need not exist:
// $XDG_CONFIG_HOME/tally/config.toml, or ~/.config/tally/config.toml.
absl::StatusOr<SettingsLayer> ReadSettingsFile(const std::string& path, const GetVariable& get);

// Returns what `word` names: `table`, which is also meant by no word, `json` or `csv`; nothing for
// another word.
std::optional<Output> OutputOf(absl::string_view word);

// Decides what counts. A socket and an address are two answers to one question: the place that goes
// first decides it, and must not give both.
absl::StatusOr<Settings> Decide(const SettingsLayer& flags, const SettingsLayer& environment,
                                const SettingsLayer& file);

}  // namespace tally
