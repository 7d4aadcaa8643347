#include "clients/cli/program.h"
#include "ledger/base/core_dumps.h"

int main(int argc, char** argv) {
  tally::ForbidCoreDumps();
  return static_cast<int>(tally::RunProgram(argc, argv));
}
