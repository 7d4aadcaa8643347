#include "ledger/notes/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "changes.h"
#include "known.h"

namespace tally {
namespace {

using testing::ElementsAre;

std::string PeterNote() { return absl::StrCat(kPeterText, "\n", kPeterSignature); }

std::string Signed(absl::string_view signatures) {
  return absl::StrCat(kPeterText, "\n", signatures);
}

VerifierKey Peter() { return *ParseVerifierKey(kPeterVerifier); }
VerifierKey Enoch() { return *ParseVerifierKey(kEnochVerifier); }

TEST(SignNote, WritesWhatGoWrites) {
  const absl::StatusOr<std::string> note = SignNote(kPeterText, *ParseSignerKey(kPeterSigner));
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(*note, PeterNote());
}

TEST(SignNote, SignsNothingThatIsNoNote) {
  const SignerKey peter = *ParseSignerKey(kPeterSigner);
  EXPECT_TRUE(SignNote("\n", peter).ok());
  EXPECT_TRUE(SignNote("a\n\nb\n", peter).ok());
  for (const char* text : {"", "abc", "a\tb\n", "a\r\n", "\xFF\n", "\x01\n"}) {
    EXPECT_FALSE(SignNote(text, peter).ok()) << absl::CHexEscape(text);
  }
}

TEST(ParseNote, ReadsTheExampleOfTheStandard) {
  const std::string bytes = absl::StrCat(kPoem, "\n", kPoemSignature);
  const absl::StatusOr<Note> note = ParseNote(bytes);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, kPoem);  // With its empty line.
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].key_name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bu);
  EXPECT_EQ(note->signatures[0].bytes.size(), 64u);
  EXPECT_EQ(FormatNote(*note), bytes);
}

TEST(ParseNote, ReadsOnlyWhatFormatNoteWrites) {
  for (const std::string& changed : Changes(PeterNote())) {
    const absl::StatusOr<Note> note = ParseNote(changed);
    if (!note.ok()) continue;
    EXPECT_EQ(FormatNote(*note), changed);
  }
}

TEST(ParseNote, RefusesWhatIsNotWrittenExactly) {
  const std::string text = kPeterText;
  const std::string signature = kPeterSignature;
  const std::string base64 = signature.substr(signature.rfind(' ') + 1);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the note has no empty line before signatures"},
      {text, "the note has no empty line before signatures"},
      {text + signature, "the note has no empty line before signatures"},
      {text + "\n", "the note does not end with a line of a signature"},
      {Signed(signature.substr(0, signature.size() - 1)),
       "the note does not end with a line of a signature"},
      {"\x01" + Signed(signature), "the note is not UTF-8, or has a control character"},
      {"\xFF" + Signed(signature), "the note is not UTF-8, or has a control character"},
      {absl::StrReplaceAll(Signed(signature), {{"\n", "\r\n"}}),
       "the note is not UTF-8, or has a control character"},
      {Signed("- PeterNeumann " + base64),
       "a line of a signature begins with an em dash and a space"},
      {Signed("– PeterNeumann " + base64),
       "a line of a signature begins with an em dash and a space"},
      {Signed("—PeterNeumann " + base64),
       "a line of a signature begins with an em dash and a space"},
      {Signed(" " + signature), "a line of a signature begins with an em dash and a space"},
      {Signed(signature + "Unexpected line.\n"),
       "a line of a signature begins with an em dash and a space"},
      {Signed("— " + base64), "a line of a signature has a key name, a space and base64"},
      {Signed("—  " + base64), "the key name of a signature is empty or has a space or plus"},
      {Signed("— Peter+Neumann " + base64),
       "the key name of a signature is empty or has a space or plus"},
      {Signed("— Bad Name " + base64), "a signature is not written in base64"},
      {Signed("— PeterNeumann  " + base64), "a signature is not written in base64"},
      {Signed("— PeterNeumann x08go/Z=\n"), "a signature is not written in base64"},
      {Signed("— PeterNeumann \n"), "a signature is too short"},
      {Signed("— PeterNeumann x08gow==\n"), "a signature is too short"},
      {absl::StrCat(std::string(kMaxNoteBytes, 'x'), "\n\n", signature), "the note is too long"}};
  for (const auto& [bytes, message] : cases) {
    EXPECT_EQ(ParseNote(bytes).status(), absl::InvalidArgumentError(message)) << bytes;
  }
}

