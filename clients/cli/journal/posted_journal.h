// PostedJournal: an hledger journal to which issued documents are posted, each once.
//
// The file grows and is never written anew, so it may be a journal that people edit, too. A
// document is one block:
//
//   block := newline "; begin " number newline directive* newline transaction "; end " number
//   newline
//
// where the directives declare what the transaction uses and the file did not declare before, and
// the number is the transaction's code. A block without its end, which a power cut may leave at the
// end of the file, is cut off when the file is opened. Only one process at a time has the file.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tally/v1/journal.pb.h"

namespace tally {

class PostedJournal {
 public:
  // Opens the journal at `path`, or begins it. FAILED_PRECONDITION, saying why, if that cannot be
  // done, if another process has it, or if it is not clear where an unfinished block ends.
  static absl::StatusOr<std::unique_ptr<PostedJournal>> Open(const std::string& path);
  ~PostedJournal();
  PostedJournal(const PostedJournal&) = delete;
  PostedJournal& operator=(const PostedJournal&) = delete;

  // Whether a transaction has this code, whoever wrote it.
  bool Holds(const std::string& number) const { return codes_.contains(number); }

  // Adds `entry` under the number of its document, which the journal does not hold; durable when
  // this returns. UNAVAILABLE, saying why, if it is certainly not there; UNKNOWN if it may be.
  absl::Status Append(const v1::JournalEntry& entry);

  // The document whose block had no end and was cut off; empty if none was.
  const std::string& cut_off() const { return cut_off_; }

 private:
  // The block that is being read.
  struct Block {
    std::string number;
    uint64_t offset = 0;
    int transactions = 0;
  };

  PostedJournal(const std::string& path, int descriptor) : path_(path), descriptor_(descriptor) {}

  absl::Status Read();
  void ReadLine(const std::string& line, uint64_t offset, Block& block);
  absl::Status CutOff(const Block& block);
  std::string TextOf(const v1::JournalEntry& entry) const;
  // Takes back what was written of a block, after `why`.
  absl::Status Undo(absl::string_view why);

  const std::string path_;
  const int descriptor_;
  // Codes of the transactions.
  std::unordered_set<std::string> codes_;
  // The directives, as they are written.
  std::unordered_set<std::string> declared_;
  uint64_t size_ = 0;
  bool ends_inside_line_ = false;
  std::string cut_off_;
};

}  // namespace tally
