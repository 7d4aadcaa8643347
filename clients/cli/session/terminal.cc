#include "clients/cli/session/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

constexpr size_t kUsualWidth = 80;
constexpr std::chrono::milliseconds kBetweenProgress{100};

size_t WidthOf(int file_descriptor) {
  winsize size{};
  const bool is_known = ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kUsualWidth;
}

// https://no-color.org
bool WantsColour() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool is_dumb = term != nullptr && std::string(term) == "dumb";
  return (no_color == nullptr || *no_color == '\0') && !is_dumb;
}

}  // namespace

Terminal::Terminal() {
  if (isatty(STDOUT_FILENO)) {
    look_.width = WidthOf(STDOUT_FILENO);
    look_.colour = WantsColour();
  }
  can_ask_ = isatty(STDIN_FILENO);
  shows_progress_ = isatty(STDERR_FILENO);
}

void Terminal::Print(absl::string_view text) {
  EndProgress();
  std::cout.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void Terminal::Note(absl::string_view line) {
  EndProgress();
  std::cout.flush();
  std::cerr << std::string(line) << "\n";
}

void Terminal::Complain(absl::string_view message) { Note(absl::StrCat("tally: ", message)); }

void Terminal::Progress(absl::string_view line) {
  if (!shows_progress_) return;
  const auto now = std::chrono::steady_clock::now();
  if (has_progress_ && now - last_progress_ < kBetweenProgress) return;
  last_progress_ = now;
  has_progress_ = true;
  std::cout.flush();
  std::cerr << "\r\033[K" << Shorten(line, WidthOf(STDERR_FILENO) - 1) << std::flush;
}

void Terminal::EndProgress() {
  if (!has_progress_) return;
  has_progress_ = false;
  std::cerr << "\r\033[K" << std::flush;
}

bool Terminal::Ask(absl::string_view question) {
  EndProgress();
  std::cout.flush();
  std::cerr << std::string(question) << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  answer = absl::AsciiStrToLower(absl::StripAsciiWhitespace(answer));
  return answer == "y" || answer == "yes";
}

bool Terminal::Flush() {
  EndProgress();
  std::cout.flush();
  return std::cout.good();
}

}  // namespace tally
