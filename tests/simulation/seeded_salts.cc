// OpenSSL 3 would rather have a provider for this, which is a library of its own.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "simulation/seeded_salts.h"

#include <openssl/rand.h>

#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "simulation/chance.h"

namespace tally {
namespace {

struct Salts {
  absl::Mutex mutex;
  std::optional<Chance> chance ABSL_GUARDED_BY(mutex);
};

Salts& TheSalts() {
  static Salts& salts = *new Salts();
  return salts;
}

int Fill(unsigned char* bytes, int count) {
  Salts& salts = TheSalts();
  const absl::MutexLock lock(&salts.mutex);
  for (int i = 0; i < count; ++i) bytes[i] = static_cast<unsigned char>(salts.chance->Next());
  return 1;
}

int IsSeeded() { return 1; }

constexpr RAND_METHOD kSeeded = {.seed = nullptr,
                                 .bytes = Fill,
                                 .cleanup = nullptr,
                                 .add = nullptr,
                                 .pseudorand = Fill,
                                 .status = IsSeeded};

}  // namespace

SeededSalts::SeededSalts(uint64_t seed) {
  Salts& salts = TheSalts();
  const absl::MutexLock lock(&salts.mutex);
  salts.chance.emplace(seed);
  RAND_set_rand_method(&kSeeded);
}

SeededSalts::~SeededSalts() { RAND_set_rand_method(RAND_OpenSSL()); }

}  // namespace tally
