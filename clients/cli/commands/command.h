// Command: how the commands of the command line are declared.
//
//   auto [app, options] = AddCommand(tree, "hold", "Keep a draft from being approved", &Hold,
//                                    "tally hold acme --month 2026-10 --reason \"asks for
//                                    terms\"");
//   AddMonth(app, options.month)->required();
//
// Parsing only notes which command was chosen; it runs when the settings are known.

#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/session/session.h"

namespace tally {

// What a command does.
using Command = std::function<absl::Status(Session&)>;

// The program, or a group of commands such as `run`, to which commands are added.
struct CommandTree {
  CLI::App& app;
  // The command that the command line names.
  Command& chosen;
};

// A command that was added, and the options that its `run` gets.
template <typename Options>
struct AddedCommand {
  CLI::App& app;
  Options& options;
};

// Adds a group of commands.
CommandTree AddGroup(const CommandTree& tree, const char* name, const char* description);

// Adds a command. `examples` are shown by its --help, one a line.
template <typename Options>
AddedCommand<Options> AddCommand(const CommandTree& tree, const char* name, const char* description,
                                 absl::Status (*run)(Session&, const Options&),
                                 const std::string& examples) {
  const auto options = std::make_shared<Options>();
  CLI::App& app = *tree.app.add_subcommand(name, description);
  app.footer("Examples:\n" + examples + "\n\nOptions that all commands have: tally --help");
  app.callback([options, run, &chosen = tree.chosen] {
    chosen = [options, run](Session& session) { return run(session, *options); };
  });
  return {app, *options};
}

// Add options that many commands have.
CLI::Option* AddMonth(CLI::App& app, std::string& month);
CLI::Option* AddReason(CLI::App& app, std::string& reason);
CLI::Option* AddCustomers(CLI::App& app, std::vector<std::string>& customer_ids);

// Adds an option that is a whole number from 1 on.
CLI::Option* AddWholeNumber(CLI::App& app, const char* name, std::optional<uint64_t>& number,
                            const char* description);

// Checks that a text is a month, `YYYY-MM`.
CLI::Validator IsAMonth();
// Checks that a text is a day, `YYYY-MM-DD`.
CLI::Validator IsADay();

}  // namespace tally
