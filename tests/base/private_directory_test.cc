#include "ledger/base/private_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temporary_directory.h"

namespace tally {
namespace {

namespace fs = std::filesystem;

TEST(MakePrivateDirectory, ShutsOutOthersFromANewOne) {
  const TemporaryDirectory place;
  const std::string path = place.path() + "/above/new";
  EXPECT_FALSE(MakePrivateDirectory(path));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
}

TEST(MakePrivateDirectory, LeavesOneThatIsThereAsItIs) {
  const TemporaryDirectory place;
  const auto shared = fs::perms::owner_all | fs::perms::group_all;
  fs::permissions(place.path(), shared);
  EXPECT_FALSE(MakePrivateDirectory(place.path()));
  EXPECT_EQ(fs::status(place.path()).permissions(), shared);
}

TEST(MakePrivateDirectory, SaysWhyItCannotBeMade) {
  const TemporaryDirectory place;
  const std::string file = place.path() + "/file";
  std::ofstream(file) << "text";
  EXPECT_EQ(MakePrivateDirectory(file + "/new"), std::errc::not_a_directory);
}

}  // namespace
}  // namespace tally
