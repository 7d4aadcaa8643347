#include "daemon/configuration.h"

#include <toml++/toml.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "daemon/access_settings.h"
#include "daemon/version.h"

namespace tally {
namespace {

constexpr char kAbout[] =
    "tallyd keeps the ledger of Tallystick and serves it over gRPC.\n"
    "\n"
    "It listens on a Unix socket, open to the user who runs the daemon only, who may do "
    "everything;\n"
    "and on loopback, where callers sign in with a token. Other addresses take TLS.";

constexpr char kExamples[] =
    "\nExamples:\n"
    "  tallyd init --data /var/lib/tally\n"
    "  tallyd --data /var/lib/tally\n"
    "  tallyd --data ./ledger --socket ./tally.sock --listen none\n"
    "  tallyd --config /etc/tally/tallyd.toml\n"
    "  tallyd --data /var/lib/tally --listen 0.0.0.0:7420 --tls-certificate server.crt \\\n"
    "         --tls-key server.key --tls-client-ca ca.crt\n"
    "  tallyd --data /var/lib/tally --rebuild\n"
    "  tallyd --restore latest --backups /backup/tally --data /var/lib/tally-restored\n"
    "  tallyd --data /var/lib/tally --encryption-key-file /etc/tally/keys --reencrypt\n"
    "\n"
    "The configuration file is TOML and has the same names:\n"
    "  data = \"/var/lib/tally\"\n"
    "  signer = \"/etc/tally/signer\"\n"
    "  backups = \"/backup/tally\"\n"
    "  socket = \"/run/tally/tallyd.sock\"\n"
    "  listen = [\"127.0.0.1:7420\"]\n"
    "  listen_without_tls = []\n"
    "  tls_certificate = \"/etc/tally/tls/server.crt\"\n"
    "  tls_key = \"/etc/tally/tls/server.key\"\n"
    "  tls_client_ca = \"/etc/tally/tls/ca.crt\"\n"
    "  tls_min_version = \"1.3\"\n"
    "  log_level = \"info\"\n"
    "  max_request_bytes = 8388608\n"
    "  keep_free_bytes = 67108864\n"
    "  encryption_key_file = \"/etc/tally/keys\"\n"
    "\n"
    "Ends with 0 when stopped by SIGTERM or SIGINT, after a restore, after --reencrypt, or after a "
    "rebuild that found "
    "nothing changed;\n"
    "1 if it cannot serve, listen, restore or encrypt; 2 if a flag or the configuration file is "
    "wrong; 3 "
    "after a "
    "rebuild that mended "
    "something.";

constexpr char kInitExamples[] =
    "Examples:\n"
    "  tallyd init --data /var/lib/tally > token\n"
    "  tallyd init --data /var/lib/tally --tls-ca /etc/tally/tls --tls-host billing.msp.example\n"
    "  tallyd init --tls-ca /etc/tally/tls --tls-client rmm\n";

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

// Where the keys are; at most one of the two is said.
struct KeySource {
  std::string file;
  std::string command;
};

// Reads the keys, if there are to be any.
std::shared_ptr<const Keyring> ReadKeys(const KeySource& source) {
  if (!source.file.empty() && !source.command.empty()) {
    Refuse("encryption_key_file and encryption_key_command: give one of the two");
  }
  if (source.file.empty() && source.command.empty()) return nullptr;
  absl::StatusOr<Keyring> keys =
      source.command.empty() ? ReadKeyFile(source.file) : RunKeyCommand(source.command);
  if (!keys.ok()) Refuse(std::string(keys.status().message()));
  return std::make_shared<const Keyring>(*std::move(keys));
}

// Keys whose value is a path.
const std::map<std::string, std::string Configuration::*>& PathKeys() {
  static const auto* const keys = new std::map<std::string, std::string Configuration::*>{
      {"data", &Configuration::data},
      {"socket", &Configuration::socket},
      {"signer", &Configuration::signer},
      {"backups", &Configuration::backups},
      {"tls_certificate", &Configuration::tls_certificate},
      {"tls_key", &Configuration::tls_key},
      {"tls_client_ca", &Configuration::tls_client_ca}};
  return *keys;
}

std::vector<std::string> ReadAddresses(const std::string& path, const std::string& key,
                                       const toml::node& node) {
  const toml::array* list = node.as_array();
  if (list == nullptr) Refuse(absl::StrCat(path, ": ", key, ": must be a list of addresses"));
  std::vector<std::string> addresses;
  for (const toml::node& address : *list) {
    addresses.push_back(Require(path, key, address.value<std::string>(), "a list of addresses"));
  }
  return addresses;
}

void Check(const std::string& path, const absl::Status& status) {
  if (!status.ok()) Refuse(absl::StrCat(path, ": ", status.message()));
}

void ReadRoles(const std::string& path, const toml::node& node, Configuration& configuration) {
  const toml::table* roles = node.as_table();
  if (roles == nullptr) Refuse(absl::StrCat(path, ": roles: must be a table of lists of methods"));
  for (const auto& [name, list] : *roles) {
    const std::string field = absl::StrCat("roles.", std::string(name.str()));
    const toml::array* methods = list.as_array();
    if (methods == nullptr) Refuse(absl::StrCat(path, ": ", field, ": must be a list of methods"));
    std::set<std::string>& role = configuration.roles[std::string(name.str())];
    for (const toml::node& method : *methods) {
      role.insert(Require(path, field, method.value<std::string>(), "a list of methods"));
    }
  }
  const absl::StatusOr<Roles> known = Roles::With(configuration.roles);
  if (!known.ok()) Refuse(absl::StrCat(path, ": ", known.status().message()));
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

void ReadFile(const std::string& path, Configuration& configuration, KeySource& key_source) {
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
    if (const auto path_key = PathKeys().find(key); path_key != PathKeys().end()) {
      configuration.*path_key->second = Require(path, key, node.value<std::string>(), "a path");
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
      configuration.listen = ReadAddresses(path, key, node);
      configuration.listen_was_said = true;
    } else if (key == "listen_without_tls") {
      configuration.listen_without_tls = ReadAddresses(path, key, node);
    } else if (key == "encryption_key_file") {
      key_source.file = Require(path, key, node.value<std::string>(), "a path");
    } else if (key == "encryption_key_command") {
      key_source.command = Require(path, key, node.value<std::string>(), "a command");
    } else if (key == "tls_min_version") {
      configuration.tls_min_version = Require(path, key, node.value<std::string>(), "a text");
    } else if (key == "roles") {
      ReadRoles(path, node, configuration);
    } else if (key == "identity_provider") {
      Check(path, ReadIdentityProviders(node, configuration));
    } else if (key == "limits") {
      Check(path, ReadLimits(node, configuration));
    } else {
      Refuse(absl::StrCat(path, ": ", key, ": unknown; see tallyd --help"));
    }
  }
}

void CheckTls(const Configuration& configuration) {
  const std::string& version = configuration.tls_min_version;
  if (version != "1.2" && version != "1.3") {
    Refuse(absl::StrCat("tls-min-version: is \"", version, "\"; must be 1.2 or 1.3"));
  }
  const bool has_certificate = !configuration.tls_certificate.empty();
  if (has_certificate != !configuration.tls_key.empty()) {
    Refuse("--tls-certificate and --tls-key: give both, or none");
  }
  if (!has_certificate && !configuration.tls_client_ca.empty()) {
    Refuse("--tls-client-ca: needs --tls-certificate and --tls-key");
  }
}

// Adds the command `init`.
const CLI::App& AddInit(CLI::App& app, Preparation& preparation) {
  CLI::App& init = *app.add_subcommand(
      "init",
      "Prepare the first start: make DATA, and an admin whose token is printed once; with "
      "--tls-ca also certificates. What is there is left as it is");
  init.footer(kInitExamples);
  init.add_option("--tls-ca", preparation.ca,
                  "Directory for a small CA, the daemon's certificate and those of clients");
  init.add_option("--tls-host", preparation.hosts,
                  "Name or address by which clients call the daemon, beside this machine's own");
  init.add_option("--tls-client", preparation.clients,
                  "Who gets a client certificate; admin if nobody is named");
  return init;
}

}  // namespace

Configuration ReadConfiguration(int argc, char** argv) {
  Configuration flags;
  std::string file;
  CLI::App app(kAbout, "tallyd");
  app.footer(kExamples);
  app.set_version_flag("--version", kVersion);
  app.fallthrough();
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
  const auto* listen =
      app.add_option("--listen", flags.listen,
                     absl::StrCat("Address, on loopback unless it speaks TLS, or none; ",
                                  kDefaultAddress, " by default, if it is free"));
  const auto* without_tls = app.add_option(
      "--listen-without-tls", flags.listen_without_tls,
      "Address that does not speak TLS, wherever it is: tokens and figures can be read on the way");
  const auto* certificate =
      app.add_option("--tls-certificate", flags.tls_certificate,
                     "The daemon's certificate (PEM); all of --listen then speaks TLS");
  const auto* key = app.add_option("--tls-key", flags.tls_key, "The key of that certificate (PEM)");
  const auto* client_ca = app.add_option("--tls-client-ca", flags.tls_client_ca,
                                         "CAs whose client certificates sign somebody in (PEM)");
  const auto* min_version =
      app.add_option("--tls-min-version", flags.tls_min_version,
                     "The earliest version of TLS to speak, 1.2 or 1.3; 1.3 by default");
  const auto* level = app.add_option("--log-level", flags.log_level,
                                     "trace, debug, info, warn, error or off; info by default");
  const auto* keep_free = app.add_option(
      "--keep-free-bytes", flags.keep_free_bytes,
      "What is to stay free on the disk of DATA; with less, commands are refused and reads go on; "
      "67108864 (64 MiB) by default");
  KeySource flag_keys;
  const auto* key_file = app.add_option(
      "--encryption-key-file", flag_keys.file,
      "File with the keys that the ledger, its backups and the signing key are encrypted with; a "
      "line is an id and 32 bytes in hexadecimal or base64, the current key is the first");
  const auto* key_command = app.add_option("--encryption-key-command", flag_keys.command,
                                           "Command that prints these keys");
  app.add_flag(
      "--reencrypt", flags.reencrypt,
      "Encrypt with the current key what is in DATA and BACKUPS and is not yet, whether it "
      "is under an older key or plain, and end");
  app.add_flag("--allow-tracing", flags.allow_tracing,
               "Let debuggers of this user look into the process, and read its secrets");
  app.add_flag("--rebuild", flags.rebuild,
               "Make books and projections again from the log, compare, and end");
  std::string restore;
  const auto* restored = app.add_option(
      "--restore", restore,
      "Make DATA, which must not exist or be empty, of this backup (its number, or latest) in "
      "BACKUPS, compare it with its checkpoint, and end");
  Preparation preparation;
  const CLI::App& init = AddInit(app, preparation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error) == 0 ? 0 : 2);
  }

  Configuration configuration;
  KeySource key_source;
  if (!file.empty()) ReadFile(file, configuration, key_source);
  if (key_file->count() + key_command->count() > 0) key_source = flag_keys;
  configuration.keys = ReadKeys(key_source);
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
  if (without_tls->count() > 0) configuration.listen_without_tls = flags.listen_without_tls;
  if (certificate->count() > 0) configuration.tls_certificate = flags.tls_certificate;
  if (key->count() > 0) configuration.tls_key = flags.tls_key;
  if (client_ca->count() > 0) configuration.tls_client_ca = flags.tls_client_ca;
  if (min_version->count() > 0) configuration.tls_min_version = flags.tls_min_version;
  CheckTls(configuration);
  configuration.allow_tracing = flags.allow_tracing;
  configuration.rebuild = flags.rebuild;
  configuration.reencrypt = flags.reencrypt;
  if (configuration.reencrypt && configuration.keys == nullptr) {
    Refuse("--reencrypt: needs --encryption-key-file or --encryption-key-command");
  }
  if (configuration.reencrypt && (configuration.rebuild || restored->count() > 0)) {
    Refuse("--reencrypt: not together with --rebuild or --restore");
  }
  if (restored->count() > 0) {
    if (configuration.rebuild) Refuse("--restore and --rebuild: give one of the two");
    if (configuration.backups.empty()) {
      Refuse("--backups is missing; say which directory the backups are in");
    }
    configuration.restore = ReadBackupId(restore);
  }
  if (init.parsed()) {
    preparation.makes_ledger = !configuration.data.empty();
    configuration.init = preparation;
  }
  const bool makes_certificates_alone = init.parsed() && !preparation.ca.empty();
  if (configuration.data.empty() && !makes_certificates_alone) {
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
