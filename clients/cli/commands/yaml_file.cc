#include "clients/cli/commands/yaml_file.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/book/yaml_tree.h"
#include "clients/cli/rpc/failure.h"

namespace tally {

absl::StatusOr<std::string> ReadYamlFile(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file || std::filesystem::is_directory(name)) {
    return WrongUsage(absl::StrCat(name, " cannot be read"));
  }
  std::string text;
  std::vector<char> buffer(size_t{1} << 20);
  while (file && text.size() <= kMaxYamlBytes) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    text.append(buffer.data(), static_cast<size_t>(file.gcount()));
  }
  return text;
}

absl::Status NotRight(Session& session, const std::string& name, const Problems& problems) {
  const std::vector<std::string> lines = problems.Lines();
  for (const std::string& line : lines) session.terminal().Note(line);
  v1::Refusal refusal;
  refusal.set_reason(v1::REASON_FIELD_INVALID);
  refusal.set_field(problems.FirstField());
  refusal.set_message(absl::StrJoin(lines, "\n"));
  return WithRefusal(WrongUsage(absl::StrCat(name, " is not right yet; nothing was changed")),
                     refusal);
}

}  // namespace tally
