#include "clients/cli/show/access.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/access_home.h"
#include "clients/cli/commands/access_tokens.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/grant_text.h"
#include "tally/v1/access.pb.h"

namespace tally {
namespace {

struct NoOptions {};

struct DefineOptions {
  bool of_daemon = false;
  std::string principal_id;
  std::string name;
  std::vector<std::string> grants;
  std::vector<std::string> certificate_names;
  std::vector<std::string> subjects;
  bool suspended = false;
};

struct PrincipalOptions {
  bool of_daemon = false;
  std::string principal_id;
};

struct LogOptions {
  bool of_daemon = false;
  std::string actor;
  std::string kind;
  std::optional<uint64_t> limit;
};

constexpr uint64_t kLogRecords = 100;

// Reads `ISSUER SUBJECT`; an issuer is a URL, which has no blank.
absl::StatusOr<v1::ProviderSubject> ParseSubject(const std::string& text) {
  const size_t blank = text.find(' ');
  if (blank == std::string::npos || blank == 0 || blank + 1 == text.size()) {
    return WrongUsage(
        absl::StrCat("--subject: not an issuer, a blank and a subject in quotes: ", text));
  }
  v1::ProviderSubject subject;
  subject.set_issuer(text.substr(0, blank));
  subject.set_subject(text.substr(blank + 1));
  return subject;
}

absl::StatusOr<v1::Principal> ReadPrincipal(const DefineOptions& options) {
  v1::Principal principal;
  principal.set_principal_id(options.principal_id);
  principal.set_name(options.name);
  principal.set_suspended(options.suspended);
  for (const std::string& text : options.grants) {
    absl::StatusOr<v1::Grant> grant = ParseGrant(text);
    if (!grant.ok()) return WrongUsage(absl::StrCat("--grant: ", grant.status().message()));
    *principal.add_grants() = *std::move(grant);
  }
  for (const std::string& name : options.certificate_names) principal.add_certificate_names(name);
  for (const std::string& text : options.subjects) {
    absl::StatusOr<v1::ProviderSubject> subject = ParseSubject(text);
    if (!subject.ok()) return subject.status();
    *principal.add_subjects() = *std::move(subject);
  }
  return principal;
}

absl::Status Define(Session& session, const DefineOptions& options) {
  absl::StatusOr<v1::Principal> principal = ReadPrincipal(options);
  if (!principal.ok()) return principal.status();
  v1::DefinePrincipal request;
  *request.mutable_principal() = *std::move(principal);
  const auto receipt = SendTo<v1::Receipt>(session, options.of_daemon, std::move(request));
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("principal ", options.principal_id,
                        receipt->event_count() > 0 ? " defined\n" : " is so already\n");
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, const PrincipalOptions& options) {
  const auto home = HomeOf(session, options.of_daemon);
  if (!home.ok()) return home.status();
  v1::ListPrincipals request;
  request.set_org_id(*home);
  const auto page = CallForAll<v1::PrincipalPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return PrincipalTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const PrincipalOptions& options) {
  const auto home = HomeOf(session, options.of_daemon);
  if (!home.ok()) return home.status();
  v1::GetPrincipal request;
  request.set_org_id(*home);
  request.set_principal_id(options.principal_id);
  const auto details = session.connection().Call<v1::PrincipalDetails>(request);
  if (!details.ok()) return details.status();
  session.Show(*details, [&] { return PrincipalSheet(*details, session.look()); });
  return absl::OkStatus();
}

absl::Status Remove(Session& session, const PrincipalOptions& options) {
  absl::Status confirmed =
      session.Confirm(absl::StrCat("Remove ", options.principal_id, " and all its tokens?"));
  if (!confirmed.ok()) return confirmed;
  v1::RemovePrincipal request;
  request.set_principal_id(options.principal_id);
  const auto receipt = SendTo<v1::Receipt>(session, options.of_daemon, std::move(request));
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt,
               [&] { return absl::StrCat("principal ", options.principal_id, " removed\n"); });
  return absl::OkStatus();
}

absl::Status ListRoles(Session& session, const NoOptions&) {
  const auto list = session.connection().Call<v1::RoleList>(v1::ListRolesRequest());
  if (!list.ok()) return list.status();
  session.Show(*list, [&] { return RoleTable(*list, session.look()); });
  return absl::OkStatus();
}

absl::Status WhoAmI(Session& session, const NoOptions&) {
  const auto caller = session.connection().Call<v1::CallerDetails>(v1::GetCaller());
  if (!caller.ok()) return caller.status();
  session.Show(*caller, [&] { return CallerSheet(*caller, session.look()); });
  return absl::OkStatus();
}

absl::Status Log(Session& session, const LogOptions& options) {
  const auto home = HomeOf(session, options.of_daemon);
  if (!home.ok()) return home.status();
  v1::ReadAccessLog request;
  request.set_org_id(*home);
  request.set_actor(options.actor);
  request.set_kind(AccessKindNamed(options.kind));
  v1::AccessLogPage log;
  uint64_t wanted = options.limit.value_or(kLogRecords);
  do {
    request.set_page_size(static_cast<uint32_t>(std::min<uint64_t>(wanted, kPageSize)));
    const auto page = session.connection().Call<v1::AccessLogPage>(request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    log.mutable_records()->MergeFrom(page->records());
    wanted -= std::min(wanted, static_cast<uint64_t>(page->records_size()));
  } while (wanted > 0 && !request.page_token().empty());
  session.Show(log, [&] { return AccessLogTable(log, session.look()); });
  return absl::OkStatus();
}

void AddDefine(const CommandTree& access) {
  auto [define, options] = AddCommand(
      access, "define", "Add a principal, or change it to what is said here", &Define,
      "  tally access define ann --name \"Ann Lee\" --grant operator --grant approver\n"
      "  tally access define portal --grant viewer/acme\n"
      "  tally access define rmm --grant connector --certificate tally:rmm\n"
      "  tally access define ann --grant viewer --subject \"https://id.msp.example 248289761001\"\n"
      "  tally access define --daemon ops --grant admin\n"
      "  tally access define --daemon tax --grant auditor:msp,other");
  AddPrincipal(define, options.principal_id);
  AddDaemonFlag(define, options.of_daemon);
  define.add_option("--name", options.name, "Who it is, for people to read");
  define.add_option("--grant", options.grants,
                    "What it may do: ROLE, ROLE/CUSTOMER,CUSTOMER; for one of the daemon also "
                    "ROLE:ORG,ORG and ROLE:ORG/CUSTOMER");
  define.add_option("--certificate", options.certificate_names, "A name in its client certificate");
  define.add_option("--subject", options.subjects,
                    "What its identity provider calls it: \"ISSUER SUBJECT\"");
  define.add_flag("--suspended", options.suspended, "It may do nothing for now");
}

void AddQueries(const CommandTree& access) {
  auto [list, list_options] = AddCommand(access, "list", "List principals", &List,
                                         "  tally access list\n"
                                         "  tally access list --daemon");
  AddDaemonFlag(list, list_options.of_daemon);
  auto [show, show_options] = AddCommand(access, "show", "Show a principal and its tokens", &Show,
                                         "  tally access show ann");
  AddPrincipal(show, show_options.principal_id);
  AddDaemonFlag(show, show_options.of_daemon);
  AddCommand(access, "roles", "List the roles and what each may call", &ListRoles,
             "  tally access roles");
  AddCommand(access, "whoami", "Show who you are to the daemon, and what you may do", &WhoAmI,
             "  tally access whoami");
  auto [log, log_options] =
      AddCommand(access, "log", "Show who signed in, was refused and took what out", &Log,
                 "  tally access log --kind sign_in_refused\n"
                 "  tally access log --daemon --actor daemon/ops --limit 1000");
  AddDaemonFlag(log, log_options.of_daemon);
  log.add_option("--actor", log_options.actor, "Only what this one did");
  log.add_option("--kind", log_options.kind, "Only records of this kind")
      ->check(CLI::IsMember(AccessKindNames()));
  AddWholeNumber(log, "--limit", log_options.limit, "At most so many; 100 if left out");
}

}  // namespace

void AddAccessCommands(const CommandTree& tree) {
  const CommandTree access = AddGroup(tree, "access", "Who may do what, and who did");
  AddDefine(access);
  auto [remove, options] = AddCommand(access, "remove", "Remove a principal and its tokens",
                                      &Remove, "  tally access remove ann --yes");
  AddPrincipal(remove, options.principal_id);
  AddDaemonFlag(remove, options.of_daemon);
  AddQueries(access);
  AddTokenCommands(access);
}

}  // namespace tally
