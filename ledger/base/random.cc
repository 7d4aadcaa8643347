#include "ledger/base/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace tally {

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  const bool ok =
      RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) == 1;
  if (!ok) std::abort();  // Only if the operating system has no generator.
  return bytes;
}

}  // namespace tally
