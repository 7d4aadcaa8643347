// YamlTree: a YAML document as plain values, each with its place in the file.
//
// What could make a book say something else than it seems to say is refused: anchors, aliases,
// merge keys, tags, keys given twice, several documents. Scalars stay text, so that decimals stay
// exact.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/book/problems.h"

namespace tally {

struct YamlEntry;

// A value of the document.
struct YamlNode {
  // kNothing is an empty value, `~` or `null`.
  enum class Kind { kNothing, kText, kList, kMap };

  Kind kind = Kind::kNothing;
  Place place;
  std::string text;
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;
};

// A key of a map and its value.
struct YamlEntry {
  std::string key;
  Place place;
  YamlNode value;
};

// The largest document that is read.
inline constexpr size_t kMaxYamlBytes = size_t{64} << 20;

// Reads the one document that `text` holds. Nothing if it cannot be read at all; `problems` says
// why, and also what is wrong with a tree that is returned.
std::optional<YamlNode> ParseYaml(absl::string_view text, Problems& problems);

}  // namespace tally
