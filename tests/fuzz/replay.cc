// Replay: gives a fuzz target each file of a folder, nothing at all, and inputs made of those
// files.
//
//   fuzz_csv FOLDER [COUNT [SEED]]    COUNT made inputs, 2,000 unless it is said; SEED 1
//
// libFuzzer, which knows what an input reaches, finds far more; this is what every build can do.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/fuzz.h"

namespace {

constexpr size_t kMostChanges = 8;

using Random = std::mt19937_64;

std::string BytesOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Give(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

// Below `end`, which is not zero.
size_t Below(size_t end, Random& random) { return static_cast<size_t>(random() % end); }

// A piece of `bytes`, of 32 at most.
std::string PieceOf(const std::string& bytes, Random& random) {
  const size_t at = Below(bytes.size() + 1, random);
  return bytes.substr(at, Below(33, random));
}

// Changes `bytes` at one place; `other` is an input to take a piece of.
void Change(std::string& bytes, const std::string& other, Random& random) {
  const size_t at = Below(bytes.size() + 1, random);
  switch (random() % 5) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
      return;
    case 1:
      if (at < bytes.size()) bytes[at] = static_cast<char>(random());
      return;
    case 2:
      bytes.erase(at, Below(33, random));
      return;
    case 3:
      bytes.insert(at, PieceOf(bytes, random));
      return;
    default:
      bytes.insert(at, PieceOf(other, random));
  }
}

std::vector<std::string> FilesIn(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> files;
  for (const std::filesystem::path& path : paths) {
    // The last one that is named is the one that fails.
    std::cout << path.filename().string() << std::endl;
    Give(files.emplace_back(BytesOf(path)));
  }
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  Give("");
  const std::vector<std::string> files = FilesIn(argv[1]);
  if (files.empty()) {
    std::cerr << "there is no input\n";
    return 1;
  }
  const uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2'000;
  const uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  Random random(seed);
  for (uint64_t i = 1; i <= count; ++i) {
    std::string bytes = files[Below(files.size(), random)];
    for (size_t changes = 1 + Below(kMostChanges, random); changes > 0; --changes) {
      Change(bytes, files[Below(files.size(), random)], random);
    }
    std::cout << "made " << i << " of seed " << seed << std::endl;
    Give(bytes);
  }
  return 0;
}
