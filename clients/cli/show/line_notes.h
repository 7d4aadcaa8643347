// Line notes: what a line of a document says that no column says.
//
//   LineNotes notes(Reader::kReviewer);
//   for (const v1::Line& line : lines) {
//     const NotedLine noted = notes.Next(line);
//     table.Add({{noted.Indented(line.line_id())}, …});
//     noted.AddTo(table);
//   }
//
// A line that bills quantity times price of the whole month has none.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/show/text_table.h"
#include "tally/v1/documents.pb.h"

namespace tally {

// Who reads a document. A client does not read what it costs the org, nor what other sources say.
enum class Reader { kClient, kReviewer };

// How one line stands in a document.
struct NotedLine {
  // Whether it stands under the line before it, of which it is an overage, a discount or a cap.
  bool is_under = false;
  // One sentence each.
  std::vector<std::string> notes;

  // Returns what names the line, with blanks before it if it stands under another.
  std::string Indented(absl::string_view name) const;
  // Adds the notes to the row that was added last.
  void AddTo(TextTable& table) const;
};

// Takes the lines of a document one after the other.
class LineNotes {
 public:
  explicit LineNotes(Reader reader) : reader_(reader) {}

  // `line` must outlive the calls that follow.
  NotedLine Next(const v1::Line& line);

 private:
  Reader reader_;
  const v1::Line* previous_ = nullptr;
  // The last line that said its days.
  const v1::Line* dated_ = nullptr;
};

}  // namespace tally
