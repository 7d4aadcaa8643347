#include "ledger/exports/export_verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/match.h"
#include "exports/small_log.h"
#include "notes/changes.h"

namespace tally {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

absl::StatusOr<VerifiedExport> Verify(const std::string& file) {
  std::istringstream in(file);
  return VerifyExport(in, SmallLog::Key().verifier(), [](uint64_t) {});
}

std::string FailureOf(const std::string& file) {
  const auto verified = Verify(file);
  EXPECT_FALSE(verified.ok());
  return std::string(verified.status().message());
}

std::string FailureOf(const std::vector<v1::ExportFrame>& frames) {
  return FailureOf(FileOf(frames));
}

// Whether a failure names event `number`, and not one that begins alike.
bool Names(const std::string& failure, size_t number) {
  const std::string name = absl::StrCat("event ", number);
  return absl::StartsWith(failure, name + ":") || absl::StartsWith(failure, name + " (");
}

class Exports : public testing::Test {
 protected:
  Exports() {
    log_.AddMonth();
    log_.Add("other", "org", "org_defined { org { org_id: 'other' name: 'Other' } }");
    log_.AddCustomer("acme");
  }

  // What concerns acme, by hand.
  std::vector<v1::ExportFrame> OfAcme(absl::string_view more = "") const {
    return log_.Frames(Parse<v1::ExportRequest>(absl::StrCat("org_id: 'msp' customer_id: 'acme' "
                                                             "first_position: 1 last_position: 11 ",
                                                             more)),
                       {2, 4, 5, 6, 8, 9, 11});
  }

  SmallLog log_;
};

TEST_F(Exports, OfEverythingAreVerified) {
  const auto verified = Verify(FileOf(log_.Frames()));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->event_count, 11U);
  EXPECT_TRUE(verified->is_whole());
  EXPECT_EQ(verified->checkpoint.root, log_.root());
  EXPECT_EQ(verified->erased_texts, 0U);
}

TEST_F(Exports, OfPartsAreVerified) {
  const auto range = log_.Frames(Parse<v1::ExportRequest>("first_position: 4 last_position: 9"),
                                 {4, 5, 6, 7, 8, 9});
  EXPECT_TRUE(Verify(FileOf(range)).ok()) << Verify(FileOf(range)).status();
  const auto other = log_.Frames(
      Parse<v1::ExportRequest>("org_id: 'other' first_position: 1 last_position: 11"), {10});
  EXPECT_TRUE(Verify(FileOf(other)).ok()) << Verify(FileOf(other)).status();
  const auto acme = Verify(FileOf(OfAcme()));
  ASSERT_TRUE(acme.ok()) << acme.status();
  EXPECT_EQ(acme->event_count, 7U);
  EXPECT_FALSE(acme->is_whole());
}

TEST_F(Exports, OfAnEmptyLogAreVerified) {
  const SmallLog empty;
  const auto frames = empty.Frames();
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_TRUE(Verify(FileOf(frames)).ok()) << Verify(FileOf(frames)).status();
}

// Every bit of every frame, its length among them; what is wrong in an event names that event.
TEST_F(Exports, AreRefusedWhateverBitIsFlipped) {
  const std::vector<v1::ExportFrame> frames = log_.Frames();
  const std::string file = FileOf(frames);
  size_t begin = 0;
  for (size_t number = 0; number < frames.size(); ++number) {
    const size_t end = begin + EncodeFrame(frames[number]).size();
    for (size_t bit = 8 * begin; bit < 8 * end; ++bit) {
      const std::string failure = FailureOf(WithBit(file, bit));
      if (number == 0) {
        // Other positions than were asked for are found with the first event that does not fit.
        EXPECT_THAT(failure, AnyOf(StartsWith("header: "), HasSubstr("its position is ")))
            << "bit " << bit;
      }
      if (frames[number].has_event()) {
        EXPECT_TRUE(Names(failure, number)) << "bit " << bit << ": " << failure;
      }
    }
    begin = end;
  }
  EXPECT_EQ(begin, file.size());
}

