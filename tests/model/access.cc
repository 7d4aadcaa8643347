// The model's rules of principals and their tokens, as far as an org has them.

#include "model/definition.h"
#include "model/rules.h"

namespace tally {
namespace {

Verdict JudgePrincipal(const OrgState& org, const v1::DefinePrincipal& command) {
  return Verdict().If(
      IsStale(command.etag(), FindIn(org.principals, command.principal().principal_id())),
      v1::REASON_ETAG_MISMATCH);
}

void TakePrincipal(OrgState& org, const v1::DefinePrincipal& command, Taken& taken) {
  const v1::Principal& wanted = command.principal();
  TakeDefined<v1::PrincipalDefined>(
      wanted, org.principals, wanted.principal_id(),
      [](const auto& event) { return event.principal(); }, taken);
}

template <class C>
Verdict JudgeNamed(const OrgState& org, const C& command) {
  return Verdict().If(org.principals.count(command.principal_id()) == 0,
                      v1::REASON_PRINCIPAL_NOT_FOUND);
}

void TakeRemoval(OrgState& org, const v1::RemovePrincipal& command, Taken& taken) {
  const auto& removed = taken.Next<v1::PrincipalRemoved>();
  taken.ExpectSame(command.principal_id(), removed.principal_id(), "the principal");
  org.principals.erase(command.principal_id());
  for (auto& [name, revoked] : org.tokens) {
    if (name.first == command.principal_id()) revoked = true;
  }
}

Verdict JudgeToken(const State& state, const v1::AddAccessToken& command) {
  const OrgState* org = state.Find(command.org_id());
  if (org == nullptr) return Verdict().If(true, v1::REASON_ORG_NOT_FOUND);
  return JudgeNamed(*org, command)
      .If(org->tokens.count({command.principal_id(), command.token_id()}) > 0,
          v1::REASON_ACCESS_TOKEN_EXISTS)
      .If(state.token_hashes.count(command.sha256()) > 0, v1::REASON_ACCESS_TOKEN_EXISTS);
}

void TakeToken(State& state, const v1::AddAccessToken& command, Taken& taken) {
  const v1::AccessToken& token = taken.Next<v1::AccessTokenAdded>().token();
  taken.ExpectSame(command.token_id(), token.token_id(), "the token");
  taken.ExpectSame(command.sha256(), token.sha256(), "its hash");
  state.orgs[command.org_id()].tokens[{command.principal_id(), command.token_id()}] = false;
  state.token_hashes.insert(command.sha256());
}

Verdict JudgeRevocation(const OrgState& org, const v1::RevokeAccessToken& command) {
  return JudgeNamed(org, command)
      .If(org.tokens.count({command.principal_id(), command.token_id()}) == 0,
          v1::REASON_ACCESS_TOKEN_NOT_FOUND);
}

void TakeRevocation(OrgState& org, const v1::RevokeAccessToken& command, Taken& taken) {
  bool& is_revoked = org.tokens[{command.principal_id(), command.token_id()}];
  if (is_revoked) return;
  const auto& revoked = taken.Next<v1::AccessTokenRevoked>();
  taken.ExpectSame(command.token_id(), revoked.token_id(), "the token");
  is_revoked = true;
}

}  // namespace

void AddAccessRules(Rules& rules) {
  AddRule<v1::DefinePrincipal>(rules, JudgePrincipal, TakePrincipal);
  AddRule<v1::RemovePrincipal>(rules, JudgeNamed<v1::RemovePrincipal>, TakeRemoval);
  AddRuleOfAll<v1::AddAccessToken>(rules, JudgeToken, TakeToken);
  AddRule<v1::RevokeAccessToken>(rules, JudgeRevocation, TakeRevocation);
}

}  // namespace tally
