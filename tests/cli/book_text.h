// BookText: books as text, and what is wrong with them.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/book/read_book.h"
#include "clients/cli/book/references.h"

namespace tally {

// What is said of a text that is no right book.
inline std::vector<std::string> ProblemsOf(absl::string_view text) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  EXPECT_EQ(book.has_value(), problems.empty());
  return problems.Lines();
}

// The book in a text that is right.
inline Book ReadText(absl::string_view text) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  EXPECT_THAT(problems.Lines(), testing::IsEmpty()) << text;
  return book.value_or(Book());
}

// A book of one customer, acme, whose only plan is `plan`: the text behind `- from: 2026-01-01`, on
// line 8.
inline std::string BookWithPlan(absl::string_view plan) {
  return absl::StrCat(
      "org: {id: a, name: A, currency: EUR, time_zone: UTC}\n"
      "catalog: {seat: {name: Seat}, hour: {name: Hour}, sla: {name: SLA credit}}\n"
      "sources: {rmm: {kind: x}, ad: {kind: y}}\n"
      "customers:\n"
      "  acme:\n"
      "    name: Acme\n"
      "    plan:\n"
      "      - from: 2026-01-01\n",
      plan);
}

// The same with two lines: `seats`, on line 10, and one that says `line`, on line 11.
inline std::string BookWithLine(absl::string_view line) {
  return BookWithPlan(
      absl::StrCat("        lines:\n          - {id: seats, item: seat, fixed: 1, "
                   "price: 1}\n          - {",
                   line, "}\n"));
}

}  // namespace tally
