#include "ledger/calendar/zone.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace tally {
namespace {

// The longest name in the database has 32.
constexpr size_t kMaxNameBytes = 64;

bool IsNameCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '_' || c == '-' ||
         c == '+';
}

// Whether `name` could be in the database. The loader also takes paths and names of its own, and
// the database's folder has copies of it that count leap seconds (`right`).
bool LooksLikeIanaName(absl::string_view name) {
  constexpr absl::string_view kForeign[] = {"Fixed/", "posix/", "right/"};
  if (name.empty() || name.size() > kMaxNameBytes) return false;
  if (!absl::ascii_isalpha(static_cast<unsigned char>(name.front()))) return false;
  if (!std::ranges::all_of(name, IsNameCharacter)) return false;
  if (name == "localtime" || name == "posixrules") return false;
  return std::ranges::none_of(
      kForeign, [&](absl::string_view prefix) { return absl::StartsWith(name, prefix); });
}

using Names = std::set<std::string, std::less<>>;

// Returns the names of all files where the loader looks for zones, and of the zone that it knows
// without a file.
Names ReadNames() {
  const char* elsewhere = std::getenv("TZDIR");
  const std::filesystem::path root = elsewhere == nullptr ? "/usr/share/zoneinfo" : elsewhere;
  Names names = {"UTC"};
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator file(root, error), end; !error && file != end;
       file.increment(error)) {
    names.insert(file->path().lexically_relative(root).string());
  }
  return names;
}

// Whether the loader may be asked for the name: it remembers for ever those that it did not find,
// and anybody can send names.
bool IsInDatabase(absl::string_view name) {
  static const Names& names = *new Names(ReadNames());
  return names.contains(name);
}

}  // namespace

std::optional<absl::TimeZone> FindZone(absl::string_view iana_name) {
  absl::TimeZone zone;
  if (!LooksLikeIanaName(iana_name) || !IsInDatabase(iana_name)) return std::nullopt;
  if (!absl::LoadTimeZone(std::string(iana_name), &zone)) return std::nullopt;
  return zone;
}

absl::Time FirstInstantOf(absl::CivilDay day, const absl::TimeZone& zone) {
  const absl::TimeZone::TimeInfo midnight = zone.At(absl::CivilSecond(day));
  if (midnight.kind == absl::TimeZone::TimeInfo::SKIPPED) return midnight.trans;
  return midnight.pre;
}

absl::CivilDay LocalDate(absl::Time instant, const absl::TimeZone& zone) {
  return absl::ToCivilDay(instant, zone);
}

}  // namespace tally
