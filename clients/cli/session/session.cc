#include "clients/cli/session/session.h"

#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/rpc/as_of.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/access.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

Session::Session(Settings settings, Manners manners, Terminal& terminal)
    : settings_(std::move(settings)),
      manners_(std::move(manners)),
      terminal_(terminal),
      connection_({.socket = settings_.socket,
                   .address = settings_.address,
                   .credentials = manners_.credentials,
                   .actor = manners_.actor,
                   .as_of = manners_.as_of}) {}

absl::StatusOr<std::string> Session::Org() {
  if (!settings_.org.empty()) return settings_.org;
  const bool signs_in = settings_.socket.empty() || !manners_.credentials.token.empty();
  if (signs_in) {
    const auto caller = connection_.Call<v1::CallerDetails>(v1::GetCaller());
    if (!caller.ok()) return caller.status();
    settings_.org = caller->org_id();
    if (!settings_.org.empty()) return settings_.org;
  }

  const auto page = CallForAll<v1::OrgPage>(connection_, v1::ListOrgs());
  if (!page.ok()) return page.status();
  if (page->orgs().empty()) return WrongUsage("the ledger has no org yet; apply a book first");
  if (page->orgs_size() > 1) {
    std::vector<std::string> ids;
    for (const v1::Org& org : page->orgs()) ids.push_back(org.org_id());
    return WrongUsage(absl::StrCat("the ledger has several orgs; say which with --org: ",
                                   absl::StrJoin(ids, ", ")));
  }
  settings_.org = page->orgs(0).org_id();
  return settings_.org;
}

absl::StatusOr<std::string> Session::RequestId() const {
  if (manners_.as_of) return IsNoQuery();
  return manners_.request_id.empty() ? RandomId() : manners_.request_id;
}

absl::StatusOr<std::string> Session::RequestIdPrefix() const {
  if (manners_.as_of) return IsNoQuery();
  if (manners_.request_id.empty()) return RandomId();
  return WrongUsage("--request-id is for commands that send one request; this one sends many");
}

absl::Status Session::Confirm(absl::string_view question) {
  if (manners_.yes) return absl::OkStatus();
  if (!terminal_.CanAsk()) {
    return WrongUsage("nobody is there to be asked; say --yes to go on without a question");
  }
  return terminal_.Ask(question) ? absl::OkStatus() : AnsweredNo();
}

std::string RandomId() {
  std::random_device random;
  std::string id;
  for (int word = 0; word < 4; ++word) {
    absl::StrAppend(&id, absl::Hex(random(), absl::kZeroPad8));
  }
  return id;
}

}  // namespace tally
