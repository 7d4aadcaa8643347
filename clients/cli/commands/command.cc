#include "clients/cli/commands/command.h"

#include "ledger/formats/format.h"

namespace tally {
namespace {

// Checks that a text is written as `format` says.
CLI::Validator IsWritten(v1::Format format) {
  return {[format](std::string& text) { return ProblemWith(text, format).value_or(""); }, ""};
}

}  // namespace

CommandTree AddGroup(const CommandTree& tree, const char* name, const char* description) {
  CLI::App& app = *tree.app.add_subcommand(name, description);
  app.require_subcommand(1);
  app.footer("Options that all commands have: tally --help");
  return {app, tree.chosen};
}

CLI::Validator IsAMonth() { return IsWritten(v1::FORMAT_MONTH); }

CLI::Validator IsADay() { return IsWritten(v1::FORMAT_DATE); }

CLI::Option* AddMonth(CLI::App& app, std::string& month) {
  return app.add_option("--month,-m", month, "The month")->check(IsAMonth())->type_name("YYYY-MM");
}

CLI::Option* AddReason(CLI::App& app, std::string& reason) {
  return app.add_option("--reason,-r", reason, "Why; kept with the decision")->required();
}

CLI::Option* AddCustomers(CLI::App& app, std::vector<std::string>& customer_ids) {
  return app.add_option("--customer,-c", customer_ids, "Only these customers");
}

}  // namespace tally
