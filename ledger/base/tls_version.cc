#include "ledger/base/tls_version.h"

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>

#include <memory>

namespace tally {
namespace {

// `Protocol` switches versions off, which the minimum that gRPC sets on a context leaves as it is.
// The ciphers are those of Debian's own configuration, whose place this takes.
constexpr char kConfiguration[] =
    "openssl_conf = modules\n"
    "[modules]\n"
    "ssl_conf = programs\n"
    "[programs]\n"
    "system_default = versions\n"
    "[versions]\n"
    "Protocol = -TLSv1, -TLSv1.1, -TLSv1.2\n"
    "CipherString = DEFAULT@SECLEVEL=2\n";

}  // namespace

absl::Status RequireTls13() {
  // The machine's own configuration first, or it would be read later and undo this.
  bool is_done = OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr) == 1;
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(kConfiguration, -1),
                                                       &BIO_free);
  const std::unique_ptr<CONF, decltype(&NCONF_free)> configuration(NCONF_new(nullptr), &NCONF_free);
  long line = 0;  // NOLINT(google-runtime-int): OpenSSL's own type.
  is_done = is_done && NCONF_load_bio(configuration.get(), text.get(), &line) == 1;
  is_done = is_done && CONF_modules_load(configuration.get(), nullptr, 0) == 1;
  return is_done ? absl::OkStatus() : absl::InternalError("TLS cannot be limited to version 1.3");
}

}  // namespace tally
