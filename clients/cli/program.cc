#include "clients/cli/program.h"

#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/completion.h"
#include "clients/cli/rpc/as_of.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/session/credentials.h"
#include "clients/cli/session/failure_text.h"
#include "clients/cli/session/session.h"
#include "clients/cli/session/settings.h"
#include "clients/cli/session/terminal.h"
#include "clients/cli/show/json.h"
#include "clients/cli/text/suggestion.h"

namespace tally {
namespace {

constexpr char kAbout[] = "Tallystick's command line: from counts to reviewed invoices.";

constexpr char kFooter[] =
    "A month, from counts to invoices:\n"
    "  tally apply book.yaml\n"
    "  tally counts record --source rmm rmm-2026-10.csv\n"
    "  tally run start 2026-10\n"
    "  tally review --month 2026-10\n"
    "  tally approve --month 2026-10 --all\n"
    "\n"
    "Options may stand before or after the command. What they do not say is taken from the\n"
    "environment (TALLY_SOCKET, TALLY_ADDRESS, TALLY_ORG, TALLY_CA, TALLY_CERTIFICATE,\n"
    "TALLY_KEY, TALLY_TOKEN_FILE), and then from the settings file (~/.config/tally/config.toml:\n"
    "socket, address, org, output, ca, certificate, key, token_file). A token itself can be given\n"
    "by TALLY_TOKEN, and never by an option: others on the machine see those.\n"
    "\n"
    "Exit codes:\n"
    "  0    all was done\n"
    "  1    the daemon refused, or something failed\n"
    "  2    the command line, the settings or an input file are wrong; nothing was sent\n"
    "  3    some of it was done: some rows, approvals or changes were refused\n"
    "  4    no daemon answers\n"
    "  130  the question was answered by no\n"
    "With -o json the last line on stderr then says why in JSON: reason, field, message, advice.";

// Options that all commands have.
struct GlobalOptions {
  SettingsLayer flags;
  std::string config;
  Manners manners;
  std::optional<std::string> as_of;
};

struct CompletionOptions {
  const CLI::App* program = nullptr;
  std::string shell;
};

absl::Status PrintCompletion(Session& session, const CompletionOptions& options) {
  const CLI::App& program = *options.program;
  session.terminal().Print(options.shell == "bash"  ? BashCompletion(program)
                           : options.shell == "zsh" ? ZshCompletion(program)
                                                    : FishCompletion(program));
  return absl::OkStatus();
}

void AddGlobalOptions(CLI::App& app, GlobalOptions& options) {
  app.add_option("--socket", options.flags.socket, "Unix socket of the daemon");
  app.add_option("--address", options.flags.address,
                 absl::StrCat("Address of the daemon, ", kDefaultAddress, " if nothing is said"));
  app.add_option("--ca", options.flags.ca,
                 "File of the CA of the daemon's certificate; TLS is then spoken");
  app.add_option("--certificate", options.flags.certificate, "File of your own certificate");
  app.add_option("--key", options.flags.key, "File of the key of your certificate");
  app.add_option("--token-file", options.flags.token_file, "File with the token to sign in with");
  app.add_option("--org", options.flags.org, "The org; needed if the ledger has several");
  app.add_option("-o,--output", options.flags.output, "How to print results: table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  app.add_flag("-y,--yes", options.manners.yes, "Do not ask");
  app.add_option("--actor", options.manners.actor,
                 "Who acts, by the socket; the login name if nothing is said");
  app.add_option("--request-id", options.manners.request_id,
                 "Id of the one request that the command sends: sending it again is safe");
  app.add_option("--as-of", options.as_of,
                 "Show the ledger as it stood then: after a position, or at an instant such as "
                 "2026-09-30T23:59:59Z");
  app.add_option("--config", options.config, "Settings file to read instead of the usual one");
}

void AddCommands(const CommandTree& tree) {
  AddBookCommands(tree);
  AddCountsCommands(tree);
  AddUsageCommands(tree);
  AddExchangeRateCommands(tree);
  AddRunCommands(tree);
  AddCalendarCommand(tree);
  AddTrialCommands(tree);
  AddReviewCommand(tree);
  AddApproveCommands(tree);
  AddDraftCommands(tree);
  AddConflictsCommand(tree);
  AddInvoiceCommands(tree);
  AddCreditCommands(tree);
  AddPaymentCommands(tree);
  AddCustomerCreditCommands(tree);
  AddReceivablesCommands(tree);
  AddQuoteCommands(tree);
  AddProjectCommands(tree);
  AddLateCommands(tree);
  AddDunningCommands(tree);
  AddDisputeCommands(tree);
  AddPeriodCommands(tree);
  AddJournalCommands(tree);
  AddPostCommand(tree);
  AddPostingCommands(tree);
  AddExplainCommand(tree);
  AddWhatIfCommand(tree);
  AddRevenueCommand(tree);
  AddRoundingCommand(tree);
  AddEventCommands(tree);
  AddListCommands(tree);
  AddConsumerCommands(tree);
  AddInsightCommands(tree);
  AddAuditCommand(tree);
  AddBackupCommands(tree);
  AddRefusalCommands(tree);
  AddAccessCommands(tree);
  AddExportCommand(tree);
  AddProofCommands(tree);
  AddVerifyCommand(tree);
  auto [completion, options] =
      AddCommand(tree, "completion", "Print a completion script for a shell", &PrintCompletion,
                 "  source <(tally completion bash)");
  options.program = &tree.app;
  completion.add_option("SHELL", options.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

std::string LoginName() {
  const passwd* user = getpwuid(geteuid());
  return user == nullptr ? "unknown" : user->pw_name;
}

bool IsVisibleAscii(const std::string& text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') return false;
  }
  return !text.empty();
}

// The command that the command line got to before it went wrong.
const CLI::App& DeepestCommand(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string PathOf(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? "tally" : absl::StrCat(PathOf(*parent), " ", command.get_name());
}

std::vector<std::string> NamesOf(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> OptionsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What is wrong with the command line.
std::string UsageProblem(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = DeepestCommand(app);
  const std::string see = absl::StrCat(" (see ", PathOf(command), " --help)");
  const auto commands = command.get_subcommands([](const CLI::App*) { return true; });
  std::vector<std::string> options = OptionsOf(command);
  for (const std::string& name : OptionsOf(app)) options.push_back(name);

  for (const std::string& word : app.remaining(true)) {
    if (word.rfind("--", 0) == 0 && word.size() > 2) {
      return absl::StrCat("no option `", word, "`", DidYouMean(word, options), see);
    }
    if (!commands.empty()) {
      return absl::StrCat("no command `", word, "`", DidYouMean(word, NamesOf(commands)), see);
    }
  }
  const bool needs_command = command.get_require_subcommand_min() > 0;
  return absl::StrCat(needs_command ? "say which command" : error.what(), see);
}

absl::StatusOr<Settings> DecideSettings(const GlobalOptions& options) {
  const GetVariable get = [](const char* name) -> const char* { return std::getenv(name); };
  const auto file = ReadSettingsFile(options.config, get);
  if (!file.ok()) return file.status();
  return Decide(options.flags, SettingsOfEnvironment(get), *file);
}

absl::Status RunChosen(const Command& chosen, GlobalOptions& options, const Settings& settings,
                       Terminal& terminal) {
  absl::StatusOr<ClientCredentials> credentials = ReadCredentials(settings);
  if (!credentials.ok()) return credentials.status();
  const bool may_say_actor = !settings.socket.empty() && credentials->token.empty();
  if (!options.manners.actor.empty() && !may_say_actor) {
    return WrongUsage("--actor: only by --socket, without a token; else the daemon knows who acts");
  }
  options.manners.credentials = *std::move(credentials);
  if (options.manners.actor.empty()) options.manners.actor = LoginName();
  if (!IsVisibleAscii(options.manners.actor)) return WrongUsage("--actor: not visible ASCII");
  if (options.as_of) {
    absl::StatusOr<v1::AsOf> as_of = ParseAsOf(*options.as_of);
    if (!as_of.ok()) return as_of.status();
    options.manners.as_of = *std::move(as_of);
  }
  Session session(settings, options.manners, terminal);
  absl::Status status = chosen(session);
  if (!terminal.Flush() && status.ok()) return absl::UnknownError("stdout cannot be written");
  return status;
}

// The last value of an option among the words of a command line that could not be parsed; empty if
// there is none.
std::string ValueOf(const std::vector<std::string>& words, absl::string_view option) {
  std::string value;
  for (size_t i = 0; i < words.size(); ++i) {
    absl::string_view rest = words[i];
    if (!absl::ConsumePrefix(&rest, option)) continue;
    absl::ConsumePrefix(&rest, "=");
    const bool is_next = rest.empty() && i + 1 < words.size();
    value = is_next ? words[i + 1] : std::string(rest);
  }
  return value;
}

// How to print, as far as that can be told from a wrong command line or wrong settings.
Output LikelyOutput(const std::vector<std::string>& words) {
  GlobalOptions options;
  options.config = ValueOf(words, "--config");
  for (const char* option : {"-o", "--output"}) {
    if (const std::string value = ValueOf(words, option); !value.empty()) {
      return OutputOf(value).value_or(Output::kTable);
    }
  }
  const auto settings = DecideSettings(options);
  return settings.ok() ? settings->output : Output::kTable;
}

// Says why the command failed, last of all in a line of JSON if that is wanted.
void Complain(const absl::Status& status, Output output, Terminal& terminal) {
  terminal.Complain(FailureText(status, terminal.look()));
  if (output != Output::kJson) return;
  terminal.Note(absl::StripSuffix(JsonLine(AsRefusal(status)), "\n"));
}

}  // namespace

ExitCode RunProgram(int argc, const char* const* argv) {
  Terminal terminal;
  const std::vector<std::string> words(argv, argv + argc);
  CLI::App app(kAbout, "tally");
  app.footer(kFooter);
  app.set_version_flag("--version", absl::StrCat("tally ", TALLY_VERSION));
  app.fallthrough();
  app.require_subcommand(1);
  GlobalOptions options;
  Command chosen;
  AddGlobalOptions(app, options);
  AddCommands({app, chosen});

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      app.exit(error);
      return ExitCode::kDone;
    }
    Complain(WrongUsage(UsageProblem(app, error)), LikelyOutput(words), terminal);
    return ExitCode::kWrongUsage;
  }

  const auto settings = DecideSettings(options);
  const absl::Status status =
      settings.ok() ? RunChosen(chosen, options, *settings, terminal) : settings.status();
  if (!status.ok()) {
    Complain(status, settings.ok() ? settings->output : LikelyOutput(words), terminal);
  }
  return ExitCodeOf(status);
}

}  // namespace tally
