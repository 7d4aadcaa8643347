#include "ledger/notes/proof_file.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "changes.h"
#include "ledger/notes/note.h"
#include "ledger/tree/frontier.h"
#include "ledger/tree/tree.h"

namespace tally {
namespace {

SignerKey LogKey() {
  Ed25519Seed seed = {};
  seed[0] = 9;
  return {"example.com/ledger", Ed25519Key::FromSeed(seed)};
}

std::string Entry(uint64_t index) { return absl::StrCat("entry ", index); }

// The proof of entry `index` in a log of `size`.
ProofFile ProofOf(uint64_t index, uint64_t size) {
  std::vector<Hash> leaves;
  Frontier frontier;
  for (uint64_t i = 0; i < size; ++i) {
    leaves.push_back(LeafHash(Entry(i)));
    frontier.Append(leaves.back());
  }
  const HashReader read = [&](int, uint64_t first, size_t count) {
    const auto begin = leaves.begin() + static_cast<std::ptrdiff_t>(first);
    return std::vector<Hash>(begin, begin + static_cast<std::ptrdiff_t>(count));
  };
  const Checkpoint checkpoint = {LogKey().name, size, frontier.Root(), {}};
  return {"", index, *InclusionProof(index, size, read), *SignCheckpoint(checkpoint, LogKey())};
}

absl::Status Verify(absl::string_view bytes, absl::string_view entry) {
  return VerifyProofFile(bytes, entry, LogKey().verifier()).status();
}

TEST(ProofFile, IsWrittenAsTheStandardSays) {
  ProofFile file = {"", 5, {LeafHash("one"), LeafHash("two")}, "checkpoint\n"};
  const std::string hashes = absl::StrCat(absl::Base64Escape(BytesOf(file.hashes[0])), "\n",
                                          absl::Base64Escape(BytesOf(file.hashes[1])), "\n");
  EXPECT_EQ(FormatProofFile(file),
            absl::StrCat("c2sp.org/tlog-proof@v1\nindex 5\n", hashes, "\ncheckpoint\n"));
  file.extra = "foo";
  EXPECT_EQ(FormatProofFile(file), absl::StrCat("c2sp.org/tlog-proof@v1\nextra Zm9v\nindex 5\n",
                                                hashes, "\ncheckpoint\n"));
  file = {"", 0, {}, "checkpoint\n"};
  EXPECT_EQ(FormatProofFile(file), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n");
}

// The example of the standard, whose extra data lack a character and whose signatures are cut.
TEST(ParseProofFile, ReadsTheExampleOfTheStandard) {
  const std::string example =
      "c2sp.org/tlog-proof@v1\n"
      "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\n"
      "index 73894\n"
      "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
      "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
      "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\n"
      "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n"
      "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n"
      "\n"
      "example.com/fancylog\n"
      "109482\n"
      "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
      "\n"
      "— example.com/fancylog hI2DJw1roloI\n";
  const absl::StatusOr<ProofFile> file = ParseProofFile(example);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->extra, "age-v1.2.1-darwin-arm64.tar.gz");
  EXPECT_EQ(file->index, 73'894u);
  EXPECT_EQ(file->hashes.size(), 5u);
  EXPECT_EQ(ParseCheckpoint(ParseNote(file->checkpoint)->text)->size, 109'482u);
  EXPECT_EQ(FormatProofFile(*file), example);
}

TEST(ParseProofFile, ReadsEachInOneWayOnly) {
  ProofFile file = ProofOf(4, 7);
  file.extra = "extra";
  const std::string bytes = FormatProofFile(file);
  EXPECT_EQ(*ParseProofFile(bytes), file);
  for (const std::string& changed : Changes(bytes)) {
    const absl::StatusOr<ProofFile> read = ParseProofFile(changed);
    if (!read.ok()) continue;
    EXPECT_NE(*read, file) << changed;
    EXPECT_EQ(FormatProofFile(*read), changed);
  }
}

TEST(ParseProofFile, SaysWhatIsWrong) {
  const std::string header = "c2sp.org/tlog-proof@v1\n";
  const std::string hash = absl::StrCat(absl::Base64Escape(BytesOf(LeafHash(""))), "\n");
  ASSERT_TRUE(ParseProofFile(header + "index 0\n" + hash + "\n").ok());
  std::string long_proof = header + "index 0\n";
  for (size_t i = 0; i <= kMaxProofHashes; ++i) long_proof += hash;

  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the first line of a proof is c2sp.org/tlog-proof@v1"},
      {"c2sp.org/tlog-proof@v1", "the first line of a proof is c2sp.org/tlog-proof@v1"},
      {"c2sp.org/tlog-proof@v2\nindex 0\n\n",
       "the first line of a proof is c2sp.org/tlog-proof@v1"},
      {header, "the proof has no line with the index of the entry"},
      {header + hash, "the proof has no line with the index of the entry"},
      {header + "index 0", "the proof has no line with the index of the entry"},
      {header + "index 00\n\n", "the proof has no line with the index of the entry"},
      {header + "index -1\n\n", "the proof has no line with the index of the entry"},
      {header + "index  1\n\n", "the proof has no line with the index of the entry"},
      {header + "extra Zm9v\n\n", "the proof has no line with the index of the entry"},
      {header + "extra Zm9v\nextra Zm9v\nindex 0\n\n",
       "the proof has no line with the index of the entry"},
      {header + "extra \nindex 0\n\n", "the extra data of the proof are not in base64"},
      {header + "extra Zm9\nindex 0\n\n", "the extra data of the proof are not in base64"},
      {header + "index 0\n" + hash, "the proof has no empty line before its checkpoint"},
      {header + "index 0\nextra Zm9v\n\n", "a line of the proof is not a hash in base64"},
      {header + "index 0\nAAAA\n\n", "a line of the proof is not a hash in base64"},
      {header + "index 0\n " + hash + "\n", "a line of the proof is not a hash in base64"},
      {long_proof + "\n", "the proof has too many hashes"}};
  for (const auto& [bytes, message] : cases) {
    EXPECT_EQ(ParseProofFile(bytes).status(), absl::InvalidArgumentError(message)) << bytes;
  }
}

TEST(VerifyProofFile, SaysWhereTheEntryIs) {
  for (uint64_t size = 1; size <= 9; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const std::string bytes = FormatProofFile(ProofOf(index, size));
      const auto proven = VerifyProofFile(bytes, Entry(index), LogKey().verifier());
      ASSERT_TRUE(proven.ok()) << proven.status();
      EXPECT_EQ(proven->index, index);
      EXPECT_EQ(proven->checkpoint.size, size);
      EXPECT_FALSE(Verify(bytes, Entry(index + 1)).ok());
    }
  }
}

TEST(VerifyProofFile, RefusesEveryChange) {
  for (const auto& [index, size] : {std::pair(0, 1), {4, 7}, {6, 7}}) {
    const auto at = static_cast<uint64_t>(index);
    const std::string bytes = FormatProofFile(ProofOf(at, static_cast<uint64_t>(size)));
    ASSERT_TRUE(Verify(bytes, Entry(at)).ok());
    for (const std::string& changed : Changes(bytes)) {
      EXPECT_FALSE(Verify(changed, Entry(at)).ok()) << changed;
    }
    for (const std::string& changed : Changes(Entry(at))) {
      EXPECT_FALSE(Verify(bytes, changed).ok()) << changed;
    }
  }
}

// Nobody signs them; nothing else may be changed under their cover.
TEST(VerifyProofFile, DoesNotLookAtTheExtraData) {
  ProofFile file = ProofOf(4, 7);
  file.extra = "extra";
  const std::string bytes = FormatProofFile(file);
  ASSERT_TRUE(Verify(bytes, Entry(4)).ok());
  for (const std::string& changed : Changes(bytes)) {
    if (!Verify(changed, Entry(4)).ok()) continue;
    ProofFile read = *ParseProofFile(changed);
    EXPECT_NE(read.extra, file.extra);
    read.extra = file.extra;
    EXPECT_EQ(read, file);
  }
}

TEST(VerifyProofFile, SaysWhatDoesNotHold) {
  const ProofFile right = ProofOf(4, 7);
  ProofFile wrong = right;
  wrong.index = 5;
  EXPECT_EQ(Verify(FormatProofFile(wrong), Entry(4)),
            absl::InvalidArgumentError("the proof does not lead from leaf 5 to the root"));
  wrong.index = 7;
  EXPECT_EQ(Verify(FormatProofFile(wrong), Entry(4)),
            absl::InvalidArgumentError("a tree of 7 has no leaf 7"));
  wrong = right;
  wrong.checkpoint = absl::StrReplaceAll(right.checkpoint, {{"\n7\n", "\n8\n"}});
  EXPECT_EQ(Verify(FormatProofFile(wrong), Entry(4)).code(), absl::StatusCode::kPermissionDenied);

  // The right entry of another log, with the same name and another key.
  const VerifierKey other = GenerateSignerKey("example.com/ledger")->verifier();
  EXPECT_EQ(VerifyProofFile(FormatProofFile(right), Entry(4), other).status(),
            absl::PermissionDeniedError("no known key has signed the note"));
}

}  // namespace
}  // namespace tally
