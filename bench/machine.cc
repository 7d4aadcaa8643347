#include "bench/machine.h"

#include <google/protobuf/stubs/common.h>
#include <linux/magic.h>
#include <rocksdb/version.h>
#include <sys/vfs.h>

#include <cstring>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "bench/build.h"

namespace tally {
namespace {

std::string Processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::pair<std::string, std::string> field =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    if (absl::StartsWith(field.first, "model name")) return field.second;
  }
  return "an unknown processor";
}

bool IsInMemory(const std::filesystem::path& directory) {
  struct statfs found = {};
  return statfs(directory.c_str(), &found) == 0 && found.f_type == TMPFS_MAGIC;
}

}  // namespace

std::string DescribeMachine(const std::filesystem::path& directory) {
  const auto protobuf = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
  std::string text = absl::StrCat(std::thread::hardware_concurrency(), " cores of ", Processor(),
                                  ", data in ", directory.string(), "\n", kBuildType, " by ",
                                  kCompiler, ", RocksDB ", ROCKSDB_MAJOR, ".", ROCKSDB_MINOR, ".",
                                  ROCKSDB_PATCH, ", protobuf ", protobuf, "\n");
  if (std::strcmp(kBuildType, "Release") != 0) {
    absl::StrAppend(&text, "\n*** NOT A RELEASE BUILD: these figures say nothing. ***\n");
  }
  if (IsInMemory(directory)) {
    absl::StrAppend(&text, "\n*** ", directory.string(),
                    " IS IN MEMORY: a sync costs nothing there. Give --directory. ***\n");
  }
  return text;
}

}  // namespace tally
