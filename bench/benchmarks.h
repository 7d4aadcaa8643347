// Benchmarks: all there are. Each function adds those of the file that is named like it.

#pragma once

#include <string>

#include "bench/sizes.h"

namespace tally {

// What does a durable command cost?
void AddAppend(const Sizes& sizes);
// How fast are counts recorded?
void AddCounts(const Sizes& sizes);
// How fast is a month billed, and how fast approved?
void AddRun(const Sizes& sizes);
// How long does a year of what-if take?
void AddWhatIf(const Sizes& sizes);
// How fast is everything derived again?
void AddReplay(const Sizes& sizes);
// How soon does a ledger with a long history answer?
void AddOpen(const Sizes& sizes);
// What does encryption cost?
void AddEncryption(const Sizes& sizes);
// What does exact money cost?
void AddMoney(const Sizes& sizes);

// A process that opens data, as AddOpen() starts it: prints the seconds that it took until the
// first answer, and the bytes of memory that it has then.
int AnswerFromLedger(const std::string& directory);
int AnswerFromBareLog(const std::string& directory);

}  // namespace tally
