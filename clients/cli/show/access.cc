#include "clients/cli/show/access.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/grant_text.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

constexpr char kKindPrefix[] = "ACCESS_KIND_";

std::string GrantsText(const google::protobuf::RepeatedPtrField<v1::Grant>& grants) {
  if (grants.empty()) return "nothing";
  return absl::StrJoin(
      grants, " ", [](std::string* text, const v1::Grant& grant) { *text += GrantText(grant); });
}

// `identity provider` of SIGN_IN_IDENTITY_PROVIDER.
std::string SignInWords(v1::SignIn sign_in) {
  if (sign_in == v1::SIGN_IN_UNSPECIFIED) return "";
  const std::string name = v1::SignIn_Name(sign_in);
  std::string words = absl::AsciiStrToLower(absl::StripPrefix(name, "SIGN_IN_"));
  for (char& c : words) {
    if (c == '_') c = ' ';
  }
  return words;
}

std::string KindName(v1::AccessKind kind) {
  const std::string name = v1::AccessKind_Name(kind);
  return absl::AsciiStrToLower(absl::StripPrefix(name, kKindPrefix));
}

std::string StateOf(const v1::AccessToken& token) {
  if (token.has_revoked_at()) return absl::StrCat("revoked ", RecordedText(token.revoked_at()));
  if (token.has_expires_at()) return absl::StrCat("until ", RecordedText(token.expires_at()));
  return "good";
}

size_t GoodTokens(const v1::PrincipalDetails& details) {
  size_t count = 0;
  for (const v1::TokenDetails& token : details.tokens()) {
    if (!token.token().has_revoked_at()) ++count;
  }
  return count;
}

// A line a field under a heading.
class Sheet {
 public:
  Sheet(const std::string& heading, const Look& look)
      : text_(absl::StrCat(Paint(heading, Style::kHeading, look), "\n")) {}

  void Say(const char* field, const std::string& value) {
    absl::StrAppendFormat(&text_, "  %-14s %s\n", field, value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::string PrincipalTable(const v1::PrincipalPage& page, const Look& look) {
  TextTable table({{"principal"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"may", TextTable::kLeft, TextTable::kMayShrink},
                   {"tokens", TextTable::kRight},
                   {"", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::PrincipalDetails& details : page.principals()) {
    const v1::Principal& principal = details.principal();
    table.Add({{principal.principal_id()},
               {principal.name()},
               {GrantsText(principal.grants())},
               {absl::StrCat(GoodTokens(details))},
               {principal.suspended() ? "suspended" : "", Style::kWarning}});
  }
  return table.empty() ? "No principals.\n" : table.Layout(look);
}

std::string RoleTable(const v1::RoleList& list, const Look& look) {
  TextTable table({{"role"}, {"may call", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::Role& role : list.roles()) {
    table.Add({{role.role()}, {absl::StrJoin(role.methods(), " ")}});
  }
  return table.Layout(look);
}

std::string AccessLogTable(const v1::AccessLogPage& page, const Look& look) {
  TextTable table({{"at"},
                   {"kind"},
                   {"who", TextTable::kLeft, TextTable::kMayShrink},
                   {"by", TextTable::kLeft, TextTable::kMayVanish},
                   {"from"},
                   {"method", TextTable::kLeft, TextTable::kMayVanish},
                   {"org", TextTable::kLeft, TextTable::kMayVanish},
                   {"times", TextTable::kRight, TextTable::kMayVanish},
                   {"why", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::AccessRecord& record : page.records()) {
    const uint64_t repeated = record.repeated_times();
    table.Add({{RecordedText(record.at())},
               {KindName(record.kind())},
               {record.actor().empty() ? "unknown" : record.actor()},
               {SignInWords(record.sign_in())},
               {record.address()},
               {record.method()},
               {record.org_id()},
               {repeated == 0 ? "" : Grouped(absl::StrCat(repeated + 1))},
               {record.refusal().message(), Style::kBad}});
  }
  return table.empty() ? "Nothing is in the access log.\n" : table.Layout(look);
}

std::string PrincipalSheet(const v1::PrincipalDetails& details, const Look& look) {
  const v1::Principal& principal = details.principal();
  Sheet sheet(absl::StrCat("Principal ", principal.principal_id()), look);
  if (!principal.name().empty()) sheet.Say("name", principal.name());
  if (principal.suspended()) sheet.Say("suspended", "yes");
  sheet.Say("may", GrantsText(principal.grants()));
  for (const std::string& name : principal.certificate_names()) sheet.Say("certificate", name);
  for (const v1::ProviderSubject& subject : principal.subjects()) {
    sheet.Say("subject", absl::StrCat(subject.issuer(), " ", subject.subject()));
  }
  TextTable tokens({{"token"}, {"state"}, {"added at"}, {"last used at"}});
  for (const v1::TokenDetails& token : details.tokens()) {
    tokens.Add({{token.token().token_id()},
                {StateOf(token.token())},
                {RecordedText(token.token().added_at())},
                {token.has_last_used_at() ? RecordedText(token.last_used_at()) : "never"}});
  }
  return tokens.empty() ? sheet.text() : absl::StrCat(sheet.text(), "\n", tokens.Layout(look));
}

std::string CallerSheet(const v1::CallerDetails& caller, const Look& look) {
  Sheet sheet(caller.actor(), look);
  sheet.Say("signed in by", SignInWords(caller.sign_in()));
  sheet.Say("of", caller.org_id().empty() ? "the daemon itself" : caller.org_id());
  sheet.Say("may", GrantsText(caller.grants()));
  if (caller.has_expires_at()) sheet.Say("until", RecordedText(caller.expires_at()));
  return sheet.text();
}

std::vector<std::string> AccessKindNames() {
  std::vector<std::string> names;
  for (int kind = v1::AccessKind_MIN + 1; kind <= v1::AccessKind_MAX; ++kind) {
    if (v1::AccessKind_IsValid(kind)) names.push_back(KindName(static_cast<v1::AccessKind>(kind)));
  }
  return names;
}

v1::AccessKind AccessKindNamed(const std::string& name) {
  v1::AccessKind kind = v1::ACCESS_KIND_UNSPECIFIED;
  v1::AccessKind_Parse(absl::StrCat(kKindPrefix, absl::AsciiStrToUpper(name)), &kind);
  return kind;
}

}  // namespace tally
