#include "clients/cli/commands/run_with_input.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/text/utf8.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

constexpr size_t kMaxLine = 500;
constexpr int kCannotStart = 127;

absl::Status Failed(const char* what) {
  return absl::UnknownError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// Collects the last line of a text that comes in pieces.
class LastLine {
 public:
  void Take(absl::string_view piece) {
    for (const char byte : piece) {
      if (byte == '\n') {
        End();
      } else if (line_.size() < kMaxLine) {
        line_ += byte;
      }
    }
  }

  // What no text may hold is replaced: the daemon takes nothing else.
  std::string Finish() {
    End();
    if (!IsUtf8(last_)) {
      for (char& byte : last_) {
        if (!absl::ascii_isascii(static_cast<unsigned char>(byte))) byte = '?';
      }
    }
    return WithoutControlCharacters(last_);
  }

 private:
  void End() {
    if (!absl::StripAsciiWhitespace(line_).empty()) last_ = line_;
    line_.clear();
  }

  std::string line_;
  std::string last_;
};

// Becomes the command. Only what may be called between fork() and exec() is called here.
[[noreturn]] void Become(const char* command, int input, int errors) {
  dup2(input, STDIN_FILENO);
  dup2(errors, STDERR_FILENO);
  execl("/bin/sh", "sh", "-c", command, nullptr);
  _exit(kCannotStart);
}

// Passes on what the command writes to stderr, until it has closed that.
std::string PassOn(int errors) {
  LastLine last;
  char bytes[4096];
  while (true) {
    const ssize_t size = read(errors, bytes, sizeof(bytes));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return last.Finish();
    const absl::string_view piece(bytes, static_cast<size_t>(size));
    std::fwrite(piece.data(), 1, piece.size(), stderr);
    last.Take(piece);
  }
}

}  // namespace

absl::StatusOr<RanCommand> RunWithInput(const std::string& command, absl::string_view input) {
  // A file, and not a pipe: the command need not read it, nor read it before it writes.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  if (file == nullptr) return Failed("a temporary file cannot be made");
  const bool is_written = std::fwrite(input.data(), 1, input.size(), file.get()) == input.size() &&
                          std::fflush(file.get()) == 0 &&
                          lseek(fileno(file.get()), 0, SEEK_SET) == 0;
  if (!is_written) return Failed("a temporary file cannot be written");

  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed("a pipe cannot be made");
  const pid_t id = fork();
  if (id == 0) Become(command.c_str(), fileno(file.get()), ends[1]);
  close(ends[1]);
  if (id < 0) {
    close(ends[0]);
    return Failed("no process can be started");
  }
  RanCommand ran;
  ran.last_error = PassOn(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(id, &status, 0) < 0 && errno == EINTR) continue;
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

}  // namespace tally
