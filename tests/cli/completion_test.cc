#include "clients/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tally {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// `tally run start --no-wait`, and an option of all commands.
void Describe(CLI::App& program) {
  program.add_option("--org", "Which org");
  CLI::App* run = program.add_subcommand("run", "A month's billing");
  run->add_subcommand("start", "Draft a month")
      ->add_flag_callback(
          "--no-wait", [] {}, "Don't follow it");
}

TEST(Completion, OffersCommandsAndOptionsToBash) {
  CLI::App program("about", "tally");
  Describe(program);
  const std::string script = BashCompletion(program);
  EXPECT_THAT(script, HasSubstr("\" run\"|\" run start\") path=\"$path $word\" ;;"));
  EXPECT_THAT(script, HasSubstr("\"\") choices=\"run --org\" ;;"));
  EXPECT_THAT(script, HasSubstr("\" run\") choices=\"start --org\" ;;"));
  EXPECT_THAT(script, HasSubstr("\" run start\") choices=\"--no-wait --org\" ;;"));
}

TEST(Completion, OffersTheWordsThatAnArgumentMayBe) {
  CLI::App program("about", "tally");
  std::string flag;
  CLI::App* waive = program.add_subcommand("waive", "Let a flag be");
  waive->add_option("CUSTOMER", flag, "Whose");
  waive->add_option("FLAG", flag, "The flag")->check(CLI::IsMember({"overage", "low_margin"}));
  EXPECT_THAT(BashCompletion(program), HasSubstr("\" waive\") choices=\"overage low_margin\" ;;"));
  EXPECT_THAT(FishCompletion(program), HasSubstr("-a 'low_margin' -d 'The flag'\n"));
}

TEST(Completion, OffersTheSameToZsh) {
  CLI::App program("about", "tally");
  Describe(program);
  EXPECT_THAT(ZshCompletion(program), HasSubstr("\" run start\") choices=\"--no-wait --org\" ;;"));
}

TEST(Completion, OffersDescriptionsToFish) {
  CLI::App program("about", "tally");
  Describe(program);
  const std::string script = FishCompletion(program);
  EXPECT_THAT(script, HasSubstr("complete -c tally -n \"__tally_at ' run'\" -a 'start' -d "
                                "'Draft a month'\n"));
  EXPECT_THAT(script, HasSubstr("-a '--no-wait' -d 'Don\\'t follow it'\n"));
  EXPECT_THAT(script, Not(HasSubstr("--help")));
}

}  // namespace
}  // namespace tally
