// Changes one byte of a ledger on disk, behind the daemon's back, for tests that drive the
// programs:
//
//   tamper DIRECTORY FAMILY TEXT
//
// changes the first byte of TEXT in the first row of the family (log, state or tree) that has it in
// its value. A key that is wanted too stands before TEXT: `KEY=TEXT`, with `/` for the ends of its
// parts; without a TEXT the last byte of its row is changed.

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "support/database.h"

namespace tally {
namespace {

int Tamper(const std::string& directory, const std::string& family, const std::string& what) {
  static const auto& families = *new std::map<std::string, Database::Family>{
      {"log", Database::kLog}, {"state", Database::kState}, {"tree", Database::kTree}};
  const size_t sign = what.find('=');
  std::string wanted = sign == std::string::npos ? "" : what.substr(0, sign);
  const std::string text = sign == std::string::npos ? what : what.substr(sign + 1);
  std::replace(wanted.begin(), wanted.end(), '/', '\0');
  Database database(directory);
  for (auto [key, row] : database.All(families.at(family))) {
    if (!absl::StrContains(key, wanted) || !absl::StrContains(row, text)) continue;
    const size_t at = text.empty() ? row.size() - 1 : row.find(text);
    row[at] = static_cast<char>(row[at] ^ 0x01);
    database.Put(families.at(family), key, row);
    return 0;
  }
  std::fprintf(stderr, "tamper: nothing like %s there\n", what.c_str());
  return 1;
}

}  // namespace
}  // namespace tally

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  return tally::Tamper(argv[1], argv[2], argv[3]);
}
