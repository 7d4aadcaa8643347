#include "clients/cli/journal/journal_writer.h"

#include "clients/cli/journal/beancount.h"
#include "clients/cli/journal/csv.h"
#include "clients/cli/journal/hledger.h"
#include "clients/cli/journal/ledger_cli.h"

namespace tally {
namespace {

struct NamedFormat {
  const char* name;
  JournalFormat format;
};

constexpr NamedFormat kFormats[] = {{"hledger", JournalFormat::kHledger},
                                    {"ledger", JournalFormat::kLedger},
                                    {"beancount", JournalFormat::kBeancount},
                                    {"csv", JournalFormat::kCsv}};

}  // namespace

std::vector<std::string> JournalFormatNames() {
  std::vector<std::string> names;
  for (const NamedFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

std::optional<JournalFormat> ParseJournalFormat(absl::string_view name) {
  for (const NamedFormat& format : kFormats) {
    if (name == format.name) return format.format;
  }
  return std::nullopt;
}

std::unique_ptr<JournalWriter> NewJournalWriter(JournalFormat format) {
  switch (format) {
    case JournalFormat::kHledger:
      return std::make_unique<HledgerWriter>();
    case JournalFormat::kLedger:
      return std::make_unique<LedgerWriter>();
    case JournalFormat::kBeancount:
      return std::make_unique<BeancountWriter>();
    case JournalFormat::kCsv:
      return std::make_unique<CsvJournalWriter>();
  }
  return nullptr;
}

}  // namespace tally
