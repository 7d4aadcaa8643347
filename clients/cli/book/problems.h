// Problems: what is wrong with a book, each with its place and the field it is about.

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace tally {

// Where in the file something stands. Lines and columns count from 1, columns in characters.
struct Place {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

class Problems {
 public:
  // At most this many are shown; a book that is wrong throughout is wrong for few reasons.
  static constexpr size_t kMaxShown = 20;

  // `file` is the name that stands before each problem.
  explicit Problems(std::string file) : file_(std::move(file)) {}

  // `field` is a path such as `customers.acme.email`, empty for the file as a whole. Control
  // characters of either are shown as �.
  void Add(Place place, absl::string_view field, absl::string_view words);

  bool empty() const { return problems_.empty(); }
  size_t size() const { return problems_.size(); }

  // Whether any problem but the first `known` is about `field`, about something in it, or about
  // something that it is in.
  bool HasAbout(absl::string_view field, size_t known) const;

  // The field of the problem that stands first in the file; empty if there is none.
  std::string FirstField() const;

  // Returns the problems in the order of the file, such as
  // `book.yaml:131:9: customers.acme.name: missing`, and how many more there are.
  std::vector<std::string> Lines() const;

 private:
  struct Problem {
    Place place;
    std::string field;
    std::string words;
  };

  // In the order of the file.
  std::vector<Problem> Sorted() const;

  std::string file_;
  std::vector<Problem> problems_;
};

}  // namespace tally
