#include "ledger/base/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace tally {

void ForbidCoreDumps() {
  // Neither can fail: a limit may always be lowered. Programs that this one starts may raise it.
  rlimit limit = {};
  getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = 0;
  setrlimit(RLIMIT_CORE, &limit);
  prctl(PR_SET_DUMPABLE, 0);
}

void AllowTracing() { prctl(PR_SET_DUMPABLE, 1); }

}  // namespace tally