// Nobody signs what the header says was asked for: all else is found in a part of the log, too.
TEST_F(Exports, OfPartsAreRefusedWhateverBitOfAnEventIsFlipped) {
  const std::vector<v1::ExportFrame> frames = OfAcme();
  const std::string file = FileOf(frames);
  const size_t header = EncodeFrame(frames[0]).size();
  for (size_t bit = 8 * header; bit < 8 * file.size(); ++bit) {
    EXPECT_FALSE(Verify(WithBit(file, bit)).ok()) << "bit " << bit;
  }
}

TEST_F(Exports, AreRefusedCutOffAnywhere) {
  const std::string file = FileOf(log_.Frames());
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(Verify(file.substr(0, size)).ok()) << size;
    EXPECT_FALSE(Verify(file + file.substr(0, size + 1)).ok()) << size;
  }
}

TEST_F(Exports, AreRefusedIfAFrameIsLeftOut) {
  const std::vector<v1::ExportFrame> frames = log_.Frames();
  for (size_t number = 0; number < frames.size(); ++number) {
    auto fewer = frames;
    fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(number));
    const std::string failure = FailureOf(fewer);
    if (number == 0) {
      EXPECT_THAT(failure, StartsWith("header: "));
    }
    if (number > 0 && number < 11) {
      EXPECT_TRUE(Names(failure, number)) << failure;
    }
    if (number == 11) {
      EXPECT_THAT(failure, StartsWith("end: "));
    }
    if (number == 12) {
      EXPECT_THAT(failure, HasSubstr("the file ends before it"));
    }
  }
}

TEST_F(Exports, AreRefusedIfAFrameIsThereTwice) {
  const std::vector<v1::ExportFrame> frames = log_.Frames();
  for (size_t number = 0; number < frames.size(); ++number) {
    auto more = frames;
    more.insert(more.begin() + static_cast<ptrdiff_t>(number), frames[number]);
    const std::string failure = FailureOf(more);
    if (frames[number].has_event()) {
      EXPECT_TRUE(Names(failure, number + 1)) << failure;
    }
    if (number == 12) {
      EXPECT_EQ(failure, "end: something follows behind it");
    }
  }
}

TEST_F(Exports, AreRefusedIfFramesChangePlaces) {
  const std::vector<v1::ExportFrame> frames = log_.Frames();
  for (size_t left = 0; left < frames.size(); ++left) {
    for (size_t right = left + 1; right < frames.size(); ++right) {
      auto swapped = frames;
      std::swap(swapped[left], swapped[right]);
      const std::string failure = FailureOf(swapped);
      if (left > 0 && right < 12) {
        EXPECT_TRUE(Names(failure, left)) << failure;
      }
    }
  }
}

TEST_F(Exports, NameStreamAndVersionOfWhatIsWrong) {
  auto frames = log_.Frames();
  frames[8].mutable_event()->mutable_leaf()->set_actor("mallory");
  EXPECT_THAT(FailureOf(frames),
              StartsWith("event 8 (invoices/B-1 version 2): the proof does not lead"));
  auto acme = OfAcme();
  acme[5].mutable_event()->mutable_personal(0)->set_text("Mallory");
  EXPECT_THAT(FailureOf(acme), StartsWith("event 5 (invoices/B-1 version 2, position 8): "));
}

