#include "system/support/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr int kCannotStart = 127;

// Becomes the program. Only what may be called between fork() and exec() is called here.
[[noreturn]] void Become(const std::vector<char*>& words, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(words.front(), words.data());
  _exit(kCannotStart);
}

}  // namespace

Program::Program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  int ends[2] = {-1, -1};
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  id_ = fork();
  // A signal to no process would go to every process.
  if (id_ == -1) std::abort();
  if (id_ == 0) Become(arguments, ends[1]);
  close(ends[1]);
  collector_ = std::thread([this, output = ends[0]] { Collect(output); });
}

Program::~Program() {
  if (!code_) Send(SIGKILL);
  Wait();
}

void Program::Send(int signal) const { EXPECT_EQ(kill(id_, signal), 0); }

bool Program::Says(absl::string_view text) {
  const auto said = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return ended_ || absl::StrContains(output_, text);
  };
  const absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&said), kPatience);
  return absl::StrContains(output_, text);
}

bool Program::EndsWithin(absl::Duration at_most) {
  const absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&ended_), at_most);
}

int Program::Wait() {
  if (code_) return *code_;
  EXPECT_TRUE(EndsWithin(kPatience)) << "it does not end; killed";
  if (!EndsWithin(absl::ZeroDuration())) Send(SIGKILL);
  int status = 0;
  EXPECT_EQ(waitpid(id_, &status, 0), id_);
  collector_.join();
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return *code_;
}

std::string Program::output() const {
  const absl::MutexLock lock(&mutex_);
  return output_;
}

int64_t Program::PeakMemoryBytes() const {
  std::ifstream file(absl::StrCat("/proc/", id_, "/status"));
  int64_t kibibytes = 0;
  for (std::string name; file >> name && name != "VmHWM:";) continue;
  EXPECT_TRUE(file >> kibibytes);
  return kibibytes * 1024;
}

// Reads what it writes until it has ended, so that it never waits for its reader.
void Program::Collect(int descriptor) {
  char bytes[4096];
  while (true) {
    const ssize_t size = read(descriptor, bytes, sizeof(bytes));
    if (size < 0 && errno == EINTR) continue;
    const absl::MutexLock lock(&mutex_);
    if (size <= 0) break;
    output_.append(bytes, static_cast<size_t>(size));
  }
  close(descriptor);
  const absl::MutexLock lock(&mutex_);
  ended_ = true;
}

}  // namespace tally
