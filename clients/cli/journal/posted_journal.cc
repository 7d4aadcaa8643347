#include "clients/cli/journal/posted_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/journal/hledger.h"
#include "clients/cli/journal/plain_entries.h"

namespace tally {
namespace {

constexpr absl::string_view kBegin = "; begin ";
constexpr absl::string_view kEnd = "; end ";
constexpr mode_t kNewFileMode = 0644;

std::string LastError() { return std::strerror(errno); }

absl::Status Cannot(const std::string& path, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(path, " ", why));
}

bool IsTransaction(absl::string_view line) {
  return !line.empty() && absl::ascii_isdigit(static_cast<unsigned char>(line[0]));
}

bool IsDirective(absl::string_view line) {
  return absl::StartsWith(line, "account ") || absl::StartsWith(line, "commodity ");
}

// The code of a transaction, `2026-10-31 * (BILL-1) Invoice`; empty if it has none.
absl::string_view CodeOf(absl::string_view line) {
  line.remove_prefix(std::min(line.find_first_of(" \t"), line.size()));
  line = absl::StripLeadingAsciiWhitespace(line);
  if (!absl::ConsumePrefix(&line, "*")) absl::ConsumePrefix(&line, "!");
  line = absl::StripLeadingAsciiWhitespace(line);
  if (!absl::ConsumePrefix(&line, "(")) return "";
  return line.substr(0, std::min(line.find(')'), line.size()));
}

// Makes durable that a new file is in its directory.
bool SyncDirectoryOf(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path();
  const int descriptor = open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  return close(descriptor) == 0 && synced;
}

bool WriteAll(int descriptor, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostedJournal>> PostedJournal::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kNewFileMode);
  if (descriptor < 0) return Cannot(path, absl::StrCat("cannot be opened: ", LastError()));
  std::unique_ptr<PostedJournal> journal(new PostedJournal(path, descriptor));
  struct stat what = {};
  if (fstat(descriptor, &what) != 0 || !S_ISREG(what.st_mode)) return Cannot(path, "is no file");
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Cannot(path, errno == EWOULDBLOCK ? std::string("is being posted to by another process")
                                             : absl::StrCat("cannot be locked: ", LastError()));
  }
  if (!SyncDirectoryOf(path)) return Cannot(path, absl::StrCat("cannot be synced: ", LastError()));
  if (absl::Status read = journal->Read(); !read.ok()) return read;
  return journal;
}

PostedJournal::~PostedJournal() { close(descriptor_); }

absl::Status PostedJournal::Read() {
  std::ifstream file(path_, std::ios::binary);
  Block block;
  for (std::string line; std::getline(file, line);) {
    ends_inside_line_ = file.eof();
    ReadLine(line, size_, block);
    size_ += line.size() + (ends_inside_line_ ? 0 : 1);
  }
  if (file.bad() || !file.eof()) return Cannot(path_, "cannot be read");
  return block.number.empty() ? absl::OkStatus() : CutOff(block);
}

void PostedJournal::ReadLine(const std::string& line, uint64_t offset, Block& block) {
  absl::string_view rest = line;
  if (absl::ConsumePrefix(&rest, kBegin)) {
    // What was written behind a block was written when it was whole.
    if (!block.number.empty()) codes_.insert(block.number);
    block = {.number = std::string(rest), .offset = offset};
  } else if (absl::ConsumePrefix(&rest, kEnd) && rest == block.number) {
    codes_.insert(block.number);
    block = {};
  } else if (IsTransaction(line)) {
    block.transactions += 1;
    if (block.number.empty()) codes_.insert(std::string(CodeOf(line)));
  } else if (IsDirective(line)) {
    declared_.insert(line);
  }
}

absl::Status PostedJournal::CutOff(const Block& block) {
  if (block.transactions > 1) {
    return Cannot(path_, absl::StrCat("has no \"", kEnd, block.number, "\" behind \"", kBegin,
                                      block.number, "\": write it where that transaction ends"));
  }
  if (ftruncate(descriptor_, static_cast<off_t>(block.offset)) != 0) {
    return Cannot(path_, absl::StrCat("cannot be cut: ", LastError()));
  }
  // What was cut off declares nothing any more.
  codes_.clear();
  declared_.clear();
  size_ = 0;
  ends_inside_line_ = false;
  cut_off_ = block.number;
  return Read();
}

std::string PostedJournal::TextOf(const v1::JournalEntry& entry) const {
  const std::string& number = entry.document();
  std::string text = absl::StrCat(ends_inside_line_ ? "\n" : "", "\n", kBegin, number, "\n");
  PlainEntries entries;
  entries.Add(entry, number);
  for (const std::string& currency : entries.currencies()) {
    const std::string line = HledgerCommodity(currency);
    if (!declared_.contains(line)) absl::StrAppend(&text, line, "\n");
  }
  for (const std::string& account : entries.accounts()) {
    const std::string line = HledgerAccount(account);
    if (!declared_.contains(line)) absl::StrAppend(&text, line, "\n");
  }
  return absl::StrCat(text, entries.text(), kEnd, number, "\n");
}

absl::Status PostedJournal::Append(const v1::JournalEntry& entry) {
  const std::string text = TextOf(entry);
  if (!WriteAll(descriptor_, text)) return Undo(LastError());
  if (fsync(descriptor_) != 0) {
    return absl::UnknownError(absl::StrCat(path_, " cannot be synced: ", LastError()));
  }
  Block block;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ReadLine(std::string(line), size_, block);
  }
  size_ += text.size();
  ends_inside_line_ = false;
  return absl::OkStatus();
}

absl::Status PostedJournal::Undo(absl::string_view why) {
  const std::string message = absl::StrCat(path_, " cannot be written: ", why);
  const bool is_undone =
      ftruncate(descriptor_, static_cast<off_t>(size_)) == 0 && fsync(descriptor_) == 0;
  return is_undone ? absl::UnavailableError(message) : absl::UnknownError(message);
}

}  // namespace tally
