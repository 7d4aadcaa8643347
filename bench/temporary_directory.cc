#include "bench/temporary_directory.h"

#include <cstdlib>

#include "bench/must.h"

namespace tally {

TemporaryDirectory::TemporaryDirectory(const std::filesystem::path& parent) {
  std::string name = parent / "tally_bench.XXXXXX";
  if (mkdtemp(name.data()) == nullptr) Stop("cannot make " + name);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tally