TEST(ParseNote, TakesAHundredSignatures) {
  std::string signatures;
  for (size_t i = 0; i < kMaxNoteSignatures; ++i) signatures += kPeterSignature;
  EXPECT_EQ(ParseNote(Signed(signatures))->signatures.size(), kMaxNoteSignatures);
  EXPECT_EQ(ParseNote(Signed(signatures + kPeterSignature)).status().message(),
            "the note has too many signatures");
}

TEST(VerifyNote, ReturnsATextThatAKnownKeySigned) {
  EXPECT_EQ(*VerifyNote(PeterNote(), {Peter()}), kPeterText);
  const std::string both = Signed(absl::StrCat(kPeterSignature, kEnochSignature));
  EXPECT_EQ(*VerifyNote(both, {Peter()}), kPeterText);
  EXPECT_EQ(*VerifyNote(both, {Enoch()}), kPeterText);
  EXPECT_EQ(*VerifyNote(both, {Enoch(), Peter()}), kPeterText);
  EXPECT_EQ(*VerifyNote(kGoCheckpoint, {*ParseVerifierKey(kGoVerifier)}),
            "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
}

TEST(VerifyNote, IgnoresKeysThatItDoesNotKnow) {
  EXPECT_EQ(VerifyNote(PeterNote(), {}).status(),
            absl::PermissionDeniedError("no known key has signed the note"));
  EXPECT_EQ(VerifyNote(PeterNote(), {Enoch()}).status().code(),
            absl::StatusCode::kPermissionDenied);

  // They share the name or the id, but not both.
  const std::string renamed = absl::StrReplaceAll(kPeterSignature, {{"Peter", "Pieter"}});
  const std::string other_id = absl::StrReplaceAll(kPeterSignature, {{"x08g", "xxxx"}});
  EXPECT_FALSE(VerifyNote(Signed(renamed), {Peter()}).ok());
  EXPECT_FALSE(VerifyNote(Signed(other_id), {Peter()}).ok());
  EXPECT_TRUE(VerifyNote(Signed(renamed + other_id + kPeterSignature), {Peter()}).ok());
  // Of another kind, and of another length.
  EXPECT_TRUE(
      VerifyNote(Signed(absl::StrCat("— witness AAAAAAQ=\n", kPeterSignature)), {Peter()}).ok());
}

TEST(VerifyNote, RefusesAWrongSignatureEvenBesideARightOne) {
  const absl::Status wrong =
      absl::PermissionDeniedError("the signature by PeterNeumann is not one of this text");
  const std::string bad = absl::StrReplaceAll(kPeterSignature, {{"ZJku", "ZJkv"}});
  const std::string shorter = "— PeterNeumann x08go/ZJkuA=\n";
  EXPECT_EQ(VerifyNote(Signed(bad), {Peter()}).status(), wrong);
  EXPECT_EQ(VerifyNote(Signed(shorter), {Peter()}).status(), wrong);
  EXPECT_EQ(VerifyNote(Signed(bad + kPeterSignature), {Peter()}).status(), wrong);
  EXPECT_EQ(VerifyNote(Signed(kPeterSignature + bad), {Peter()}).status(), wrong);
  EXPECT_EQ(VerifyNote(Signed(bad + kEnochSignature), {Enoch(), Peter()}).status(), wrong);
  EXPECT_TRUE(VerifyNote(Signed(bad + kEnochSignature), {Enoch()}).ok());
  EXPECT_EQ(VerifyNote("More.\n" + PeterNote(), {Peter()}).status(), wrong);
}

TEST(VerifyNote, RefusesEveryChange) {
  for (const std::string& changed : Changes(PeterNote())) {
    EXPECT_FALSE(VerifyNote(changed, {Peter()}).ok()) << changed;
  }
}

TEST(Note, MayHaveMoreThanOneSignature) {
  const std::string both = Signed(absl::StrCat(kPeterSignature, kEnochSignature));
  const Note note = *ParseNote(both);
  ASSERT_EQ(note.signatures.size(), 2u);
  EXPECT_EQ(note.signatures[0].key_id, Peter().id());
  EXPECT_EQ(note.signatures[1].key_id, Enoch().id());
  EXPECT_EQ(FormatNote(note), both);
}

}  // namespace
}  // namespace tally
