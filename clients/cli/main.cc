#include "clients/cli/program.h"

int main(int argc, char** argv) { return static_cast<int>(tally::RunProgram(argc, argv)); }
