#include "clients/cli/commands/command.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/formats/format.h"

namespace tally {
namespace {

// Checks that a text is written as `format` says.
CLI::Validator IsWritten(v1::Format format) {
  return {[format](std::string& text) { return ProblemWith(text, format).value_or(""); }, ""};
}

// Digits alone: the option parser itself would take `-1` for the largest number and `010` for 8.
std::optional<uint64_t> ParseWholeNumber(const std::string& text) {
  uint64_t number = 0;
  const bool has_digits_alone =
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (!has_digits_alone || !absl::SimpleAtoi(text, &number) || number == 0) return std::nullopt;
  return number;
}

CLI::Validator IsAWholeNumber() {
  return {[](std::string& text) -> std::string {
            if (ParseWholeNumber(text)) return "";
            return absl::StrCat("is \"", text, "\"; give a whole number from 1 on");
          },
          ""};
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

CLI::Option* AddWholeNumber(CLI::App& app, const char* name, std::optional<uint64_t>& number,
                            const char* description) {
  const std::function<void(const std::string&)> take = [&number](const std::string& text) {
    number = ParseWholeNumber(text);
  };
  return app.add_option_function(name, take, description)
      ->check(IsAWholeNumber())
      ->type_name("NUMBER");
}

CLI::Option* AddReason(CLI::App& app, std::string& reason) {
  return app.add_option("--reason,-r", reason, "Why; kept with the decision")->required();
}

CLI::Option* AddCustomers(CLI::App& app, std::vector<std::string>& customer_ids) {
  return app.add_option("--customer,-c", customer_ids, "Only these customers");
}

}  // namespace tally
