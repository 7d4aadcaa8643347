// YamlText: texts and maps as a book writes them.

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tally {

// Returns the text as any YAML reader takes it for text: in quotes unless it can stand as it is.
std::string YamlText(const std::string& text);
// Returns the text in quotes.
std::string YamlQuoted(const std::string& text);
// Returns `[a, b]`; empty if there is nothing in it.
std::string YamlList(const std::vector<std::string>& items);

// The fields of one map, to be written on one line or on a line each. Fields that are empty are
// left out.
class YamlFields {
 public:
  // Adds a field as it stands, as text, or in quotes.
  void Add(const std::string& key, const std::string& value);
  void AddText(const std::string& key, const std::string& value);
  void AddQuoted(const std::string& key, const std::string& value);
  // Adds a number with a percent sign behind it.
  void AddPercent(const std::string& key, const std::string& number);
  // Adds `true`, if it is.
  void AddIf(const std::string& key, bool value);
  // Adds the fields of another map behind its own.
  void AddAll(const YamlFields& others);

  bool empty() const { return fields_.empty(); }

  // Key and value of each, as they are written.
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

  // Returns `{a: 1, b: 2}`.
  std::string OnOneLine() const;
  // Returns the same, or nothing if there are no fields.
  std::string OnOneLineIfAny() const;
  // Returns each field on a line of its own, `indent` blanks before it.
  std::string OnALineEach(size_t indent) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace tally
