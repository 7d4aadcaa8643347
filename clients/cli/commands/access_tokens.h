// AccessTokens: access token add, access token revoke, access token rotate.

#pragma once

#include "clients/cli/commands/command.h"

namespace tally {

// Adds the group `token` to the group `access`.
void AddTokenCommands(const CommandTree& access);

}  // namespace tally