// Frames that are right by themselves, put together to say what is not so.
TEST_F(Exports, AreRefusedIfTheyHoldWhatWasNotAskedFor) {
  const auto of = [&](absl::string_view request, const std::vector<uint64_t>& positions) {
    return FailureOf(log_.Frames(Parse<v1::ExportRequest>(request), positions));
  };
  constexpr char kAcme[] = "org_id: 'msp' customer_id: 'acme' first_position: 1 last_position: 11";
  EXPECT_THAT(of(kAcme, {2, 3}), HasSubstr("does not concern the customer"));
  EXPECT_THAT(of(kAcme, {1}), HasSubstr("does not concern the customer"));
  EXPECT_THAT(of(kAcme, {2, 7}), HasSubstr("does not concern the customer"));
  EXPECT_THAT(of(kAcme, {2, 10}), HasSubstr("of another org"));
  EXPECT_THAT(of(kAcme, {2, 11, 4}), HasSubstr("position is 4, but 12 or later was to come"));
  EXPECT_THAT(of(kAcme, {6, 9}), HasSubstr("version 2 of its stream was to come"));
  EXPECT_THAT(of(kAcme, {8}), HasSubstr("version 1 of its stream was to come"));
  EXPECT_THAT(of("first_position: 2 last_position: 3", {2, 3, 4}), HasSubstr("ends at 3"));
  EXPECT_THAT(of("first_position: 2 last_position: 5", {2, 3, 4}), HasSubstr("up to 5"));
  EXPECT_THAT(of("first_position: 2 last_position: 5", {1}), HasSubstr("2 or later"));
  EXPECT_THAT(of("first_position: 2 last_position: 12", {2}), StartsWith("header: "));
  EXPECT_THAT(of("first_position: 0 last_position: 1", {1}), StartsWith("header: "));
  EXPECT_THAT(of("first_position: 5 last_position: 4", {}), StartsWith("header: "));
  EXPECT_THAT(of("customer_id: 'acme' first_position: 1 last_position: 11", {2}),
              StartsWith("header: "));
}

TEST_F(Exports, AreRefusedIfTheyAreOfAnotherVersionOrLog) {
  auto frames = log_.Frames();
  frames[0].mutable_header()->set_version(2);
  EXPECT_THAT(FailureOf(frames), HasSubstr("of version 2"));

  SignerKey other = SmallLog::Key();
  other.key = Ed25519Key::Generate();
  frames = log_.Frames();
  frames[0].mutable_header()->set_checkpoint(
      *SignCheckpoint({other.name, log_.size(), log_.root(), {}}, other));
  EXPECT_EQ(Verify(FileOf(frames)).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(Exports, OutlastTheErasureOfPersonalTexts) {
  const std::string before = FileOf(log_.Frames());
  const Hash root = log_.root();
  for (uint64_t position = 1; position <= log_.size(); ++position) log_.Erase(position);
  EXPECT_EQ(log_.root(), root);
  const std::string after = FileOf(log_.Frames());
  EXPECT_NE(before, after);
  EXPECT_THAT(after, testing::Not(HasSubstr("acme Ltd")));
  const auto verified = Verify(after);
  ASSERT_TRUE(verified.ok()) << verified.status();
  // Name and email of three definitions and a credit note, names of two invoices.
  EXPECT_EQ(verified->erased_texts, 10U);
}

TEST_F(Exports, AreRefusedIfAPersonalTextIsMissingOrOneTooMany) {
  auto frames = log_.Frames();
  frames[2].mutable_event()->mutable_personal()->RemoveLast();
  EXPECT_TRUE(Names(FailureOf(frames), 2));
  frames = log_.Frames();
  frames[2].mutable_event()->add_personal();
  EXPECT_TRUE(Names(FailureOf(frames), 2));
  frames = log_.Frames();
  frames[1].mutable_event()->add_personal()->set_text("of an event without any");
  EXPECT_TRUE(Names(FailureOf(frames), 1));
}

// A name that would move a terminal's cursor.
TEST_F(Exports, AreRefusedInWordsThatAreSafeToPrint) {
  auto frames = log_.Frames();
  frames[3].mutable_event()->mutable_leaf()->set_stream("\x1b[2J\n");
  EXPECT_THAT(FailureOf(frames), StartsWith("event 3 (\\x1b[2J\\n version 1): "));
}

}  // namespace
}  // namespace tally
