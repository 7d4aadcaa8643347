// Terminal: what a person reads and is asked. Results go to stdout, everything else to stderr.

#pragma once

#include <chrono>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/show/look.h"

namespace tally {

class Terminal {
 public:
  Terminal();

  // How results are to look.
  const Look& look() const { return look_; }

  // Prints a result as it stands.
  void Print(absl::string_view text);
  // Prints a line beside the result.
  void Note(absl::string_view line);
  // Prints `tally: ` and the message.
  void Complain(absl::string_view message);

  // Shows how far a long work is, in the place of what was shown before; nothing if stderr is not a
  // terminal, or if it was called a moment ago.
  void Progress(absl::string_view line);
  // Takes away what Progress has shown.
  void EndProgress();

  // Whether there is a person who can answer.
  bool CanAsk() const { return can_ask_; }
  // Asks a question that is answered by yes or no; no answer is no.
  bool Ask(absl::string_view question);

  // Writes out what was printed. False if not all of it could be written.
  bool Flush();

 private:
  Look look_;
  bool can_ask_ = false;
  bool shows_progress_ = false;
  bool has_progress_ = false;
  std::chrono::steady_clock::time_point last_progress_;
};

}  // namespace tally
